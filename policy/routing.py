"""Which office gets a report, and why: from the place upward, the lead department's office before education's.

Source of the departments: `data/matters.yaml` and, for what regions name themselves, `data/leads.csv`; of the order:
the county education bureau is the default door, and of two bodies the common superior decides (信访工作条例, articles
23 and 24).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from policy.divisions import Division, Divisions
from policy.matters import Matters
from policy.vocabulary import Reason

EDUCATION = "education"
REASON_CODES = (
    "routing.own_office",
    "routing.approving_province",
    "routing.online_place",
    "routing.lead",
    "routing.education_stands_in",
    "routing.lead_above",
    "routing.education_above",
    "routing.root",
    "routing.past_local",
    "routing.transferred",
    "routing.appealed",
    "routing.escalated",
    "routing.sent_back",
)

Directory = Mapping[tuple[str, str], str]
"""The id of the office of (division code, department)."""


class NoOffice(Exception):
    """No office from the place up to the country can take the report: not even the root office exists."""


@dataclass(frozen=True, slots=True)
class Route:
    """The one lead office of a report and the reason it was chosen."""

    office_id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Organiser:
    """Who gives the lessons, as far as it changes the way: `own_office_id` is that of a school or an institution.

    Of online lessons, `approved_in` is the province that approved who gives them; `is_unknown` when nobody knows who.
    """

    own_office_id: str | None = None
    approved_in: str | None = None
    is_unknown: bool = False


ANYBODY = Organiser()


def route(
    divisions: Divisions,
    matters: Matters,
    directory: Directory,
    division_code: str,
    matter: str,
    *,
    organiser: Organiser = ANYBODY,
    on: date = date.max,
) -> Route:
    """The lead office for a matter at a place on a day (by default once no change is to come).

    The organiser's own office wins. Else, at each division from the place upward (for online lessons, from the
    province that approved them), the lead department's office, then the education office. The reason's params are
    `division` (a name) and `department` (a code). Raises `UnknownDivision` (a code not in force), `UnknownMatter`,
    `NoOffice`.
    """
    chain = divisions.chain(division_code)
    if organiser.own_office_id is not None:
        matters.get(matter)
        return Route(organiser.own_office_id, Reason("routing.own_office"))
    if organiser.approved_in is not None:
        chain = divisions.chain(divisions.standing(organiser.approved_in).code)
    lead, place = matters.lead(matter, chain, on), chain[0]
    for division in chain:
        for department in (lead, EDUCATION):
            office_id = directory.get((division.code, department))
            if office_id is not None:
                return Route(office_id, _reason(place, division, department, lead, organiser))
    raise NoOffice(division_code, matter)


def directory_of(divisions: Divisions, offices: Iterable[tuple[str, str, str]]) -> Directory:
    """The directory of offices given as (division code, department, id).

    An office of a division that became another one serves that one, where it has no office of the department itself;
    of several such, the one with the lowest former code.
    """
    listed = {(code, department): office_id for code, department, office_id in offices}
    heirs: dict[tuple[str, str], str] = {}
    for code, department in sorted(listed):
        today = divisions.standing(code).code
        if code in divisions.formerly(today):
            heirs.setdefault((today, department), listed[code, department])
    return heirs | listed


def default_superior(divisions: Divisions, directory: Directory, division_code: str, department: str) -> str | None:
    """The office above a new office: in the nearest division above, its own department, else education.

    None when there is none above, as for an office of the country itself. Raises `UnknownDivision`.
    """
    for division in divisions.chain(division_code)[1:]:
        for wanted in (department, EDUCATION):
            office_id = directory.get((division.code, wanted))
            if office_id is not None:
                return office_id
    return None


def common_superior(divisions: Divisions, directory: Directory, one: str, other: str) -> str:
    """The education office that settles which of two divisions' offices a report belongs to.

    That of the lowest division above both; where there is none above, the country's. A division that is gone counts
    as today's. Raises `NoOffice`.
    """
    above_other = divisions.chain(divisions.standing(other).code)[1:]
    above_one = divisions.chain(divisions.standing(one).code)[1:]
    shared = [division for division in above_one if division in above_other] or [divisions.root]
    offices = (directory.get((division.code, EDUCATION)) for division in shared)
    office_id = next((office for office in offices if office is not None), None)
    if office_id is None:
        raise NoOffice(one, other)
    return office_id


def reason_of(code: str, divisions: Divisions, division_code: str, department: str) -> Reason:
    """A reason with the words of an office that was not found by `route`."""
    return Reason(code, {"division": divisions.standing(division_code).name, "department": department})


def _reason(place: Division, found: Division, department: str, lead: str, organiser: Organiser) -> Reason:
    params = {"division": found.name, "department": department}
    if found.parent_code is None:
        return Reason("routing.root", params)
    if organiser.approved_in is not None:
        return Reason("routing.approving_province", params)
    if organiser.is_unknown:
        return Reason("routing.online_place", params)
    if department == lead:
        return Reason("routing.lead" if found is place else "routing.lead_above", params)
    return Reason("routing.education_stands_in" if found is place else "routing.education_above", params)

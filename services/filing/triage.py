"""Everything that is decided about a report before it is stored: matter, findings, office, clocks, severity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import sqlalchemy as sa

from models import Installation, Office
from policy import Policy
from policy.answers import check_answers, check_day
from policy.deadlines import Clocks, clocks
from policy.findings import Finding, severity
from policy.findings import find as apply_rules
from policy.forms import act_date
from policy.local import Local
from policy.matters import is_online, matter_of
from policy.routing import Organiser, Route, reason_of, route
from policy.school_calendar import off_day
from policy.vocabulary import Severity
from services.filing.known import Known
from services.people.members import workers
from services.places import Located, Place, locate
from services.refusals import InvalidFields
from services.registry.local import local_rules
from services.work import Work

NOTHING = Local()


@dataclass(frozen=True)
class Complaint:
    """What is said about whom, before it is anybody's: the part of a report that rules and routing look at."""

    category: str
    place: Place
    answers: Mapping[str, object]
    occurred_on: date | None


@dataclass(frozen=True)
class Triage:
    """The decisions about one report."""

    located: Located
    matter: str
    findings: tuple[Finding, ...]
    route: Route
    office: Office
    superior: Office | None
    """The office above that is alerted, if a child may be in danger."""
    clocks: Clocks
    severity: Severity
    avoided_office_id: str | None = None

    @property
    def avoid_local_office(self) -> bool:
        """Whether it goes past the office that would have got it."""
        return self.avoided_office_id is not None

    @property
    def safety(self) -> bool:
        """Whether a child may be in danger."""
        return self.severity is Severity.URGENT


@dataclass(frozen=True)
class Judged:
    """What the answers come to: the matter, the findings, and who gives the lessons as far as it changes the way."""

    matter: str
    findings: tuple[Finding, ...]
    organiser: Organiser


def find(policy: Policy, complaint: Complaint, located: Located, today: date, local: Local = NOTHING) -> Judged:
    """What the answers come to by the policy and what is `local`; InvalidFields when they do not fit the form."""
    form = policy.forms.get(complaint.category)
    if form is None:
        raise InvalidFields.one("category", "field.not_offered", allowed=tuple(policy.forms))
    checked = check_answers(form, complaint.answers, today)
    errors = checked.errors + check_day("occurred_on", complaint.occurred_on, today)
    if errors:
        raise InvalidFields(errors)
    organiser = organiser_of(located, checked.values)
    place = organiser.approved_in or located.division_code
    chain = [division.code for division in policy.divisions.chain(place)]
    of_school = [located.school_id, *chain] if located.school_id else chain
    found = apply_rules(
        policy.rules,
        local.prices(chain, policy.prices),
        partial(off_day, policy.calendar, local.calendar(of_school, policy.school_calendar), of_school),
        chain=chain,
        category=complaint.category,
        values=checked.values,
        on=act_date(form, checked.values, occurred_on=complaint.occurred_on, filed_on=today),
        units=form.units,
    )
    return Judged(matter_of(policy.matters, complaint.category, checked.values), found, organiser)


def organiser_of(located: Located, answers: Mapping[str, object]) -> Organiser:
    """Who gives the lessons; of online ones, who approved them, or that nobody knows yet whose they are."""
    target, online = located.target, is_online(answers)
    if target is None:
        return Organiser(is_unknown=online)
    return Organiser(target.own_office_id, target.approved_in if online else None)


def triage(work: Work, known: Known, complaint: Complaint, *, safety: bool, avoid_local_office: bool = False) -> Triage:
    """Decide about a report; stores nothing. InvalidFields when place or answers are not acceptable."""
    policy = work.policy
    located = known.locate(policy.divisions, complaint.place)
    judged = find(policy, complaint, located, work.today, local_rules(work, known.edition))
    chosen = route(
        policy.divisions,
        policy.matters,
        known.directory(policy.divisions),
        located.division_code,
        judged.matter,
        organiser=judged.organiser,
        on=work.today,
    )
    avoided_office_id = chosen.office_id if avoid_local_office else None
    if avoid_local_office:
        chosen = _past(work, known, chosen)
    office = _office(work, known, chosen.office_id)
    due = clocks(
        policy.deadlines,
        policy.calendar,
        policy.divisions,
        matter=judged.matter,
        department=office.department,
        division_code=located.division_code,
        filed_on=work.today,
    )
    superior = _to_alert(work, known, office) if safety else None
    how_bad = severity(judged.findings, safety=safety)
    return Triage(located, judged.matter, judged.findings, chosen, office, superior, due, how_bad, avoided_office_id)


def find_only(work: Work, complaint: Complaint) -> tuple[Finding, ...]:
    """What the rules make of a complaint before it is filed; nothing is stored."""
    with work.reading() as db:
        located = locate(db, work.policy.divisions, complaint.place)
        edition = db.scalar(sa.select(Installation.registry_edition).limit(1))
    return find(work.policy, complaint, located, work.today, local_rules(work, edition)).findings


def _past(work: Work, known: Known, chosen: Route) -> Route:
    """The office above the one that would get it; at the root there is none above, and the root keeps it."""
    superior = _superior(work, known, known.office(chosen.office_id))
    if superior is None:
        return chosen
    place = superior.division_code, superior.department
    return Route(superior.id, reason_of("routing.past_local", work.policy.divisions, *place))


def _to_alert(work: Work, known: Known, office: Office) -> Office | None:
    """The nearest office above where somebody could work (`members.first_to_alert`); where there is none, the root."""
    above = _superior(work, known, office)
    if above is None or above.superior_id is None or _is_peopled(work, known, above.id):
        return above
    return _to_alert(work, known, above)


def _is_peopled(work: Work, known: Known, office_id: str) -> bool:
    if office_id in known.by_id:
        return bool(known.by_id[office_id].is_peopled)
    with work.reading() as db:
        return db.scalar(workers(office_id).limit(1)) is not None


def _superior(work: Work, known: Known, office: Office) -> Office | None:
    """The office above; a closed one is passed over."""
    above = _office(work, known, office.superior_id) if office.superior_id else None
    return above if above is None or above.closed_on is None else _superior(work, known, above)


def _office(work: Work, known: Known, office_id: str) -> Office:
    if office_id in known.by_id:
        return known.office(office_id)
    with work.reading() as db:
        return db.get_one(Office, office_id)

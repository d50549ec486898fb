"""What the database knows about a report that arrives, in one round trip: if it is here, its target, its offices.

Offices are read each time, not remembered: a report must never be sealed to a key that was changed a moment ago.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa

from models import Installation, Institution, Office, Report, School, Tombstone
from policy.divisions import Divisions
from policy.routing import Directory, directory_of
from services.people.members import workers
from services.places import Located, Place, Target, located_at, reportable
from services.work import Work

_OFFICE, _REPORT, _TOMBSTONE = Office.__table__, Report.__table__, Tombstone.__table__
_SCHOOL, _INSTITUTION = School.__table__, Institution.__table__
_OWN = sa.func.coalesce(_SCHOOL.c.office_id, _INSTITUTION.c.office_id)
_APPROVED_IN = _INSTITUTION.c.approving_division_code
_EDITION = sa.select(Installation.registry_edition).limit(1).scalar_subquery()
_KNOWN = sa.select(
    *_OFFICE.c,
    _EDITION.label("edition"),
    sa.or_(_REPORT.c.id.is_not(None), _TOMBSTONE.c.receipt_lookup.is_not(None)).label("is_filed"),
    sa.func.coalesce(_SCHOOL.c.division_code, _INSTITUTION.c.division_code).label("target_division_code"),
    _OWN.label("own_office_id"),
    _APPROVED_IN.label("approved_in"),
).select_from(
    _OFFICE.outerjoin(_REPORT, _REPORT.c.receipt_lookup == sa.bindparam("lookup"))
    .outerjoin(_TOMBSTONE, _TOMBSTONE.c.receipt_lookup == sa.bindparam("lookup"))
    .outerjoin(_SCHOOL, _SCHOOL.c.id == sa.bindparam("school_id"))
    .outerjoin(_INSTITUTION, _INSTITUTION.c.id == sa.bindparam("institution_id"))
)
"""The country's own office is always among them (administration.offices.initialise): there is always a row to read."""


_WHO_IS_THERE = _KNOWN.add_columns(workers(_OFFICE.c.id).correlate(_OFFICE).exists().label("is_peopled"))
"""The same question where an office is to be alerted, which only a report about safety asks for."""


@lru_cache(maxsize=32)
def _known(number: int, *, safety: bool) -> sa.Select[Any]:
    """The question with so many division codes, a parameter for each: SQLAlchemy then need not write it each time."""
    query = _WHO_IS_THERE if safety else _KNOWN
    codes = [sa.bindparam(f"code_{n}", type_=_OFFICE.c.division_code.type) for n in range(number)]
    its_own, approving = _OFFICE.c.id == _OWN, _OFFICE.c.division_code == _APPROVED_IN
    return query.where(sa.or_(_OFFICE.c.division_code.in_(codes), its_own, approving))


@dataclass(frozen=True)
class Known:
    """What there is already; `is_filed`: here, or withdrawn.

    Offices by id: of the place and of every division above it (also of what they were before), the target's own, and
    those of the province that approved its online lessons.
    """

    is_filed: bool
    target: Target | None
    by_id: Mapping[str, Any]
    edition: str | None = None
    """Of the calendars and prices of the registry."""

    def directory(self, divisions: Divisions) -> Directory:
        """The offices that take reports, as routing looks for them."""
        open_ones = (row for row in self.by_id.values() if row.closed_on is None)
        return directory_of(divisions, ((row.division_code, row.department, row.id) for row in open_ones))

    def office(self, office_id: str) -> Office:
        """One of them: the row, which is only read and has all that an Office has."""
        return cast("Office", self.by_id[office_id])

    def locate(self, divisions: Divisions, place: Place) -> Located:
        """The place by today's division code; InvalidFields when it takes no reports, or the target is not there."""
        return located_at(divisions, place, reportable(divisions, place), self.target)


def what_is_known(work: Work, place: Place, lookup: bytes, *, safety: bool) -> Known:
    """One query for everything that deciding about a report, about `safety` or not, takes from the database."""
    divisions: Divisions = work.policy.divisions
    division = divisions.today(place.division_code) or divisions.root
    codes = [code for one in divisions.chain(division.code) for code in (one.code, *divisions.formerly(one.code))]
    named = {f"code_{number}": code for number, code in enumerate(codes)}
    targets = {"school_id": place.school_id, "institution_id": place.institution_id}
    with work.asking() as connection:
        rows = connection.execute(_known(len(codes), safety=safety), {"lookup": lookup, **targets, **named}).all()
    if not rows:
        return Known(is_filed=False, target=None, by_id={})
    first, by_id, target = rows[0], {row.id: row for row in rows}, None
    if first.target_division_code is not None:
        own = by_id.get(first.own_office_id)
        own_office_id = own.id if own is not None and own.closed_on is None else None
        target = Target(first.target_division_code, own_office_id, first.approved_in)
    return Known(bool(first.is_filed), target, by_id, first.edition)

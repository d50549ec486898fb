"""The registry of schools and institutions: what an administrator adds, and which office takes reports about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa

from models import Institution, Office, School
from policy.divisions import Divisions, Level
from services.refusals import InvalidFields, NotFound
from services.work import Work

Registered = TypeVar("Registered", School, Institution)


@dataclass(frozen=True)
class Entry:
    """Where a school or an institution is, and what it is called."""

    division_code: str
    name: str


def add_school(work: Work, entry: Entry, *, stage: str, boarding: bool, office_id: str | None) -> School:
    """A new school; InvalidFields for a place that takes no reports, a name that is listed there, no such office."""
    return _added(
        work, School(**_entry(work, School, entry), **_office(work, office_id), stage=stage, boarding=boarding)
    )


def add_institution(
    work: Work, entry: Entry, *, office_id: str | None, approving_division_code: str | None
) -> Institution:
    """A new institution, likewise; InvalidFields as well for an approving division that is no province."""
    _refuse_other_than_province(work, approving_division_code)
    where = {"approving_division_code": approving_division_code}
    return _added(work, Institution(**_entry(work, Institution, entry), **_office(work, office_id), **where))


def change_school(work: Work, school_id: str, *, office_id: str | None) -> School:
    """Which office takes reports about a school; None is that of the tree. Open cases stay where they are."""
    return _changed(work, School, school_id, _office(work, office_id))


def change_institution(
    work: Work, institution_id: str, *, office_id: str | None, approving_division_code: str | None
) -> Institution:
    """The same for an institution, and the province that approved its online lessons, if it gives any."""
    _refuse_other_than_province(work, approving_division_code)
    where = {"approving_division_code": approving_division_code}
    return _changed(work, Institution, institution_id, _office(work, office_id) | where)


def _entry(work: Work, table: type[Registered], entry: Entry) -> dict[str, str]:
    divisions: Divisions = work.policy.divisions
    if not divisions.reportable(entry.division_code):
        raise InvalidFields.one("division_code", "place.division_unknown")
    codes = [entry.division_code, *divisions.formerly(entry.division_code)]
    same = sa.select(table.id).where(table.division_code.in_(codes), table.name == entry.name)
    if work.db.scalar(same.limit(1)) is not None:
        raise InvalidFields.one("name", "field.repeated")
    return {"division_code": entry.division_code, "name": entry.name}


def _office(work: Work, office_id: str | None) -> dict[str, str | None]:
    office = work.db.get(Office, office_id) if office_id is not None else None
    if office_id is not None and office is None:
        raise InvalidFields.one("office_id", "transfer.unknown_office")
    if office is not None and office.closed_on is not None:
        raise InvalidFields.one("office_id", "transfer.closed_office")
    return {"office_id": office_id}


def _refuse_other_than_province(work: Work, division_code: str | None) -> None:
    division = work.policy.divisions.get(division_code) if division_code else None
    if division_code is not None and (division is None or division.level is not Level.PROVINCE):
        raise InvalidFields.one("approving_division_code", "place.no_province")


def _added(work: Work, row: Registered) -> Registered:
    work.db.add(row)
    work.db.flush()
    return row


def _changed(work: Work, table: type[Registered], row_id: str, values: dict[str, str | None]) -> Registered:
    row = work.db.get(table, row_id, with_for_update=True)
    if row is None:
        raise NotFound
    for name, value in values.items():
        setattr(row, name, value)
    work.db.flush()
    return row

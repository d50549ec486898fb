"""Schools and institutions, one by one: what an administrator adds and changes, and which office takes reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from models import Institution, Office, School
from policy.credit_codes import is_credit_code
from policy.divisions import Divisions, Level
from policy.registry import ListKind
from policy.registry_cells import is_school_code
from services.paging import Asked, Order, Part, part_of
from services.places import Registered
from services.refusals import InvalidFields, NotFound
from services.registry.edition import alone
from services.registry.rows import KEPT
from services.work import Work

Table = TypeVar("Table", School, Institution)
CODES: Mapping[type[School | Institution], str] = {
    School: KEPT[ListKind.SCHOOLS].code or "",
    Institution: KEPT[ListKind.INSTITUTIONS].code or "",
}
"""The column that no two rows share."""
IS_CODE: Mapping[type[School | Institution], Callable[[str], bool]] = {
    School: is_school_code,
    Institution: is_credit_code,
}


@dataclass(frozen=True)
class Entry:
    """Where a school or an institution is, and what it is called."""

    division_code: str
    name: str


def add_school(work: Work, entry: Entry, **facts: Any) -> School:
    """A new school; InvalidFields for a place that takes no reports, a name or code that is listed, no such office."""
    return _added(work, School, entry, facts)


def add_institution(work: Work, entry: Entry, **facts: Any) -> Institution:
    """A new institution, likewise; InvalidFields as well for an approving division that is no province."""
    return _added(work, Institution, entry, facts)


def change_school(work: Work, school_id: str, **given: Any) -> School:
    """What is given of a school; `office_id` None is that of the tree. Open cases stay where they are."""
    return _changed(work, School, school_id, given)


def change_institution(work: Work, institution_id: str, **given: Any) -> Institution:
    """What is given of an institution. Open cases stay where they are."""
    return _changed(work, Institution, institution_id, given)


def list_entries(
    work: Work, table: type[Registered], asked: Asked, *, division_code: str | None, q: str | None
) -> Part[Registered]:
    """Entries of a division and of all below it, by name, whose name or code contains `q`."""
    query = sa.select(table).where(*within(work, table.division_code, division_code))
    if q:
        fits = (column.contains(q, autoescape=True) for column in (table.name, getattr(table, CODES[table])))
        query = query.where(sa.or_(*fits))
    order = Order[Registered]((table.name, table.id), lambda row: (row.name, row.id))
    bound = f"{table.__tablename__}\n{division_code}\n{q}\n".encode()
    return part_of(work, query, asked, order, bound=bound, item=lambda row: row)


def within(work: Work, column: Any, division_code: str | None) -> list[sa.ColumnElement[bool]]:
    """Whether a division code is that of a division, or of one below it; no condition where none is named."""
    return [] if division_code is None else [column.in_(_below(work.policy.divisions, division_code))]


def _below(divisions: Divisions, division_code: str) -> list[str]:
    """The codes of a division and of all below it, former ones too; InvalidFields for no such division."""
    top = divisions.today(division_code)
    if top is None:
        raise InvalidFields.one("division_code", "place.division_unknown")
    found, waiting = [], [top]
    while waiting:
        one = waiting.pop()
        found += [one.code, *divisions.formerly(one.code)]
        waiting += divisions.children(one.code)
    return found


def _added(work: Work, table: type[Table], entry: Entry, facts: Mapping[str, Any]) -> Table:
    alone(work)
    values = {**facts, "division_code": entry.division_code, "name": entry.name}
    _check(work, table, None, values)
    row = table(**values)
    work.db.add(row)
    work.db.flush()
    return row


def _changed(work: Work, table: type[Table], row_id: str, given: Mapping[str, Any]) -> Table:
    alone(work)
    row = work.db.get(table, row_id, with_for_update=True)
    if row is None:
        raise NotFound
    place = {name: given.get(name, getattr(row, name)) for name in ("division_code", "name")}
    moves = any(value != getattr(row, name) for name, value in place.items())
    _check(work, table, row_id, {**given, **(place if moves else {})})
    for name, value in given.items():
        setattr(row, name, value)
    work.db.flush()
    return row


def _check(work: Work, table: type[Table], row_id: str | None, values: Mapping[str, Any]) -> None:
    """InvalidFields for what cannot be; only what is given is looked at."""
    if "name" in values:
        _check_place(work, table, row_id, values["division_code"], values["name"])
    _check_code(work, table, row_id, values.get(CODES[table]))
    if "kind" in values and values["kind"] not in {None, *work.policy.school_kinds}:
        raise InvalidFields.one("kind", "field.not_offered", allowed=", ".join(work.policy.school_kinds))
    _check_office(work, values.get("office_id"))
    _check_province(work, values.get("approving_division_code"))


def _check_place(work: Work, table: type[Table], row_id: str | None, division_code: str, name: str) -> None:
    divisions: Divisions = work.policy.divisions
    if not divisions.reportable(division_code):
        raise InvalidFields.one("division_code", "place.division_unknown")
    codes = [division_code, *divisions.formerly(division_code)]
    _refuse_taken(work, table, row_id, sa.and_(table.division_code.in_(codes), table.name == name), "name")


def _check_code(work: Work, table: type[Table], row_id: str | None, code: str | None) -> None:
    if code is None:
        return
    if not IS_CODE[table](code):
        raise InvalidFields.one(CODES[table], f"import.{CODES[table]}")
    _refuse_taken(work, table, row_id, getattr(table, CODES[table]) == code, CODES[table])


def _refuse_taken(
    work: Work, table: type[Table], row_id: str | None, condition: sa.ColumnElement[bool], field: str
) -> None:
    if any(found != row_id for found in work.db.scalars(sa.select(table.id).where(condition).limit(2))):
        raise InvalidFields.one(field, "field.repeated")


def _check_office(work: Work, office_id: str | None) -> None:
    office = work.db.get(Office, office_id) if office_id is not None else None
    if office_id is not None and office is None:
        raise InvalidFields.one("office_id", "transfer.unknown_office")
    if office is not None and office.closed_on is not None:
        raise InvalidFields.one("office_id", "transfer.closed_office")


def _check_province(work: Work, division_code: str | None) -> None:
    division = work.policy.divisions.get(division_code) if division_code else None
    if division_code is not None and (division is None or division.level is not Level.PROVINCE):
        raise InvalidFields.one("approving_division_code", "place.no_province")

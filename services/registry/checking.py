"""What the lines of a list would do to the registry as it stands: the dry run, which changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Office, School, new_id
from policy.divisions import Divisions
from policy.registry import Change, ListKind, ListLine
from policy.vocabulary import FieldError, Reason
from services.registry.falls import doubtful_together
from services.registry.groups import refused_together
from services.registry.rows import KEPT, Kept, Packed, packed, packed_value
from services.work import Work

ASKED_AT_ONCE: Final = 500
REFERS: Final = {"office": "office_id", "school_code": "school_id"}
"""Columns of a list that name another row, and the column that holds its id."""


@dataclass
class LineOutcome:
    """What a line would do: the row before and after it, or why it is refused; `change` None: nothing.

    Where it is not refused, `errors` are why it looks wrong, and has to be confirmed.
    """

    line: int
    change: Change | None
    row_id: str | None = None
    earlier: Packed | None = None
    later: Packed | None = None
    errors: tuple[FieldError, ...] = ()

    def refuse(self, error: FieldError) -> None:
        """It does nothing."""
        self.change, self.row_id, self.earlier, self.later = Change.REFUSE, None, None, None
        self.errors = (*self.errors, error)

    def doubt(self, doubt: FieldError) -> None:
        """It does what it says once somebody has confirmed it."""
        if doubt not in self.errors:
            self.errors = (*self.errors, doubt)


@dataclass
class Standing:
    """The rows that a list may be about, by id, code and place, and what its cells refer to."""

    by_id: dict[str, Packed] = field(default_factory=dict)
    by_code: dict[str, str] = field(default_factory=dict)
    by_place: dict[tuple[Any, ...], str] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)
    schools: dict[str, tuple[str, str]] = field(default_factory=dict)


def check_list(work: Work, kind: ListKind, lines: Sequence[ListLine]) -> tuple[LineOutcome, ...]:
    """What each line would do, in their order; what several lines do together is looked at, too."""
    kept, divisions = KEPT[kind], work.policy.divisions
    with work.reading() as db:
        standing = _standing(db, divisions, kept, lines)
    seen: dict[tuple[Any, ...], int] = {}
    outcomes = tuple(_outcome(kept, divisions, standing, line, seen) for line in lines)
    for outcome, error in refused_together(kind, standing.by_id, [one for one in outcomes if one.later is not None]):
        outcome.refuse(error)
    doubtful = doubtful_together(kind, standing.by_id, [one for one in outcomes if one.later is not None])
    for outcome, doubt in doubtful:
        outcome.doubt(doubt)
    return outcomes


def _standing(db: Session, divisions: Divisions, kept: Kept, lines: Sequence[ListLine]) -> Standing:
    there = Standing(offices=_offices(db, divisions), schools=_schools(db, divisions, kept, lines))
    codes = {str(line.values["division_code"]) for line in lines if "division_code" in line.values}
    ever = [one for code in codes for one in (code, *divisions.formerly(code))]
    rows = list(_rows(db, kept.table, kept.table.c.division_code, ever))
    if kept.code is not None:
        named = [str(line.values[kept.code]) for line in lines if line.values.get(kept.code)]
        rows += _rows(db, kept.table, kept.table.c[kept.code], named)
    for row in rows:
        values = packed(kept, row)
        there.by_id[row.id] = values
        there.by_place[kept.place_of(divisions, values)] = row.id
        if kept.code is not None and values[kept.code]:
            there.by_code[values[kept.code]] = row.id
    return there


def _rows(db: Session, table: sa.Table, column: sa.Column[Any], among: Iterable[str]) -> Iterator[Any]:
    asked = sorted(set(among))
    for at in range(0, len(asked), ASKED_AT_ONCE):
        yield from db.execute(sa.select(table).where(column.in_(asked[at : at + ASKED_AT_ONCE])))


def _offices(db: Session, divisions: Divisions) -> dict[str, str]:
    rows = db.execute(sa.select(Office.division_code, Office.department, Office.id).where(Office.closed_on.is_(None)))
    return {f"{divisions.standing(code).code}/{department}": office_id for code, department, office_id in rows}


def _schools(db: Session, divisions: Divisions, kept: Kept, lines: Sequence[ListLine]) -> dict[str, tuple[str, str]]:
    """Of each school that a calendar names: its id, and its division."""
    if kept.code is not None or "school_id" not in kept.place:
        return {}
    named = [str(line.values["school_code"]) for line in lines if line.values.get("school_code")]
    rows = _rows(db, School.__table__, School.__table__.c.school_code, named)  # type: ignore[arg-type]  # it is a Table
    return {row.school_code: (row.id, divisions.standing(row.division_code).code) for row in rows}


def _outcome(
    kept: Kept, divisions: Divisions, standing: Standing, line: ListLine, seen: dict[tuple[Any, ...], int]
) -> LineOutcome:
    outcome = LineOutcome(line.number, None)
    given, errors = _referring(kept, standing, line)
    for error in (*line.errors, *errors):
        outcome.refuse(error)
    if outcome.change is Change.REFUSE:
        return outcome
    code = given.get(kept.code) if kept.code else None
    place = kept.place_of(divisions, {**dict.fromkeys(kept.place), **given})
    names = [("place", *place), *([("code", code)] if code else [])]
    row_id = _find(kept, standing, outcome, given, place) if _is_first(outcome, names, seen) else None
    if row_id is not None:
        _is_first(outcome, [("row", row_id)], seen)
    return outcome


def _is_first(outcome: LineOutcome, names: Iterable[tuple[Any, ...]], seen: dict[tuple[Any, ...], int]) -> bool:
    """Whether no line before is about the same, by code, by place, or because one of them knows it by the other."""
    for name in names:
        first = seen.setdefault(name, outcome.line)
        if first != outcome.line:
            outcome.refuse(FieldError("", Reason("import.repeated_line", {"line": first})))
            return False
    return True


def _find(kept: Kept, standing: Standing, outcome: LineOutcome, given: Packed, place: tuple[Any, ...]) -> str | None:
    """Which row it is about: that of its code, else that of its place; both must not be two."""
    code = given.get(kept.code) if kept.code else None
    by_code, by_place = standing.by_code.get(code or ""), standing.by_place.get(place)
    if by_code and by_place and by_code != by_place:
        outcome.refuse(FieldError("name", Reason("import.two_entries")))
        return None
    row_id = by_code or by_place
    if row_id is None:
        empty = {column.key: False if column.key == "boarding" else None for column in kept.columns}
        outcome.change, outcome.row_id, outcome.later = Change.ADD, new_id(), empty | given
        return None
    row = standing.by_id[row_id]
    if kept.code and code and row[kept.code] not in {None, code}:
        outcome.refuse(FieldError(kept.code, Reason("import.other_code")))
    elif row | given != row:
        outcome.change, outcome.row_id, outcome.earlier, outcome.later = Change.CHANGE, row_id, row, row | given
    return row_id


def _referring(kept: Kept, standing: Standing, line: ListLine) -> tuple[Packed, tuple[FieldError, ...]]:
    """The columns of the row that the line gives, with ids for what names another row."""
    given, errors = {}, []
    own = {column.key for column in kept.columns}
    for name, value in line.values.items():
        if name in own:
            given[name] = False if value is None and name == "boarding" else packed_value(value)
            continue
        given[REFERS[name]], error = _referred(standing, name, value, line)
        errors += [error] if error else []
    return given, tuple(errors)


def _referred(standing: Standing, name: str, value: object, line: ListLine) -> tuple[str | None, FieldError | None]:
    if value is None:
        return None, None
    if name == "office":
        office_id = standing.offices.get(str(value))
        return office_id, None if office_id else FieldError(name, Reason("import.no_such_office"))
    school_id, division_code = standing.schools.get(str(value), (None, None))
    is_there = school_id is not None and division_code == line.values.get("division_code")
    return school_id, None if is_there else FieldError(name, Reason("import.no_such_school"))

"""Store a report in the case that waits for it, or else with a case of its own: one statement decides, and locks it.

The case is inserted; where its `join_key` is there already, the case that has it is locked and taken instead. Whoever
answers that case, passes it on or empties it takes the key off in the same transaction, so that nothing joins too late.
A case that has no key is always new.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.cases import Case
from models.rows import NewRow, Shape, beginnings

KINDS = 64
"""How many statements are remembered."""

_CASE = Case.__table__
_OF_HOME = {"case_id": "id", "version": "version", "joined_version": "version"}
"""Columns that every row but the case takes from the case that it goes into, and what they are there."""


@dataclass(frozen=True)
class Joiner:
    """A new case, what belongs to it `alone`, and what is stored `always`: the report, then what is the report's."""

    case: NewRow
    alone: tuple[NewRow, ...]
    always: tuple[NewRow, ...]


def insert_or_join(db: Session, new: Joiner) -> None:
    """Store the report and its rows, in one round trip on PostgreSQL; its case too, unless another has the same key.

    A case that is joined keeps its version and its clocks; a report that is more severe, or due earlier than anything
    else in it, moves it up in the queue. IntegrityError as usual; the transaction is then to be rolled back.
    """
    connection = db.connection()
    if connection.dialect.name == "postgresql":
        rows = (new.case, *new.alone, *new.always)
        values = {f"{name}_{n}": value for n, row in enumerate(rows) for name, value in row.values.items()}
        connection.execute(_at_once(tuple(row.shape for row in rows), len(new.alone)), values)
    else:
        home = connection.execute(_case_by_itself(new.case.shape), new.case.values).one()
        for row in (*new.alone, *new.always) if home.id == new.case.values["id"] else new.always:
            placed = NewRow(row.table, row.values | _taken(row.table, home))
            connection.execute(_row_by_itself(placed.shape), placed.values)


def _home(insert: Any, values: dict[str, Any]) -> Any:
    """The case that the report goes into: a new one, or the one that has its key."""
    statement = insert(_CASE).values(values)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[_CASE.c.join_key],
        set_={
            "severity": _smaller(_CASE.c.severity, new.severity),
            "next_due_on": _smaller(_CASE.c.next_due_on, new.finish_on),
        },
    ).returning(_CASE.c.id, _CASE.c.version)


def _smaller(one: Any, other: Any) -> Any:
    return sa.case((other < one, other), else_=one)


@lru_cache(maxsize=KINDS)
def _case_by_itself(shape: Shape) -> Any:
    return _home(sqlite.insert, beginnings(shape))


@lru_cache(maxsize=KINDS)
def _row_by_itself(shape: Shape) -> sa.Insert:
    return sa.insert(shape[0]).values(beginnings(shape))


@lru_cache(maxsize=KINDS)
def _at_once(shapes: tuple[Shape, ...], alone: int) -> sa.Select[Any]:
    """One statement: the case first, since all else comes from it, so that two filings wait for each other there."""
    home = _home(postgresql.insert, _values(shapes[0], 0)).cte("home")
    inserts = (
        _from_home(shape, number, home, if_new=number <= alone).cte(f"row_{number}")
        for number, shape in enumerate(shapes[1:], start=1)
    )
    return sa.select(home.c.id).add_cte(*inserts)


def _from_home(shape: Shape, number: int, home: sa.CTE, *, if_new: bool) -> sa.Insert:
    table = shape[0]
    values = _values(shape, number) | _taken(table, home.c)
    source = sa.select(*values.values()).select_from(home)
    if if_new:
        source = source.where(home.c.id == sa.bindparam("id_0", type_=_CASE.c.id.type))
    return sa.insert(table).from_select(list(values), source)


def _values(shape: Shape, number: int) -> dict[str, Any]:
    """What is stored of a row; the parameter for a value that is given has the number of the row in its name."""
    table, names = shape
    given = {name: sa.bindparam(f"{name}_{number}", type_=table.c[name].type) for name in names}
    return beginnings(shape) | given


def _taken(table: sa.Table, home: Any) -> dict[str, Any]:
    """What a row has from its case."""
    return {name: getattr(home, theirs) for name, theirs in _OF_HOME.items() if name in table.c}

"""Store a report in the case that waits for it, or else with a case of its own: one statement decides, and locks it.

The case is inserted; where its `join_key` is there already, the case that has it is locked and taken instead. Whoever
answers that case, passes it on or empties it takes the key off in the same transaction, so that nothing joins too late.
A case that has no key is always new.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.cases import Case
from models.prepared import Prepared
from models.rows import NewRow, Shape, parameters, stored

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

    A case that is joined keeps its version and its clocks; but the first answer is due again, since nobody has written
    to this reporter. A report that is more severe, or due earlier than anything else in it, moves it up in the queue.
    IntegrityError as usual; the transaction is then to be rolled back.
    """
    connection = db.connection()
    if connection.dialect.name == "postgresql":
        rows = (new.case, *new.alone, *new.always)
        statement = _at_once(connection.dialect, tuple(row.shape for row in rows), len(new.alone))
        statement.execute(connection, parameters(*rows))
    else:
        _insert_one_by_one(connection, new)


def _insert_one_by_one(connection: sa.Connection, new: Joiner) -> None:
    """SQLite has no statement that inserts into several tables, and no round trips to spare."""
    dialect = connection.dialect
    home = _case_by_itself(dialect, new.case.shape).execute(connection, parameters(new.case)).one()
    taken = {"id": str(UUID(home.id)), "version": home.version}
    for row in (*new.alone, *new.always) if taken["id"] == new.case.values["id"] else new.always:
        placed = NewRow(row.table, row.values | _of_home(row.table, taken))
        _row_by_itself(dialect, placed.shape).execute(connection, parameters(placed))


@lru_cache(maxsize=KINDS)
def _case_by_itself(dialect: sa.Dialect, shape: Shape) -> Prepared:
    return Prepared.of(_home(sqlite.insert, shape), dialect)


@lru_cache(maxsize=KINDS)
def _row_by_itself(dialect: sa.Dialect, shape: Shape) -> Prepared:
    return Prepared.of(sa.insert(shape[0]).values(stored(shape, 0)), dialect)


@lru_cache(maxsize=KINDS)
def _at_once(dialect: sa.Dialect, shapes: tuple[Shape, ...], alone: int) -> Prepared:
    """One statement: the case first, since all else comes from it, so that two filings wait for each other there."""
    home = _home(postgresql.insert, shapes[0]).cte("home")
    inserts = (
        _from_home(shape, number, home, if_new=number <= alone).cte(f"row_{number}")
        for number, shape in enumerate(shapes[1:], start=1)
    )
    return Prepared.of(sa.select(home.c.id).add_cte(*inserts), dialect)


def _home(insert: Any, shape: Shape) -> Any:
    """The case that the report goes into: a new one, or the one that has its key."""
    statement = insert(_CASE).values(stored(shape, 0))
    new = statement.excluded
    is_nearer = sa.or_(_CASE.c.first_answered, new.first_answer_on < _CASE.c.first_answer_on)
    nearest = _smaller(_smaller(_CASE.c.next_due_on, new.finish_on), new.first_answer_on)
    return statement.on_conflict_do_update(
        index_elements=[_CASE.c.join_key],
        set_={
            "severity": _smaller(_CASE.c.severity, new.severity),
            "first_answered": sa.false(),
            "first_answer_on": sa.case((is_nearer, new.first_answer_on), else_=_CASE.c.first_answer_on),
            "next_due_on": nearest,
        },
    ).returning(_CASE.c.id, _CASE.c.version)


def _smaller(one: Any, other: Any) -> Any:
    return sa.case((other < one, other), else_=one)


def _from_home(shape: Shape, number: int, home: sa.CTE, *, if_new: bool) -> sa.Insert:
    table = shape[0]
    values = stored(shape, number) | _of_home(table, home.c)
    source = sa.select(*values.values()).select_from(home)
    if if_new:
        source = source.where(home.c.id == sa.bindparam("id_0", type_=_CASE.c.id.type))
    return sa.insert(table).from_select(list(values), source)


def _of_home(table: sa.Table, home: Any) -> dict[str, Any]:
    """What a row has from its case."""
    return {name: home[theirs] for name, theirs in _OF_HOME.items() if name in table.c}

"""Store a report in the case that waits for it, or else with a case of its own: one statement decides, and locks it.

The case is inserted; where its `join_key` is there already, the case that has it is locked and taken instead. Whoever
answers that case, passes it on or empties it takes the key off in the same transaction, so that nothing joins too late.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.base import Base
from models.cases import Case, Report
from models.inserting import KINDS, Shape, shapes_of

_CASE = Case.__table__
_PLACE = ("id", "version")


@dataclass(frozen=True)
class Joiner:
    """A new report with a case of its own, if it needs one: `alone` are the rows that only a new case has."""

    case: Case
    report: Report
    alone: tuple[Base, ...]
    always: tuple[Base, ...]


def insert_or_join(db: Session, new: Joiner) -> None:
    """Store the report and its rows, in one round trip on PostgreSQL; its case too, unless another has the same key.

    A case that is joined keeps its version and its clocks; a report that is more severe, or due earlier than anything
    else in it, moves it up in the queue. IntegrityError as usual; the transaction is then to be rolled back.
    """
    rows = (new.case, new.report, *new.alone, *new.always)
    shapes, values = shapes_of(rows)
    parameters = {f"{name}_{n}": value for n, given in enumerate(values) for name, value in given.items()}
    connection = db.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_at_once(shapes, len(new.alone)), parameters)
        return
    home = connection.execute(_home(shapes[0], sqlite.insert), parameters).one()
    for number, shape in enumerate(shapes[1:], start=1):
        if home.id == new.case.id or number not in _only_alone(len(new.alone)):
            place = {"home_id": home.id, "home_version": home.version} if number == 1 else {}
            connection.execute(_with_place(shape, number), parameters | place)


def _only_alone(count: int) -> range:
    """The numbers of the rows that only a new case has: after case and report."""
    return range(2, 2 + count)


def _home(shape: Shape, insert: Any) -> Any:
    """The case that the report goes into: a new one, or the one that has its key."""
    statement = insert(shape[0]).values(_named(shape, 0))
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[_CASE.c.join_key],
        set_={
            "severity": _smaller(_CASE.c.severity, new.severity),
            "next_due_on": _smaller(_CASE.c.next_due_on, new.finish_on),
        },
    ).returning(*(_CASE.c[name] for name in _PLACE))


def _smaller(one: Any, other: Any) -> Any:
    return sa.case((other < one, other), else_=one)


@lru_cache(maxsize=KINDS)
def _with_place(shape: Shape, number: int) -> sa.Insert:
    """An insert on its own; that of the report takes its case as `home_id` and `home_version`."""
    named = _named(shape, number)
    if number == 1:
        named |= {"case_id": sa.bindparam("home_id", type_=named["case_id"].type)}
        named |= {"joined_version": sa.bindparam("home_version")}
    return sa.insert(shape[0]).values(named)


@lru_cache(maxsize=KINDS)
def _at_once(shapes: tuple[Shape, ...], alone: int) -> sa.Select[Any]:
    """One statement: the case first, since all else comes from it, so that two filings wait for each other there."""
    home = _home(shapes[0], postgresql.insert).cte("home")
    inserts = (
        _from_home(shape, number, home, if_new=number in _only_alone(alone)).cte(f"row_{number}")
        for number, shape in enumerate(shapes[1:], start=1)
    )
    return sa.select(home.c.id).add_cte(*inserts)


def _from_home(shape: Shape, number: int, home: sa.CTE, *, if_new: bool) -> sa.Insert:
    named = _named(shape, number)
    if number == 1:
        named |= {"case_id": home.c.id, "joined_version": home.c.version}
    source = sa.select(*(sa.cast(value, shape[0].c[name].type) for name, value in named.items())).select_from(home)
    if if_new:
        source = source.where(home.c.id == sa.bindparam("id_0", type_=_CASE.c.id.type))
    return sa.insert(shape[0]).from_select(list(named), source)


def _named(shape: Shape, number: int) -> dict[str, Any]:
    table, names = shape
    return {name: sa.bindparam(f"{name}_{number}", type_=table.columns[name].type) for name in names}

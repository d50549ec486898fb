"""Store new rows in as few statements as the engine allows, without a unit of work to sort and flush them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.base import Base

KINDS = 64
"""How many statements are remembered."""

Shape = tuple[sa.Table, tuple[str, ...]]
"""A table, and the names of those of its columns that get a value."""


def insert_rows(db: Session, rows: Sequence[Base]) -> None:
    """Store new rows, each given after those it refers to: in one round trip on PostgreSQL.

    SQLite has no statement that inserts into several tables, and no round trips to spare. IntegrityError as usual; the
    transaction is then to be rolled back.
    """
    shapes, values = shapes_of(rows)
    connection = db.connection()
    if connection.dialect.name == "postgresql":
        parameters = {f"{name}_{n}": value for n, given in enumerate(values) for name, value in given.items()}
        connection.execute(_at_once(shapes), parameters)
    else:
        for shape, given in zip(shapes, values, strict=True):
            connection.execute(_insert(shape, 0), {f"{name}_0": value for name, value in given.items()})


def shapes_of(rows: Sequence[Base]) -> tuple[tuple[Shape, ...], list[dict[str, Any]]]:
    """Of each row, table and names, and the value of each name."""
    values = [_values(row) for row in rows]
    named = zip(rows, values, strict=True)
    return tuple((cast("sa.Table", row.__table__), tuple(given)) for row, given in named), values


@lru_cache(maxsize=KINDS)
def _at_once(shapes: tuple[Shape, ...]) -> sa.Insert:
    """One INSERT for each row, all but the last as CTEs; PostgreSQL checks references when the statement is over."""
    *before, last = (_insert(shape, number) for number, shape in enumerate(shapes))
    return last.add_cte(*(insert.cte(f"row_{number}") for number, insert in enumerate(before)))


@lru_cache(maxsize=KINDS)
def _insert(shape: Shape, number: int) -> sa.Insert:
    table, names = shape
    return sa.insert(table).values(
        {name: sa.bindparam(f"{name}_{number}", type_=table.columns[name].type) for name in names}
    )


def _values(row: Base) -> dict[str, Any]:
    """What the row has, and the defaults of its columns; not what is NULL: psycopg remembers short statements only."""
    given, values = vars(row), {}
    for name, default in _columns(row.__table__):
        value = given.get(name)
        if value is None and default is not None:
            value = default.arg(None) if default.is_callable else default.arg
        if value is not None:
            values[name] = value
    return values


@cache
def _columns(table: sa.FromClause) -> tuple[tuple[str, Any], ...]:
    """The names of the columns, each with its default."""
    return tuple((column.key, getattr(column, "default", None)) for column in table.columns)

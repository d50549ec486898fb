"""Store new rows in as few statements as the engine allows, without a unit of work to sort and flush them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
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
    given = vars(row)
    both = ((c.key, _default(c) if given.get(c.key) is None else given[c.key]) for c in row.__table__.columns)
    return {name: value for name, value in both if value is not None}


def _default(column: sa.ColumnElement[Any]) -> Any:
    default = getattr(column, "default", None)
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg

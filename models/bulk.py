"""Many rows at once: COPY on PostgreSQL, one statement for all on SQLite; indexes are made when the rows are there.

Rows have a value for each column of their table, in its order, as both drivers take it: ids as 32 hexadecimal digits,
days as ISO 8601, JSON as text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.schema import AddConstraint, DropConstraint
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from models.base import Base

SQLITE_SETTINGS: Final = ("PRAGMA cache_size = -262144", "PRAGMA threads = 2")
"""Memory for 256 MiB of pages that are being filled; indexes are sorted by two more threads."""
POSTGRESQL_SETTINGS: Final = ("SET LOCAL maintenance_work_mem = '256MB'",)


def put(connection: sa.Connection, table: sa.Table, rows: Iterable[Sequence[Any]]) -> None:
    """Store the rows within the connection's transaction, which has begun; errors are the driver's own."""
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        raw.executemany(str(sa.insert(table).compile(dialect=connection.dialect)), rows)
        return
    quote = connection.dialect.identifier_preparer.quote
    named = ", ".join(quote(column.name) for column in table.c)
    with raw.cursor() as cursor, cursor.copy(f"COPY {quote(table.name)} ({named}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def filling(connection: sa.Connection, tables: Sequence[sa.Table]) -> Iterator[None]:
    """Without the indexes of the tables, but for those that forbid something; they come back in the same transaction.

    On PostgreSQL likewise what rows refer to: it is looked up for all of them at the end, and no longer for each.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    for setting in SQLITE_SETTINGS if is_sqlite else POSTGRESQL_SETTINGS:
        connection.exec_driver_sql(setting)
    ways = [index for table in tables for index in sorted(table.indexes, key=_name) if not index.unique]
    bonds = [] if is_sqlite else [bond for table in tables for bond in sorted(table.foreign_key_constraints, key=_name)]
    for index in ways:
        index.drop(connection)
    for bond in bonds:
        connection.execute(DropConstraint(bond))
    yield
    for index in ways:
        index.create(connection)
    for bond in bonds:
        connection.execute(AddConstraint(bond, isolate_from_table=False))


def _name(one: sa.Index | sa.Constraint) -> str:
    return str(one.name)


def table_of(model: type[Base]) -> sa.Table:
    """The table of a model."""
    return cast("sa.Table", model.__table__)


def begun(table: sa.Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """A value for each column: the given one, else what every row begins with, else None; as drivers take them."""
    return {column.name: plain(column, values.get(column.name, _default(column))) for column in table.c}


def plain(column: sa.Column[Any], value: Any) -> Any:
    """A value of a column as both drivers take it."""
    if value is None:
        return None
    if isinstance(column.type, sa.Uuid):
        return UUID(value).hex
    if isinstance(column.type, sa.JSON):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, date) else value


def _default(column: sa.Column[Any]) -> Any:
    default = column.default
    return default.arg if isinstance(default, ScalarElementColumnDefault) else None

"""The rows of the database as they stand at one moment, table by table, and rows put into an empty one."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext

from models.base import Base, Moment
from models.challenges import SpentChallenge
from models.engine import asking
from models.offices import StaffSession
from models.push import Outbox, Subscription

AT_ONCE = 200
LEFT_OUT = (StaffSession, Outbox, Subscription, SpentChallenge)
"""Log-ins and push addresses end with the machine they were on; a used proof of work is too old to be used again."""

_NOT_KEPT = frozenset(model.__tablename__ for model in LEFT_OUT)
TABLES: tuple[sa.Table, ...] = tuple(table for table in Base.metadata.sorted_tables if table.name not in _NOT_KEPT)
"""What a backup holds; a table comes after those that its rows point at."""


@contextmanager
def snapshot(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection on which every question is about the same moment, whatever others write meanwhile."""
    if engine.dialect.name == "sqlite":  # a transaction that reads sees what stood when it read first (WAL)
        with asking(engine) as connection:
            yield connection
    else:
        with engine.connect() as connection:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connection


def revision_of(connection: sa.Connection) -> str | None:
    """The revision of the schema."""
    return MigrationContext.configure(connection).get_current_revision()


def count(connection: sa.Connection, table: sa.Table) -> int:
    """How many rows there are."""
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def batches(connection: sa.Connection, table: sa.Table) -> Iterator[list[list[Any]]]:
    """All rows as what JSON can hold, some at a time: bytes in base64, days and moments as ISO 8601.

    In the order of their ids, which are random: that in which they were stored is in no backup.
    """
    rows = connection.execution_options(yield_per=AT_ONCE).execute(sa.select(table).order_by(*table.primary_key))
    for part in rows.partitions():
        yield [[_plain(value) for value in row] for row in part]


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Sequence[Any]]) -> None:
    """Store rows of `batches`; what points at a row of the same table follows with `point`."""
    columns = list(table.columns)
    own = {column.name for column in _of_the_same_table(table)}
    values = [
        {
            column.name: None if column.name in own else _typed(column, value)
            for column, value in zip(columns, row, strict=True)
        }
        for row in rows
    ]
    connection.execute(sa.insert(table), values)


def point(connection: sa.Connection, table: sa.Table, rows: Sequence[Sequence[Any]]) -> None:
    """What rows of `insert` point at in their own table, now that all are there."""
    [key] = table.primary_key.columns
    names = [column.name for column in table.columns]
    for column in _of_the_same_table(table):
        there = [dict(zip(names, row, strict=True)) for row in rows]
        told = [{"this": row[key.name], "that": row[column.name]} for row in there if row[column.name] is not None]
        if told:
            update = sa.update(table).where(key == sa.bindparam("this"))
            connection.execute(update.values({column.name: sa.bindparam("that")}), told)


def points_at_itself(table: sa.Table) -> bool:
    """Whether rows of this table point at others of it."""
    return bool(_of_the_same_table(table))


def is_empty(connection: sa.Connection) -> bool:
    """Whether no table has a row."""
    return not any(connection.scalar(sa.select(sa.exists(sa.select(table)))) for table in _ALL)


_ALL: tuple[sa.Table, ...] = tuple(Base.metadata.sorted_tables)


def _of_the_same_table(table: sa.Table) -> list[sa.Column[Any]]:
    return [column for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, date):  # a moment is one, too
        return value.isoformat()
    return value


def _typed(column: sa.Column[Any], value: Any) -> Any:
    """The value of a column as its type wants it; ValueError or TypeError when it is none."""
    if value is None:
        return None
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(value)
    kind = column.type.python_type
    if kind is bytes:
        return base64.b64decode(value, validate=True)
    if kind is date:
        return date.fromisoformat(value)
    return value

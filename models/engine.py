"""Engines and transactions: the same on SQLite and PostgreSQL.

Reading transactions begin plainly; writing ones take SQLite's write lock when they begin, so that two never deadlock on
upgrading a read. Which of the two a connection does is an execution option, `jianfu_writes`.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

PRAGMAS = ("busy_timeout=10000", "journal_mode=WAL", "foreign_keys=ON", "secure_delete=ON", "synchronous=FULL")


def create_engine(url: str, **options: Any) -> sa.Engine:
    """An engine for `url` (`sqlite:///…` or `postgresql+psycopg://…`) whose errors and logs hold no parameter."""
    engine = sa.create_engine(url, hide_parameters=True, pool_pre_ping=True, **options)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_pragmas)
        sa.event.listen(engine, "begin", _begin)
    return engine


def reading(engine: sa.Engine) -> Session:
    """A session that only reads."""
    return Session(engine.execution_options(jianfu_writes=False), expire_on_commit=False)


def writing(engine: sa.Engine) -> Session:
    """A session that writes; its transaction begins with its first statement."""
    return Session(engine.execution_options(jianfu_writes=True), expire_on_commit=False)


def _set_pragmas(connection: Any, record: Any) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    connection.isolation_level = None  # SQLAlchemy's begin event, not the driver, begins transactions
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("jianfu_writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

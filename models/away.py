"""A database that is away, locked, slow or full: how that shows, and how long a request waits for it.

What such an error says is never an answer's to repeat: whoever asked may try again, and it will be as if they had not
asked before. Mistakes of ours (a wrong statement, a value that a rule of the database refuses) are no such thing.
"""

from __future__ import annotations

import errno
import shutil
from functools import partial
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    DisconnectionError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    SQLAlchemyError,
)

OUR_MISTAKES: Final = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""The disk is full, or as full as this process may make it."""
ROOM: Final = 32 << 20
"""Bytes: with less, a report may find no place, or the log of what is written first (WAL)."""
CONNECT_S: Final = 5
LOCK_S: Final = 10.0
STATEMENT_S: Final = 20.0
SPILL: Final = """
SELECT count(*) FROM (
  SELECT repeat(md5(n::text), 32) AS line FROM generate_series(1, 1024) AS n ORDER BY line DESC OFFSET 1
) AS lines
"""
"""A megabyte that does not fit into the memory that it is allowed: PostgreSQL sorts it on its disk."""


def is_away(error: SQLAlchemyError) -> bool:
    """Whether the database could not do it now: away, busy, full, or no connection came free in time."""
    if isinstance(error, DBAPIError):
        return not isinstance(error, OUR_MISTAKES)
    return isinstance(error, DisconnectionError | sa.exc.TimeoutError)


def is_full(error: OSError) -> bool:
    """Whether there is no room on the disk."""
    return error.errno in NO_ROOM


def kind_of(error: SQLAlchemyError | OSError) -> str:
    """What a line of log says of it: the driver's name for it, or the system's."""
    if isinstance(error, OSError):
        return errno.errorcode.get(error.errno or 0, type(error).__name__)
    return type(error.orig if isinstance(error, DBAPIError) else error).__name__


def give_up_early(engine: sa.Engine, *, lock_s: float = LOCK_S, statement_s: float = STATEMENT_S) -> None:
    """From the next connection on, statements on PostgreSQL end after a while, sooner where they wait for a lock.

    For whoever is waited for; migrations, sweeps and commands take the time they need. What `options` of DATABASE_URL
    say goes before. SQLite has its `busy_timeout`, and the queue of writers.
    """
    if engine.dialect.name == "postgresql":
        options = f"-c lock_timeout={int(lock_s * 1000)} -c statement_timeout={int(statement_s * 1000)}"
        sa.event.listen(engine, "do_connect", partial(_hurry, options))


def _hurry(options: str, dialect: Any, record: Any, arguments: Any, parameters: dict[str, Any]) -> Any:  # noqa: ARG001 - SQLAlchemy's signature
    """A connection that does not wait for ever, for a machine that has gone neither (ms, libpq)."""
    ours = {"connect_timeout": CONNECT_S, "tcp_user_timeout": int(STATEMENT_S * 1000)}
    hurried = f"{options} {parameters.get('options', '')}".strip()
    return dialect.connect(*arguments, **{**ours, **parameters, "options": hurried})


def has_room(engine: sa.Engine) -> bool:
    """Whether the database has room for more. PostgreSQL tries; it raises what `is_away` knows when it has none."""
    if engine.dialect.name == "sqlite":
        return has_room_in(Path(engine.url.database or "").parent) and _may_grow(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("SET LOCAL work_mem = '64kB'")
        connection.exec_driver_sql(SPILL)
    return True


def has_room_in(folder: Path) -> bool:
    """Whether more than a few files fit in there."""
    return shutil.disk_usage(folder).free > ROOM


def _may_grow(engine: sa.Engine) -> bool:
    """Whether SQLite may add pages to the file, or has free ones."""
    with engine.connect().execution_options(jianfu_writes=False) as connection:
        most, now, free, size = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("max_page_count", "page_count", "freelist_count", "page_size")
        )
    may_grow: bool = (most - now + free) * size > ROOM
    return may_grow

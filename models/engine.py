"""Engines and transactions: the same on SQLite and PostgreSQL.

Reading transactions begin plainly; writing ones take SQLite's write lock when they begin, so that two never deadlock on
upgrading a read. Which of the two a connection does is an execution option, `jianfu_writes`.

SQLite lets whoever waits for that lock try again now and then, and the unlucky ones starve until they give up
(`database is locked`). So the writers of one process stand in a queue; between processes `busy_timeout` has to do.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial
from threading import Lock
from time import monotonic
from typing import Any, Final
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.orm import Session

PATIENCE_S: Final = 10.0
TURN: Final = "jianfu_turn"
COPIES: Final = "jianfu_copies"
WAIT_FOR_READERS_MS: Final = 200
USED: Final = "jianfu_used"
STILL_S: Final = 1.0
IDLE: Final = 0
"""Between transactions, as libpq's PQtransactionStatus has it."""
PRAGMAS = (
    *("busy_timeout=10000", "journal_mode=WAL", "foreign_keys=ON", "secure_delete=ON", "synchronous=FULL"),
    "recursive_triggers=ON",  # or REPLACE would slip past what keeps the audit log as it is
    "temp_store=MEMORY",  # or VACUUM would leave a copy of everything in the free blocks of /var/tmp
)


def create_engine(url: str, **options: Any) -> sa.Engine:
    """An engine for `url` (`sqlite:///…` or `postgresql+psycopg://…`) whose errors and logs hold no parameter."""
    if sa.make_url(url).get_backend_name() == "postgresql":
        options |= {"skip_autocommit_rollback": True}  # there is none; SQLite's driver knows nothing of our BEGIN
    engine = sa.create_engine(url, hide_parameters=True, pool_reset_on_return=None, **options)
    sa.event.listen(engine, "checkin", partial(_end_transaction, engine))  # also what failed to commit
    sa.event.listen(engine, "checkout", partial(_ask_whether_alive, engine))
    if engine.dialect.name == "sqlite":
        engine.dialect.statement_compiler = _Hinted
        sa.event.listen(engine, "do_connect", _open)
        sa.event.listen(engine, "connect", _set_pragmas)
        sa.event.listen(engine, "checkin", _empty_log_if_asked)  # while it is still this writer's turn
        _queue_writers(engine)  # before BEGIN IMMEDIATE: listeners are called in this order
        sa.event.listen(engine, "begin", _begin)
    else:
        sa.event.listen(engine, "connect", _stand_alone)
        sa.event.listen(engine, "connect", _compile_nothing)
        sa.event.listen(engine, "checkin", _stand_alone)  # once its transaction has ended
        sa.event.listen(engine, "begin", _belong_together)
    return engine


class _Hinted(SQLiteCompiler):
    """Writes what `with_hint` says behind the table: `INDEXED BY …`, since SQLite keeps no statistics here."""

    def get_from_hint_text(self, table: sa.FromClause, text: str | None) -> str | None:  # noqa: ARG002 - SQLAlchemy's
        """The hint as it is."""
        return text


def reading(engine: sa.Engine) -> Session:
    """A session that only reads. On PostgreSQL each statement stands alone, as READ COMMITTED has it anyway."""
    return Session(_that(engine, writes=False), expire_on_commit=False)


def asking(engine: sa.Engine) -> sa.Connection:
    """A connection that only reads, without a session on top of it."""
    return _that(engine, writes=False).connect()


def writing(engine: sa.Engine) -> Session:
    """A session that writes; its transaction begins with its first statement."""
    return Session(_that(engine, writes=True), expire_on_commit=False)


@lru_cache(maxsize=16)
def _that(engine: sa.Engine, *, writes: bool) -> sa.Engine:
    """The same engine for connections that read, or that write."""
    return engine.execution_options(jianfu_writes=writes)


def leave_no_copy(db: Session) -> None:
    """What this transaction deletes is to leave SQLite's write-ahead log as well, as soon as it has ended.

    A reader may be in the way; then `empty_log`, which the scheduler calls, does it within a minute. PostgreSQL
    has no such file of the live database; its dead rows are no row of any query, and go at night (`models.sweeping`).
    """
    db.connection().info[COPIES] = True


def after_commit(db: Session, action: Callable[[], None]) -> None:
    """Do this as soon as what the transaction says is so; never, if it is taken back."""
    sa.event.listen(db, "after_commit", lambda _: action(), once=True)


def empty_log(engine: sa.Engine) -> bool:
    """Write all that is in SQLite's write-ahead log into the database, and cut the log to nothing; whether it was."""
    if engine.dialect.name != "sqlite":
        return False
    raw = engine.raw_connection()
    try:
        return _empty_log(raw.dbapi_connection)
    except sqlite3.OperationalError:  # the disk is full, say
        return False
    finally:
        raw.close()


def _empty_log_if_asked(connection: Any, record: Any) -> None:
    if record.info.pop(COPIES, False) and connection is not None:
        with suppress(sqlite3.Error):  # the disk is full, say: the scheduler tries again
            _empty_log(connection)


def _empty_log(connection: Any) -> bool:
    connection.execute(f"PRAGMA busy_timeout={WAIT_FOR_READERS_MS}")
    [(was_busy, _, _)] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.execute(f"PRAGMA {PRAGMAS[0]}")
    return not was_busy


def _open(dialect: Any, record: Any, arguments: Any, parameters: dict[str, Any]) -> Any:  # noqa: ARG001 - SQLAlchemy's signature
    """A file that is there (`models.schema.migrate` makes it): SQLite would put a new one where one is away."""
    [file] = arguments
    return dialect.connect(f"file:{quote(file)}?mode=rw", **{**parameters, "uri": True})


def _set_pragmas(connection: Any, record: Any) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    connection.isolation_level = None  # SQLAlchemy's begin event, not the driver, begins transactions
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _stand_alone(connection: Any, record: Any) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    """On PostgreSQL each statement is a transaction: reading saves the round trips of BEGIN and ROLLBACK."""
    if connection is not None and not connection.closed and not connection.autocommit:
        connection.autocommit = True


def _compile_nothing(connection: Any, record: Any) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    """No question of ours runs for as long as PostgreSQL takes to compile it: of a page of a list, a second of it."""
    connection.execute("SET jit = off")


def _belong_together(connection: sa.Connection) -> None:
    """But what a writer does is one transaction, which psycopg begins with the first statement."""
    raw = connection.connection.dbapi_connection
    if _writes(connection) and raw is not None and raw.autocommit:
        raw.autocommit = False


def _end_transaction(engine: sa.Engine, connection: Any, record: Any) -> None:
    """After a COMMIT that failed, SQLAlchemy gives the connection back with its transaction, and its locks, alive.

    One that does not come to its end is thrown away; an error here would keep its place in the pool taken for ever.
    """
    record.info[USED] = monotonic()
    try:
        if connection is not None and not _is_idle(connection):
            connection.rollback()
    except engine.dialect.loaded_dbapi.Error:
        record.invalidate()


def _is_idle(connection: Any) -> bool:
    """Whether no transaction is open; psycopg would take a while to find out that it has nothing to do."""
    if isinstance(connection, sqlite3.Connection):
        return not connection.in_transaction
    return bool(connection.pgconn.transaction_status == IDLE)


def _ask_whether_alive(engine: sa.Engine, connection: Any, record: Any, proxy: Any) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    """A connection that lay still may be dead. Asking costs a round trip, so one that was just used is believed."""
    if monotonic() - record.info.get(USED, monotonic()) < STILL_S:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error:
        raise sa.exc.InvalidatePoolError from None  # the pool makes new ones


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


def _writes(connection: sa.Connection) -> bool:
    writes: bool = connection.get_execution_options().get("jianfu_writes", True)
    return writes


class WriterQueue:
    """Whose turn it is to write: first come, first served."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._guard = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    def enter(self) -> bool:
        """Wait for the turn; False when it does not come in time, because somebody does not leave."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        return turn.acquire(timeout=self._patience_s) or not self._gave_up(turn)

    def leave(self) -> None:
        """Pass the turn to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _gave_up(self, turn: Lock) -> bool:
        with self._guard:
            if turn not in self._waiting:  # it was passed on at the last moment
                return False
            self._waiting.remove(turn)
            return True


def _queue_writers(engine: sa.Engine) -> None:
    """A connection waits for its turn before it begins to write, and keeps it until it is back in the pool."""
    queue = WriterQueue()

    def enter(connection: sa.Connection) -> None:
        if _writes(connection) and TURN not in connection.info and queue.enter():
            connection.info[TURN] = True

    def leave(connection: Any, record: Any) -> None:  # noqa: ARG001 - SQLAlchemy's signature
        if record.info.pop(TURN, False):
            queue.leave()

    sa.event.listen(engine, "begin", enter)
    sa.event.listen(engine, "checkin", leave)

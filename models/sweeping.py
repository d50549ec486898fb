"""Write the files of the database anew: nothing of deleted rows is left in them, nor in which order rows came.

PostgreSQL's plain VACUUM gives the room of deleted rows free and leaves their bytes in it, and every row where it came
to lie. CLUSTER writes a table and its indexes anew, in the order of its ids, which are random; nobody can use the table
meanwhile (https://www.postgresql.org/docs/current/sql-cluster.html). SQLite keeps rows in that order, but what is too
long for a page spills over into pages as they come; VACUUM puts those behind one another in the order of the rows, and
nobody can write meanwhile (https://www.sqlite.org/lang_vacuum.html).
"""

from __future__ import annotations

import logging
import shutil
from collections import deque
from collections.abc import Iterable
from math import inf
from pathlib import Path
from time import monotonic

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from models.away import kind_of
from models.base import Base
from models.engine import empty_log

MEMORY = Path("/proc/meminfo")
PATIENCE = "2s"
"""Whoever waits for a table makes all wait who come after."""
AT_A_TIME_S = 30.0
"""So long tables are begun one after the other; then the scheduler's other jobs have their turn, and its heartbeat."""


log = logging.getLogger("jianfu.sweeping")

Step = tuple[str, ...]
"""Statements of one transaction."""


class Rewriting:
    """Tables of PostgreSQL that are to be written anew, one after the other, by one call or by many.

    What is done is not done again because of what is not: each UPDATE of a whole table would make it longer. A table
    that somebody is at comes after the others.
    """

    def __init__(self, tables: Iterable[type[Base]], *, renumbers: bool) -> None:
        self._left = deque(deque(_steps(table, renumbers=renumbers)) for table in tables)

    def go_on(self, engine: sa.Engine) -> bool:
        """True once all are written anew; False when somebody was in the way of one for too long, or there are many."""
        until = monotonic() + AT_A_TIME_S
        while self._left:
            steps = self._left[0]
            while steps:
                if not _did(engine, steps[0]):
                    self._left.rotate(-1)
                    return False
                steps.popleft()
            self._left.popleft()
            if monotonic() > until:
                break
        return not self._left


def rewrite_sqlite(engine: sa.Engine) -> bool:
    """Write the whole file anew; False when somebody was in the way, or there is no room for it."""
    return _has_room(engine) and _vacuum(engine) and empty_log(engine)


def _steps(table: type[Base], *, renumbers: bool) -> tuple[Step, ...]:
    """Each stands alone: what a transaction has replaced itself, CLUSTER within it would take along.

    By a function of the owner of the tables, which the service may call (deploy/postgresql/roles.sql).
    """
    move = (f"SELECT jianfu_rewrite('public.\"{table.__tablename__}\"')",)
    return (_renumbered(table), move) if renumbers else (move,)


def _did(engine: sa.Engine, step: Step) -> bool:
    """Statements in one message are one transaction: https://www.postgresql.org/docs/current/protocol-flow.html."""
    try:
        with engine.connect().execution_options(jianfu_writes=False) as connection:
            connection.exec_driver_sql("; ".join((f"SET LOCAL lock_timeout = '{PATIENCE}'", *step)))
    except OperationalError as error:
        log.warning("a table will be written anew later: %(error)s", {"error": kind_of(error)})
        return False
    return True


def _renumbered(table: type[Base]) -> Step:
    """Every row as it is, written by one transaction.

    The number of the one that wrote it (`xmin`) stays with a row that is only moved, and is as good as a serial number;
    rows of the audit log, which have a moment, would date it.

    It has the table before it has a row. Others take rows in the order of their ids, it finds them as they lie: whoever
    had one and wanted another would wait for it, and it for them. Only EXCLUSIVE waits for who has taken rows
    (ROW SHARE) as for who has written some; reading goes on.
    """
    name, key = table.__tablename__, next(iter(table.__table__.primary_key)).name
    return f'LOCK TABLE "{name}" IN EXCLUSIVE MODE', f'UPDATE "{name}" SET "{key}" = "{key}"'  # noqa: S608 - our own names


def _has_room(engine: sa.Engine) -> bool:
    """Whether a copy of the database, and a log as long, would leave room: others write to this disk, too.

    The copy is in memory: where there is not twice as much, the system would end this process, or another.
    """
    file = Path(engine.url.database or "")
    size = file.stat().st_size
    return shutil.disk_usage(file.parent).free > 3 * size and _free_memory() > 2 * size


def _free_memory() -> float:
    """Bytes that can be had without swapping (proc_meminfo(5)); any number where the system does not say."""
    try:
        said = dict(line.split(":", 1) for line in MEMORY.read_text(encoding="ascii").splitlines())
        return 1024 * int(said["MemAvailable"].split()[0])
    except (OSError, ValueError, KeyError, IndexError):
        return inf


def _vacuum(engine: sa.Engine) -> bool:
    """Between transactions: the driver begins none by itself."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM")
    except engine.dialect.loaded_dbapi.OperationalError:
        return False
    finally:
        raw.close()
    return True

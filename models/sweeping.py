"""Write the files of the database anew: nothing of deleted rows is left in them, nor in which order rows came.

PostgreSQL's plain VACUUM gives the room of deleted rows free and leaves their bytes in it, and every row where it came
to lie. CLUSTER writes a table and its indexes anew, in the order of its ids, which are random; nobody can use the table
meanwhile (https://www.postgresql.org/docs/current/sql-cluster.html). SQLite keeps rows in that order, but what is too
long for a page spills over into pages as they come; VACUUM puts those behind one another in the order of the rows, and
nobody can write meanwhile (https://www.sqlite.org/lang_vacuum.html).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from math import inf
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from models.base import Base
from models.engine import empty_log

MEMORY = Path("/proc/meminfo")
PATIENCE = "2s"
"""Whoever waits for a table makes all wait who come after."""


def rewrite(engine: sa.Engine, tables: Iterable[type[Base]]) -> bool:
    """Write these tables anew, on SQLite all there are; False when somebody was in the way for too long.

    On PostgreSQL by a function of the owner of the tables, which the service may call (deploy/postgresql/roles.sql).
    """
    if engine.dialect.name == "sqlite":
        return _has_room(engine) and _vacuum(engine) and empty_log(engine)
    with engine.connect().execution_options(jianfu_writes=False) as connection:  # each statement stands alone
        connection.exec_driver_sql(f"SET lock_timeout = '{PATIENCE}'")
        try:
            for table in tables:
                connection.exec_driver_sql(_renumbered(table))
                connection.exec_driver_sql(f"SELECT jianfu_rewrite('public.\"{table.__tablename__}\"')")
        except OperationalError:
            return False
        finally:
            connection.exec_driver_sql("RESET lock_timeout")
    return True


def _renumbered(table: type[Base]) -> str:
    """Every row as it is, written by one transaction.

    The number of the one that wrote it (`xmin`) stays with a row that is only moved, and is as good as a serial number;
    rows of the audit log, which have a moment, would date it.
    """
    key = next(iter(table.__table__.primary_key)).name
    return f'UPDATE "{table.__tablename__}" SET "{key}" = "{key}"'  # noqa: S608 - our own names


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

"""What a thief carries off: every row, the database's files and logs, the service's folder, its settings, a backup.

Everything is taken as (where, what, bytes).
"""

import re
import time
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

import sqlalchemy as sa

from security.backups import decrypt, read_identity
from tests.support.backups import IDENTITY, back_up

LEFT_OF_EMPTY = 64
EMPTY = re.compile(rb"\0{64,}")  # databases keep whole pages of it


def dump(engine):
    """Every value of every column."""
    taken = []
    with engine.connect() as connection:
        for table in sa.inspect(engine).get_table_names():
            for row in connection.execute(sa.text(f'SELECT * FROM "{table}"')).mappings():  # noqa: S608 - our own tables
                taken += [(table, column, as_bytes(value)) for column, value in row.items() if value is not None]
    return taken


def configuration(settings):
    """What the web process was started with, the secret itself included."""
    return [("settings", name, as_bytes(value)) for name, value in asdict(settings).items()]


def files(folder):
    """Every file below a folder."""
    return [_file(path) for path in sorted(folder.rglob("*")) if path.is_file()]


def backup_of(app):
    """A backup as it lies somewhere, and, as if the offline key had been stolen as well, everything in it."""
    backup, opened = back_up(app), []
    decrypt(BytesIO(backup), read_identity(IDENTITY), lambda _, payload: opened.append(payload))
    return [("backup", "sealed", backup), *(("backup", "opened", payload) for payload in opened)]


def log_lines(records):
    """Everything a log record holds, formatted or not."""
    return [("log", record.name, f"{record.getMessage()} {vars(record)!r}".encode()) for record in records]


def as_bytes(value):
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _file(path):
    return ("file", path.name, EMPTY.sub(bytes(LEFT_OF_EMPTY), path.read_bytes()))


class SqliteDisk:
    """The database file, its write-ahead log and its index of that."""

    def __init__(self, engine):
        self._path = Path(engine.url.database)

    def taken(self):
        return [_file(path) for path in sorted(self._path.parent.glob(f"{self._path.name}*"))]


class PostgresqlDisk:
    """The files of the database that change from now on, its write-ahead log, and a log that holds every statement."""

    def __init__(self, engine):
        self._engine = engine
        with self._autocommit() as connection:
            data = connection.scalar(sa.text("SHOW data_directory"))
            number = connection.scalar(sa.text("SELECT oid FROM pg_database WHERE datname = current_database()"))
            self._data, self._folder = Path(data), Path(data, "base", str(number))
            self._first = connection.scalar(sa.text("SELECT pg_walfile_name(pg_current_wal_lsn())"))
            connection.execute(sa.text("CHECKPOINT"))
            self._since = time.time_ns()
            connection.execute(sa.text(f"ALTER DATABASE {engine.url.database} SET log_statement = 'all'"))
        engine.dispose()  # connections take the setting when they are made

    def taken(self):
        with self._autocommit() as connection:
            connection.execute(sa.text("CHECKPOINT"))
            last = connection.scalar(sa.text("SELECT pg_walfile_name(pg_current_wal_lsn())"))
        wal = [path for path in (self._data / "pg_wal").iterdir() if self._first <= path.name <= last]
        changed = [path for path in self._folder.iterdir() if path.stat().st_mtime_ns >= self._since]
        return [_file(path) for path in (*changed, *wal, self._data.parent / "log")]

    def _autocommit(self):
        return self._engine.connect().execution_options(jianfu_writes=False)


def disk_of(engine):
    """`disk_of(engine).taken()`: what the database has written, also of what was deleted since."""
    return {"sqlite": SqliteDisk, "postgresql": PostgresqlDisk}[engine.dialect.name](engine)

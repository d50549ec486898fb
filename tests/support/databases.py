"""Databases for tests, cheap enough for one each: copies of one that was migrated once."""

import shutil
from contextlib import contextmanager
from functools import cached_property
from itertools import count

import sqlalchemy as sa

from models import Base
from models.engine import create_engine
from models.schema import migrate

MOST_USES = 25
DELETE_ALL = "; ".join(
    (
        "SET session_replication_role = replica",  # for a superuser no trigger keeps the audit log as it is
        *(str(sa.delete(table)) for table in reversed(Base.metadata.sorted_tables)),
        "RESET session_replication_role",
    )
)
END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
LOOKS = """
SELECT (SELECT string_agg(concat_ws(' ', relname, relkind, relnatts, reltuples), ', ' ORDER BY relname)
        FROM pg_class WHERE relnamespace = 'public'::regnamespace),
       (SELECT string_agg(version_num, ', ') FROM alembic_version),
       (SELECT count(*) FROM pg_statistic WHERE starelid >= 16384),
       (SELECT count(*) FROM pg_stat_user_tables WHERE n_tup_ins > 20000)
"""


class SqliteDatabases:
    """Database files in one folder."""

    def __init__(self, folder):
        self._folder = folder
        self._numbers = count(1)

    @contextmanager
    def empty(self):
        """The URL of a database without a table."""
        file = self._folder / f"{next(self._numbers)}.db"
        file.touch()
        yield f"sqlite:///{file}"
        for each in self._folder.glob(f"{file.name}*"):  # with the write-ahead log of a connection that is still open
            each.unlink()

    @contextmanager
    def migrated(self):
        """The URL of a database with the newest schema and no row."""
        with self.empty() as url:
            shutil.copyfile(self._template, sa.make_url(url).database)
            yield url

    @cached_property
    def _template(self):
        file = self._folder / "template.db"
        _migrate(f"sqlite:///{file}")
        return file


class PostgresqlDatabases:
    """Databases of one cluster; `url` is that of any of its databases but `jianfu_template`.

    To make one takes longer than most tests, so one that a test leaves as it was, but for its rows, is used again.
    """

    def __init__(self, url):
        self._url = sa.make_url(url)
        self._server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        self._numbers = count(1)
        self._free = []

    def close(self):
        for database in self._free:
            database.close()
        self.reconnect()

    def reconnect(self):
        """The server was stopped and started."""
        self._server.dispose()

    @contextmanager
    def empty(self):
        """The URL of a database without a table."""
        name, url = self._made("template0")
        yield url
        self._drop(name)

    @contextmanager
    def migrated(self):
        """The URL of a database with the newest schema and no row."""
        database = self._free.pop() if self._free else _Reused(*self._made(self._template))
        yield database.url
        if database.is_as_new():
            self._free.append(database)
        else:
            database.close()
            self._drop(database.name)

    @cached_property
    def _template(self):
        name, url = self._made("template0")
        _migrate(url)
        return name

    def _made(self, template):
        name = f"jianfu_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name, self._url.set(database=name).render_as_string(hide_password=False)

    def _drop(self, name):
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement):
        with self._server.connect() as connection:
            connection.exec_driver_sql(statement)


class _Reused:
    """A migrated database that one test has after the other; rows that were deleted make it slow in the end."""

    def __init__(self, name, url):
        self.name, self.url = name, url
        self._uses = 0
        self._engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.StaticPool)
        self._new = self._ask(LOOKS)

    def is_as_new(self):
        """End what a test left behind and delete its rows; False when there is more to it than that."""
        self._uses += 1
        try:
            if self._uses == MOST_USES or self._ask(LOOKS) != self._new:
                return False
            self._ask(END_OTHERS)
            with self._engine.connect() as connection:
                connection.exec_driver_sql(DELETE_ALL)
        except sa.exc.OperationalError:  # a test ended all connections, this one too
            return False
        return True

    def close(self):
        self._engine.dispose()

    def _ask(self, question):
        with self._engine.connect() as connection:
            return connection.exec_driver_sql(question).all()


class Engines:
    """Engines that share what SQLAlchemy makes of statements: each would make the same of them once more."""

    def __init__(self):
        self._shared = {}

    @contextmanager
    def on(self, url):
        """An engine of its own connections for this database."""
        engine = create_engine(url)
        if engine.name not in self._shared:
            engine.connect().close()  # with the first connection the dialect learns what the server is
            self._shared[engine.name] = engine.dialect, {}
        engine.dialect, compiled = self._shared[engine.name]
        engine.update_execution_options(compiled_cache=compiled)
        yield engine
        engine.dispose()


def _migrate(url):
    engine = create_engine(url)
    migrate(engine)
    engine.dispose()

"""Databases for tests, cheap enough for one each: copies of one that was migrated once."""

import shutil
from contextlib import contextmanager
from functools import cached_property
from itertools import count

import sqlalchemy as sa

from models.engine import create_engine
from models.schema import migrate


class SqliteDatabases:
    """Database files in one folder."""

    def __init__(self, folder):
        self._folder = folder
        self._numbers = count(1)

    @contextmanager
    def empty(self):
        """The URL of a database without a table."""
        file = self._folder / f"{next(self._numbers)}.db"
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
    """Databases of one cluster; `url` is that of any of its databases but `jianfu_template`."""

    def __init__(self, url):
        self._url = sa.make_url(url)
        self._server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        self._numbers = count(1)

    def close(self):
        self._server.dispose()

    @contextmanager
    def empty(self, template="template0"):
        """The URL of a database without a table."""
        name = f"jianfu_{next(self._numbers)}"
        yield self._made(name, template)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def migrated(self):
        """The URL of a database with the newest schema and no row."""
        with self.empty(self._template) as url:
            yield url

    @cached_property
    def _template(self):
        self._run("DROP DATABASE IF EXISTS jianfu_template")  # half-made, when migrating it failed for another test
        _migrate(self._made("jianfu_template", "template0"))
        return "jianfu_template"

    def _made(self, name, template):
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement):
        with self._server.connect() as connection:
            connection.exec_driver_sql(statement)


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

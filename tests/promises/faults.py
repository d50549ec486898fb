"""Databases that can go and come back, and a service on them."""

import re
import resource
from contextlib import closing, contextmanager

import pytest
import sqlalchemy as sa

from models import Base
from tests.support.databases import PostgresqlDatabases, SqliteDatabases
from tests.support.postgresql import NoPostgresql, find_binaries, own_cluster

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]
NEVER_SAID = re.compile(r"psycopg|sqlite|sqlalchemy|postgres|socket|traceback|connection|terminat", re.IGNORECASE)


class File:
    """SQLite's file, which can be moved away: no process that opens it finds anything."""

    def __init__(self, folder):
        self.folder, self.elsewhere = folder, folder / "elsewhere"
        self.elsewhere.mkdir()
        self.databases = SqliteDatabases(folder)

    def go(self, engine):
        engine.dispose()
        for file in self.folder.glob("*.db*"):
            file.rename(self.elsewhere / file.name)

    def come_back(self):
        for file in self.elsewhere.iterdir():
            file.rename(self.folder / file.name)


class Server:
    """A server of PostgreSQL of its own: what it said was stored is stored."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.databases = PostgresqlDatabases(cluster.url)

    def go(self, _engine):
        self.cluster.stop()

    def come_back(self):
        self.cluster.start()
        self.databases.reconnect()


@contextmanager
def cluster_or_skip(**options):
    """A server of PostgreSQL of one's own."""
    try:
        binaries = find_binaries()
    except NoPostgresql as reason:
        pytest.skip(str(reason))
    with own_cluster(binaries, **options) as cluster:
        yield cluster


@contextmanager
def standing(name, folder):
    """A database of the engine of this name that can go."""
    if name == "sqlite":
        yield File(folder)
        return
    with cluster_or_skip(synchronous_commit="on") as cluster:
        server = Server(cluster)
        with closing(server.databases):
            yield server


def everything(engine):
    """Every row of every table."""
    with engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table)).all()))
            for table in Base.metadata.sorted_tables
        }


def check_unavailable(answer):
    """A problem that says what to do, and nothing of what went wrong."""
    assert answer.status_code == 503, answer.json
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "unavailable"
    assert answer.headers["Retry-After"] == "5"
    assert not NEVER_SAID.search(answer.get_data(as_text=True))


def ready(house):
    """What /readyz says: its status, of the database, of the disk."""
    answer = house.client.get("/readyz")
    return answer.status_code, answer.json["database"], answer.json["disk"]


@contextmanager
def full_disk(more=0, *files):
    """The disk takes `more` bytes beyond the longest of `files`: whatever is written behind that is refused (EFBIG).

    The kernel's limit of this process, which root may not pass either; what it says is the relative of "no space left".
    """
    most = max((file.stat().st_size for file in files), default=0) + more
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

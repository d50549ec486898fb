"""What every test may ask for: a migrated database on each engine, a moment, the policy, cheap passwords."""

import gc
import os
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import pytest

from models.engine import create_engine
from security.passwords import Argon2Cost
from security.wraps import generate_key_pair
from tests.support.clock import Clock
from tests.support.databases import Engines, PostgresqlDatabases, SqliteDatabases
from tests.support.national import NATIONAL
from tests.support.postgresql import NoPostgresql, find_binaries, throwaway_cluster

pytest_plugins = [
    "pytester",
    "tests.support.order",
    "tests.support.promises",
    "tests.support.reports",
    "tests.support.skips",
    "tests.support.application",
    "tests.support.served",
]

# Two cores, many tests: how long one example took says nothing about the promise.
hypothesis.settings.register_profile("jianfu", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis.settings.register_profile("fast", hypothesis.settings.get_profile("jianfu"), max_examples=20)
hypothesis.settings.register_profile("long", hypothesis.settings.get_profile("jianfu"), max_examples=3000)
hypothesis.settings.load_profile("jianfu")

MEMORY = "/dev/shm"  # noqa: S108 - a folder of a name of its own is made in it
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def pytest_collection_finish():
    """What was imported and collected stays to the end: the collector need not look at it again and again."""
    gc.freeze()


@pytest.fixture(scope="session")
def sqlite_databases():
    """In memory where there is a folder for it: what a test commits need not outlive the power."""
    with TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        yield SqliteDatabases(Path(folder))


@pytest.fixture(scope="session")
def postgresql_databases():
    try:
        binaries = find_binaries()
    except NoPostgresql as reason:
        pytest.skip(str(reason))
    with throwaway_cluster(binaries) as url, closing(PostgresqlDatabases(url)) as databases:
        yield databases


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def databases(request):
    """Both engines, one after the other; PostgreSQL counts as slow, because its cluster has to start."""
    return request.getfixturevalue(f"{request.param}_databases")


@pytest.fixture
def database_url(databases):
    """A migrated database without a row, of this test alone: commits are real."""
    with databases.migrated() as url:
        yield url


@pytest.fixture(scope="session")
def engines():
    """Makes an engine cheaper than its first one was."""
    return Engines()


@pytest.fixture
def engine(engines, database_url):
    """The engine of `database_url`."""
    with engines.on(database_url) as engine:
        yield engine


@pytest.fixture
def empty_engine(databases):
    """The engine of a database without a table."""
    with databases.empty() as url:
        engine = create_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture(scope="session")
def now():
    """A Wednesday morning in term time, with the calendar known for weeks ahead."""
    return datetime(2026, 11, 18, 10, tzinfo=SHANGHAI)


@pytest.fixture
def clock(now):
    """A clock that stands at `now` until it is moved."""
    return Clock(now)


@pytest.fixture(scope="session")
def policy():
    return NATIONAL


@pytest.fixture(scope="session")
def relay_key():
    """The relay's key pair: the application seals to its public half."""
    return generate_key_pair()


@pytest.fixture(scope="session")
def argon2_cost():
    """The least that Argon2 accepts: tests are about the answer, not about its price."""
    return Argon2Cost(memory_kib=8, passes=1, lanes=1)

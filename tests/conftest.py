"""What every test may ask for: a migrated database on each engine, a moment, the policy, cheap passwords."""

import os
from contextlib import closing
from datetime import datetime, timedelta, timezone

import hypothesis
import pytest

import policy as policy_package
from models.engine import create_engine
from security.passwords import Argon2Cost
from security.wraps import generate_key_pair
from tests.support.clock import Clock
from tests.support.databases import PostgresqlDatabases, SqliteDatabases
from tests.support.postgresql import NoPostgresql, find_binaries, throwaway_cluster

pytest_plugins = [
    "tests.support.promises",
    "tests.support.skips",
    "tests.support.application",
    "tests.support.served",
]

# Two cores, many tests: how long one example took says nothing about the promise.
hypothesis.settings.register_profile("jianfu", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis.settings.load_profile("jianfu")

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory):
    return SqliteDatabases(tmp_path_factory.mktemp("databases"))


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


@pytest.fixture
def engine(database_url):
    """The engine of `database_url`."""
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


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
    return policy_package.load()


@pytest.fixture(scope="session")
def relay_key():
    """The relay's key pair: the application seals to its public half."""
    return generate_key_pair()


@pytest.fixture(scope="session")
def argon2_cost():
    """The least that Argon2 accepts: tests are about the answer, not about its price."""
    return Argon2Cost(memory_kib=8, passes=1, lanes=1)

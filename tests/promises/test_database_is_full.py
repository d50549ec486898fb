"""O4: a database without room takes no half report, says so, also to /readyz, and goes on when there is room.

SQLite may add no page. PostgreSQL's processes may make no file longer than a megabyte, which is the nearest relative of
a full disk that needs no right to mount one; segments of its log are that long, so that it does not fall.
"""

import uuid
from contextlib import closing, contextmanager, suppress
from itertools import count
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from tests.promises.faults import BOTH, check_unavailable, cluster_or_skip, everything, ready
from tests.promises.journey import LEAD
from tests.support.commands import run_command
from tests.support.databases import PostgresqlDatabases
from tests.support.house import opened
from tests.support.phone import homework

MB = 1 << 20
ALMOST = 14_000
FILL = """
INSERT INTO spent_challenge
SELECT decode(lpad(to_hex(n), 64, '0'), 'hex'), '2026-12-31' FROM generate_series({}, {}) AS n
"""
"""In their order, so that the table is full before its index."""


@contextmanager
def full_sqlite(engine):
    """No more pages for whatever connection."""

    def limit(connection, _record):
        connection.execute("PRAGMA max_page_count = 1")  # as many as there are, that is

    engine.dispose()
    sa.event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        sa.event.remove(engine, "connect", limit)
        engine.dispose()


@contextmanager
def full_postgresql(cluster, url):
    """No relation grows over a megabyte, and one that each report needs is there already."""
    with closing_engine(url) as other:
        run(other, FILL.format(1, ALMOST))
        cluster.limit_files(MB)
        with suppress(sa.exc.DBAPIError):
            for number in count(ALMOST + 1):  # one by one: rows that were refused with others would leave room
                run(other, FILL.format(number, number))
    try:
        yield
    finally:
        cluster.limit_files()


@contextmanager
def closing_engine(url):
    engine = sa.create_engine(url)
    yield engine
    engine.dispose()


def run(engine, statement):
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)


@pytest.fixture(scope="module", params=BOTH)
def there(request, tmp_path_factory, now, relay_key, argon2_cost):
    """A house whose database can be full."""
    var = tmp_path_factory.mktemp("var")
    for name in ("relay", "scheduler"):
        (var / f"{name}.alive").touch()
    if request.param == "sqlite":
        databases = request.getfixturevalue("sqlite_databases")
        with opened(databases, var, now, relay_key, argon2_cost) as house:
            yield SimpleNamespace(house=house, full=lambda: full_sqlite(house.engine))
        return
    with (
        cluster_or_skip(made=("--wal-segsize=1",), max_wal_size="2MB", min_wal_size="2MB") as cluster,
        closing(PostgresqlDatabases(cluster.url)) as databases,
        opened(databases, var, now, relay_key, argon2_cost) as house,
    ):
        url = house.engine.url.render_as_string(hide_password=False)
        yield SimpleNamespace(house=house, full=lambda: full_postgresql(cluster, url))


@pytest.mark.promise("O4")
def test_a_report_that_finds_no_room_is_filed_once_when_there_is_some(there):
    house, key = there.house, uuid.uuid4()
    phone, officer, body = house.phone, house.log_in(LEAD), homework(text="字" * 5000)
    filed, challenge = phone.file(homework()).json, phone.challenge()
    assert ready(house) == (200, True, True)
    with there.full():
        before = everything(house.engine)
        for _ in range(3):
            check_unavailable(phone.file(body, key=key, challenge=challenge))
        assert everything(house.engine) == before
        assert ready(house) == (503, True, False)
        assert phone.mine(filed["receipt"]).status_code == 200
        assert officer.get("/staff/me").status_code == 200
        run_command(house.app, "schedule", "run", "--once")
    assert ready(house) == (200, True, True)
    answer = phone.file(body, key=key, challenge=challenge)
    assert answer.status_code == 201, answer.json
    assert phone.file(body, key=key, challenge=challenge).json == answer.json
    assert len(everything(house.engine)["report"]) == len(before["report"]) + 1

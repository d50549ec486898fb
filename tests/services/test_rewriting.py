"""On PostgreSQL tables are written anew in the night beside whoever works then, and each once (A8, A10, O4)."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Deletion, Installation, SpentChallenge, Tombstone
from models.engine import reading, writing
from models.sweeping import Rewriting
from services.sweeping import NIGHT, REWRITTEN, SWEPT, Nights
from services.work import Work

pytestmark = pytest.mark.slow
ROWS = 20
TABLES = (Tombstone, SpentChallenge)
LAST_AS_THEY_LIE = 'SELECT {key} FROM "{name}" ORDER BY ctid DESC LIMIT 1 FOR UPDATE'
ALL = 'SELECT {key} FROM "{name}" ORDER BY {key} FOR UPDATE NOWAIT'
WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted"
SOON_S = 20


@pytest.fixture
def database_url(postgresql_databases):
    with postgresql_databases.migrated() as url:
        yield url


@pytest.fixture
def filled(engine, now):
    """Rows of many transactions, whose keys fall as they come."""
    for number in range(ROWS, 0, -1):
        with writing(engine) as db, db.begin():
            mark = number.to_bytes(32, "big")
            db.add(Tombstone(receipt_lookup=mark, forget_on=now.date()))
            db.add(SpentChallenge(mark=mark, expires_on=now.date()))


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr("models.sweeping.PATIENCE", "50ms")


def said(statement, table):
    return sa.text(statement.format(name=table.__tablename__, key=next(iter(table.__table__.primary_key)).name))


@contextmanager
def somebody_at(engine, table, statement):
    """A transaction that has done this with the table, and goes on."""
    with engine.connect() as connection, connection.begin():
        connection.execute(said(statement, table))
        yield connection


def numbers(engine, table):
    """The transactions that wrote its rows."""
    with engine.connect() as connection:
        return set(connection.scalars(said('SELECT DISTINCT xmin::text FROM "{name}"', table)))


def size(engine, table):
    with engine.connect() as connection:
        return connection.scalar(said("SELECT pg_relation_size('{name}')", table))


def wait_until_somebody_waits(engine):
    until = time.monotonic() + SOON_S
    with engine.connect().execution_options(jianfu_writes=False) as connection:
        while not connection.scalar(sa.text(WAITS)):
            assert time.monotonic() < until, "nobody waits"
            time.sleep(0.01)


@pytest.mark.usefixtures("filled")
@pytest.mark.promise("O4", "in part")
def test_whoever_has_a_row_gets_another_one_while_the_table_waits_to_be_written_anew(engine):
    """Row by row as they lie, it would have the other one by then and wait for this: one of the two would be ended."""
    with ThreadPoolExecutor(1) as pool:
        with somebody_at(engine, Tombstone, LAST_AS_THEY_LIE) as connection:
            rewritten = pool.submit(Rewriting([Tombstone], renumbers=True).go_on, engine)
            wait_until_somebody_waits(engine)
            assert len(connection.execute(said(ALL, Tombstone)).all()) == ROWS
        assert rewritten.result(SOON_S)
    assert len(numbers(engine, Tombstone)) == 1


@pytest.mark.usefixtures("hurried", "filled")
@pytest.mark.parametrize("doing", ["SELECT 1 FROM {name}", LAST_AS_THEY_LIE, 'UPDATE "{name}" SET {key} = {key}'])
def test_while_somebody_is_at_one_table_the_others_are_written_anew_once_and_none_grows(engine, doing):
    rewriting, before = Rewriting(TABLES, renumbers=True), size(engine, Tombstone)
    with somebody_at(engine, Tombstone, doing):
        assert not rewriting.go_on(engine)
        assert not rewriting.go_on(engine)
        once = numbers(engine, SpentChallenge)
        assert len(once) == 1
        grown, left = size(engine, Tombstone), numbers(engine, Tombstone)
        assert grown <= 2 * before
        for _ in range(5):
            assert not rewriting.go_on(engine)
        assert (size(engine, Tombstone), numbers(engine, Tombstone)) == (grown, left)
    assert rewriting.go_on(engine)
    assert numbers(engine, SpentChallenge) == once
    assert len(numbers(engine, Tombstone)) == 1
    assert size(engine, Tombstone) == before
    assert rewriting.go_on(engine), "and then there is nothing left to do"
    assert numbers(engine, SpentChallenge) == once


@pytest.mark.usefixtures("filled")
def test_between_large_tables_the_scheduler_has_its_turn(engine, monkeypatch):
    """Its heartbeat and its other jobs would wait for all of them otherwise."""
    monkeypatch.setattr("models.sweeping.AT_A_TIME_S", -1)
    rewriting = Rewriting(TABLES, renumbers=True)
    assert not rewriting.go_on(engine)
    assert [len(numbers(engine, table)) for table in TABLES] == [1, ROWS]
    assert rewriting.go_on(engine)
    assert [len(numbers(engine, table)) for table in TABLES] == [1, 1]


@pytest.fixture
def night(world, installed, filled, clock):
    clock.time = clock.time.replace(hour=NIGHT.start)
    return Nights()


def due(night, world, clock):
    with writing(world.engine) as db:
        return night.due(Work(world, db, clock()))


def finish(night, done, world, clock):
    with writing(world.engine) as db, db.begin():
        night.finish(done, Work(world, db, clock()))


@pytest.mark.usefixtures("hurried")
@pytest.mark.promise("A10", "in part")
def test_what_is_deleted_while_a_night_lasts_is_not_taken_for_swept(night, world, engine, clock):
    """The table that it was in may have been written anew before: it is swept by itself, after the rest."""
    with somebody_at(engine, Tombstone, "SELECT 1 FROM {name}"):
        [whole] = due(night, world, clock)
        assert not whole.go_on(world)
        with writing(engine) as db, db.begin():
            db.add(Deletion(mark=bytes(32), forget_on=clock().date(), swept=False))
        assert due(night, world, clock) == [whole]
        assert not any(whole.go_on(world) for _ in range(2))
        assert len(numbers(engine, SpentChallenge)) == 1
    assert whole.go_on(world)
    finish(night, whole, world, clock)
    with reading(engine) as db:
        assert db.scalars(sa.select(Deletion.swept)).all() == [False]
        assert db.scalar(sa.select(Installation.rewritten_on)) == clock().date()
    [swept] = due(night, world, clock)
    assert (swept.is_whole, swept.marks) == (False, [bytes(32)])
    assert swept.go_on(world)
    finish(night, swept, world, clock)
    assert due(night, world, clock) == []


@pytest.mark.usefixtures("hurried")
def test_each_night_begins_anew_and_by_day_nothing_is_gone_on_with(night, world, engine, clock):
    with somebody_at(engine, Tombstone, "SELECT 1 FROM {name}"):
        [whole] = due(night, world, clock)
        assert not whole.go_on(world)
    clock.time = clock.time.replace(hour=NIGHT.stop)
    assert due(night, world, clock) == []
    clock.time = clock.time.replace(hour=NIGHT.start) + timedelta(days=1)
    [next_one] = due(night, world, clock)
    assert next_one is not whole
    assert next_one.day == clock().date()


@pytest.mark.usefixtures("filled")
def test_sweeping_leaves_the_numbers_of_transactions_to_the_night(engine):
    """Only what is tried once a night may write every row: sweeping is tried every few seconds."""
    assert set(SWEPT) <= set(REWRITTEN)
    before = numbers(engine, Tombstone)
    assert Rewriting([Tombstone], renumbers=False).go_on(engine)
    assert numbers(engine, Tombstone) == before
    assert len(before) == ROWS

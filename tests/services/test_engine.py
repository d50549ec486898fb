"""Transactions: a failed COMMIT holds nobody up, and on SQLite whoever waits for the writer is served in turn."""

import time
from datetime import date
from threading import Thread

import pytest
import sqlalchemy as sa

from models import SpentChallenge
from models import engine as engines
from models.engine import WriterQueue, create_engine, reading, writing

DAY = date(2026, 11, 18)
END_THE_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def parent_and_child(engine):
    """Two tables whose foreign key is checked at COMMIT."""
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        connection.execute(
            sa.text("CREATE TABLE child (parent_id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)")
        )


def test_after_a_failed_commit_the_connection_is_free_of_its_transaction(engine, parent_and_child):
    with writing(engine) as db:
        db.execute(sa.text("INSERT INTO child VALUES (7)"))
        with pytest.raises(sa.exc.IntegrityError):
            db.commit()
    other = sa.create_engine(engine.url, connect_args={"timeout": 0} if engine.name == "sqlite" else {})
    with other.begin() as connection:
        connection.execute(sa.text("INSERT INTO parent VALUES (7)"))
    other.dispose()
    with reading(engine) as db:
        assert db.scalar(sa.text("SELECT count(*) FROM child")) == 0
        assert db.scalar(sa.text("SELECT count(*) FROM parent")) == 1


@pytest.fixture
def impatient(sqlite_databases):
    """An engine that would rather say `database is locked` than wait in SQLite's way."""
    with sqlite_databases.migrated() as url:
        engine = create_engine(url)
        sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=0"))
        yield engine
        engine.dispose()


def test_writers_of_one_process_never_find_the_database_locked(impatient, at_once):
    def write_ten(writer):
        for number in range(10):
            with writing(impatient) as db:
                db.add(SpentChallenge(mark=bytes([writer, number]), expires_on=DAY))
                db.commit()
            with reading(impatient) as db:
                assert db.get(SpentChallenge, bytes([writer, number]))

    at_once(write_ten, range(12))
    with reading(impatient) as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(SpentChallenge)) == 120


def test_a_writer_that_fails_lets_the_next_one_in(impatient):
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            _fail(impatient)
    with pytest.raises(sa.exc.OperationalError), writing(impatient) as db:
        db.execute(sa.text("no SQL"))
    with writing(impatient) as db:
        db.add(SpentChallenge(mark=b"1", expires_on=DAY))
        db.commit()


def test_another_process_that_writes_is_waited_for_by_sqlite_itself(sqlite_databases):
    with sqlite_databases.migrated() as url:
        ours, theirs = create_engine(url), create_engine(url)
        with writing(theirs) as db:
            db.execute(sa.delete(SpentChallenge))
            writer = Thread(target=_write, args=(ours,))
            writer.start()
            time.sleep(0.05)
            assert writer.is_alive(), "it waits"
            db.commit()
        writer.join(timeout=10)
        with reading(ours) as db:
            assert db.scalar(sa.select(sa.func.count()).select_from(SpentChallenge)) == 1
        ours.dispose()
        theirs.dispose()


def _fail(engine):
    with writing(engine) as db:
        db.execute(sa.delete(SpentChallenge))
        raise ZeroDivisionError


def _write(engine):
    with writing(engine) as db:
        db.add(SpentChallenge(mark=b"1", expires_on=DAY))
        db.commit()


def test_who_came_first_is_served_first():
    queue, served, threads = WriterQueue(), [], []

    def wait(number):
        assert queue.enter()
        served.append(number)
        queue.leave()

    assert queue.enter()
    for number in range(20):
        threads.append(Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(queue._waiting) <= number:
            time.sleep(0.001)
    queue.leave()
    for thread in threads:
        thread.join(timeout=10)
    assert served == list(range(20))
    assert queue.enter(), "free again"


def test_nobody_waits_for_ever():
    queue = WriterQueue(patience_s=0.01)
    assert queue.enter()
    assert not queue.enter()
    queue.leave()
    assert queue.enter()
    queue.leave()


@pytest.mark.parametrize("still_s", [0.0, 3600.0])
@pytest.mark.slow
def test_a_connection_that_lay_still_and_died_is_replaced(postgresql_databases, monkeypatch, still_s):
    """One that was used a moment ago is believed: its request fails, and the next one finds new connections."""
    monkeypatch.setattr(engines, "STILL_S", still_s)
    with postgresql_databases.migrated() as url:
        engine, other = create_engine(url), create_engine(url)
        with reading(engine) as db:
            db.scalar(sa.text("SELECT 1"))
        with reading(other) as db:
            db.scalar(sa.text(END_THE_OTHERS))
        if still_s:
            with pytest.raises(sa.exc.OperationalError), reading(engine) as db:
                db.scalar(sa.text("SELECT 1"))
        with reading(engine) as db:
            assert db.scalar(sa.text("SELECT 1")) == 1
        engine.dispose()
        other.dispose()

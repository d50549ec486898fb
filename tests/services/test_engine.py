"""Transactions: a failed COMMIT holds nobody up, and on SQLite whoever waits for the writer is served."""

import time
from threading import Thread

import pytest
import sqlalchemy as sa

from models import SpentChallenge
from models.engine import reading, writing



@pytest.fixture
def parent_and_child(engine):
    """Two tables whose foreign key is checked at COMMIT."""
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        connection.execute(
            sa.text("CREATE TABLE child (parent_id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)")
        )


def test_after_a_failed_commit_the_connection_is_free_of_its_transaction(engine, parent_and_child):
    for _ in range(3):
        with writing(engine) as db, pytest.raises(sa.exc.IntegrityError):
            db.execute(sa.text("INSERT INTO child VALUES (7)"))
            db.commit()
    other = sa.create_engine(engine.url, connect_args={"timeout": 0} if engine.name == "sqlite" else {})
    with other.begin() as connection:
        connection.execute(sa.text("INSERT INTO parent VALUES (7)"))
    other.dispose()
    with reading(engine) as db:
        assert db.scalar(sa.text("SELECT count(*) FROM child")) == 0

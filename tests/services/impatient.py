"""A service of its own on PostgreSQL, and somebody there who fails as soon as they have to wait for a lock."""

from functools import partial

import pytest
import sqlalchemy as sa

from models.engine import writing
from tests.support.house import opened


@pytest.fixture(scope="module")
def house(postgresql_databases, tmp_path_factory, now, relay_key, argon2_cost):
    """On SQLite one writes after the other; accounts and keys are changed here, so it is nobody else's."""
    with opened(postgresql_databases, tmp_path_factory.mktemp("house"), now, relay_key, argon2_cost) as house:
        yield house


def impatiently(house, act, *inputs):
    """Do something as a unit of work of its own, without any patience."""
    with writing(house.engine) as db:
        db.execute(sa.text("SET LOCAL lock_timeout = '10ms'"))
        done = act(house.work(db), *inputs)
        db.commit()
    return done


@pytest.fixture
def does(house):
    return partial(impatiently, house)

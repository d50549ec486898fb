"""K3: a change of keys with 100,000 reports is a matter of minutes, because a batch is one statement for each table."""

import pytest

from models import Office
from models.engine import reading, writing
from services.administration.rewrap import rewrap
from services.administration.rotation import begin_rotation, prepare_rotation
from services.people.key_reach import recovery_holder
from services.work import Work
from tests.support.phone import homework
from tests.support.statements import listening

REPORTS = 7


@pytest.fixture
def rotating(world, clock, installed, phone):
    """The id of an office with seven reports, whose keys have just been changed."""
    for _ in range(REPORTS):
        assert phone.file(homework()).status_code == 201
    office_id = installed.offices["411102", "education"].id
    with reading(world.engine) as db:
        prepared = prepare_rotation(db, db.get_one(Office, office_id))
    with writing(world.engine) as db:
        begin_rotation(Work(world, db, clock()), prepared)
        db.commit()
    return office_id


@pytest.fixture
def batch(world, clock, installed, rotating):
    """Wrap so many again: what is left, and the statements it took."""

    def run(most):
        statements = []
        with writing(world.engine) as db:
            work = Work(world, db, clock())
            holder = recovery_holder(work, installed.recovery.private)
            with listening(world.engine, statements):
                left = rewrap(work, holder, rotating, most)
            db.commit()
        return left, [statement.split()[0] for statement in statements if not statement.startswith("BEGIN")]

    return run


@pytest.mark.promise("K3", "in part")
def test_a_batch_takes_as_many_statements_however_large_it_is(batch):
    left, one = batch(1)
    assert left["work"] == 2 * REPORTS - 1
    left, more = batch(REPORTS - 2)
    assert left["work"] == REPORTS + 1
    assert more == one
    assert one.count("UPDATE") == 1
    left, both = batch(3)
    assert left["work"] == REPORTS - 2
    assert both.count("UPDATE") == 2
    assert len(both) <= len(one) + 1


@pytest.mark.promise("K3", "in part")
def test_batches_of_any_size_come_to_an_end(batch):
    lefts = []
    while not lefts or lefts[-1]:
        lefts.append(sum(batch(3)[0].values()))
    assert lefts == sorted(set(lefts), reverse=True)
    assert len(lefts) == -(-2 * REPORTS // 3)

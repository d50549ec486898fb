"""A count that is kept as it grows: who adds to it at once with somebody else loses nothing."""

from datetime import date

import sqlalchemy as sa

from models import ConductCount
from models.counts import add_to_count
from models.engine import writing
from policy.conduct import Habit

DAY = date(2026, 11, 1)
TIMES = 12


def test_whoever_adds_to_a_count_at_once_loses_nothing_and_touches_no_other(installed, engine, at_once):
    office_id = installed.offices["411102", "education"].id
    key = {"office_id": office_id, "month": DAY, "habit": Habit.UNVERIFIABLE.value}
    other = {**key, "month": date(2026, 10, 1)}

    def add(more):
        with writing(engine) as db:
            add_to_count(db, ConductCount, key, more)
            db.commit()

    with writing(engine) as db:
        add_to_count(db, ConductCount, other, 5)
        db.commit()
    at_once(add, [2] * TIMES)
    add(-1)
    with engine.connect() as connection:
        rows = connection.execute(sa.select(ConductCount.month, ConductCount.count)).all()
    assert sorted(map(tuple, rows)) == [(date(2026, 10, 1), 5), (DAY, 2 * TIMES - 1)]

"""D4, D5: two schedulers count a day once, whoever comes first, and nobody publishes a week twice."""

import pytest

from models import Figure, PublicFigure
from models.engine import reading, writing
from services.figures.closing import close_day
from tests.services.town import town
from tests.support.phone import homework
from tests.support.rows import all_of

__all__ = ["town"]


@pytest.mark.promise("D4", "in part")
@pytest.mark.promise("D5", "in part")
def test_two_schedulers_at_once_and_a_third_later_count_each_day_once(town, at_once):
    for _ in range(6):
        town.phone.file(homework())
    town.days(8)

    def count(_):
        with writing(town.house.engine) as db:
            done = close_day(town.house.work(db))
            db.commit()
        return done

    done = [sum(at_once(count, range(2))) for _ in range(5)]
    assert sum(done) == 8
    assert count(0) == 0
    with reading(town.house.engine) as db:
        figures, told = all_of(db, Figure), all_of(db, PublicFigure)
    assert sum(row.count for row in figures if row.measure == "received") == 6
    assert len({(row.week, row.division_code, row.matter, row.measure) for row in told}) == len(told)

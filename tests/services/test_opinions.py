"""D3: 解决率 and 满意率 come from ratings that stay sealed; each reporter counts once, with what was said last."""

from datetime import date

import pytest
import sqlalchemy as sa

from models import Figure
from tests.support.phone import homework

SUNDAY = date(2026, 11, 22)


@pytest.fixture
def answered(lives):
    filed = lives.phone.file(homework()).json
    lives.answer(filed)
    return filed


@pytest.fixture
def counted(house, lives):
    """What was counted at the office since the test began."""

    def read():
        office = lives.office("411102")
        rows = sa.select(Figure.counted_on, Figure.measure, Figure.count).where(
            Figure.office_id == office, Figure.matter == "*"
        )
        with house.engine.connect() as connection:
            return {(row.counted_on, row.measure): row.count for row in connection.execute(rows)}

    before = read()
    return lambda: {cell: count - before.get(cell, 0) for cell, count in read().items() if count != before.get(cell, 0)}


@pytest.mark.promise("D3", "in part")
def test_a_rating_is_counted_by_the_week_and_said_again_counts_once(lives, answered, counted, now):
    assert lives.act(answered, "rating", {"solved": True, "score": 4}).status_code == 204
    assert counted() == {(SUNDAY, "rated"): 1, (SUNDAY, "solved"): 1, (SUNDAY, "satisfied"): 1}
    assert lives.act(answered, "rating", {"solved": True, "score": 3}).status_code == 204
    assert counted() == {(SUNDAY, "rated"): 1, (SUNDAY, "solved"): 1}
    lives.clock.time = now.replace(day=23)
    assert lives.act(answered, "rating", {"solved": False, "score": 5}).status_code == 204
    assert counted() == {(date(2026, 11, 29), "rated"): 1, (date(2026, 11, 29), "satisfied"): 1}
    assert lives.mine(answered)["rating"] == {"solved": False, "score": 5}


def test_a_rating_that_is_refused_is_not_counted(lives, counted):
    filed = lives.phone.file(homework()).json
    assert lives.act(filed, "rating", {"solved": True, "score": 5}).status_code == 422
    assert counted() == {}

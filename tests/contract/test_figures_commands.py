"""`flask figures check`: what nothing explains is named; what was taken back is not pointed at."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Figure
from models.engine import writing
from services.figures.closing import close_day
from services.work import Work
from tests.support.commands import run_command
from tests.support.phone import homework

DAY_S = 86400


@pytest.fixture
def counted(app, phone, clock):
    """Two reports of a day that is counted; the first one's receipt, and a way to ask for the check."""
    filed = [phone.file(homework()).json for _ in range(2)]
    day = clock().date()
    clock.forward(2 * DAY_S)
    world, done = app.extensions["jianfu"].world, 1
    while done:
        with writing(world.engine) as db:
            done = close_day(Work(world, db, clock()))
            db.commit()

    def check():
        return run_command(app, "figures", "check", "--since", day, "--until", day + timedelta(days=1))

    return filed[0]["receipt"], check


def test_what_is_as_it_was_is_said_to_be(counted):
    _, check = counted
    assert check().splitlines() == [
        "0 are more than was kept, which nothing explains.",
        "All others together are 0 less, as what was taken back or deleted since makes them.",
        "0 sums differ from their figures.",
    ]


@pytest.mark.promise("A10", "in part")
def test_of_what_was_taken_back_neither_day_nor_office_nor_matter_is_told(counted, phone):
    receipt, check = counted
    assert phone.client.post("/api/v1/reports/mine/withdrawal", headers=phone.with_receipt(receipt)).status_code == 204
    explained, less, sums = check().splitlines()
    assert explained.startswith("0 are more")
    assert not less.startswith("All others together are 0")
    assert sums.startswith("0 sums differ")
    assert not any(word in less for word in ("2026", "homework", "online", "open", "received"))


def test_what_nothing_explains_is_named(counted, app):
    _, check = counted
    with writing(app.extensions["jianfu"].world.engine) as db:
        db.execute(sa.update(Figure).where(Figure.measure == "received").values(count=Figure.count - 1))
        db.commit()
    named, explained, _, *sums = check().splitlines()
    assert named.endswith("received: kept 1, counted 2")
    assert explained.startswith("1 are more")
    assert not sums[-1].startswith("0 sums differ")

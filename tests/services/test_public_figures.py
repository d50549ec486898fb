"""D4: what everybody is told of a week is rounded by a keyed draw, written once, and tells nothing by differences."""

from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from models import Installation, PublicFigure
from models.engine import writing
from policy.publishing import FEWEST, NUMBERS, STEP, cell_of, public_rate, rounded, week_of, weeks_between
from security.draws import draw
from services.figures.closing import close_day, keep
from services.figures.publishing import numbers_of, publish_week
from services.figures.statistics import statistics
from services.work import Work

SUNDAY = date(2025, 3, 9)
WEEK = "2025-W10"
FULL = {"received": 43, "verified": 37, "on_time": 31, "late": 4, "overdue": 2, "responded": 12, "declined": 1}
CHAIN = ("411103", "411100", "410000", "000000")
KEYS = st.binary(min_size=32, max_size=32)


@pytest.fixture
def telling(house):
    """Store what was counted, tell the public, and take all of it back afterwards."""
    with writing(house.engine) as db:
        work = house.work(db)

        def tell(counts, day=SUNDAY, place="411103", matter="homework"):
            office = house.installed.offices[place, "education"].id
            keep(work, day, {(office, matter, "online", name): count for name, count in counts.items()})

        yield work, tell
        db.rollback()


def told(work, week=WEEK):
    """What is stored of a week."""
    rows = work.db.scalars(sa.select(PublicFigure).where(PublicFigure.week == week))
    return {(row.division_code, row.matter, row.measure): row.rounded for row in rows}


@pytest.mark.promise("D4", "in part")
@given(KEYS, st.integers(0, 40), st.sampled_from(list(NUMBERS)))
def test_the_same_number_of_the_same_cell_is_always_rounded_alike(key, number, name):
    cell = cell_of(WEEK, name, number, [("411103", "homework")])
    assert rounded(number, draw(key, cell)) == rounded(number, draw(key, cell))


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 60))
def test_every_week_that_is_over_is_there_once(first, days):
    last = first + timedelta(days=days)
    sundays = [first + timedelta(days=n) for n in range(days + 1) if (first + timedelta(days=n)).isoweekday() == 7]
    assert list(weeks_between(first, last)) == [week_of(day) for day in sundays]


def test_over_many_keys_a_number_is_told_as_it_is_on_average():
    cell = cell_of(WEEK, "received", 13, [("411103", "homework")])
    drawn = Counter(rounded(13, draw(number.to_bytes(32), cell)) for number in range(2000))
    assert drawn.keys() == {10, 15}
    assert abs(sum(value * times for value, times in drawn.items()) / 2000 - 13) < 0.2


@pytest.mark.promise("D4")
def test_every_cell_total_and_numerator_is_rounded_and_the_recount_matches_before(telling):
    work, tell = telling
    tell(FULL)
    publish_week(work, SUNDAY)
    numbers = {(one.division_code, one.matter, one.name): one.number for one in numbers_of(work, SUNDAY)}
    assert {code for code, _, _ in numbers} == set(CHAIN)
    for code in CHAIN:
        assert numbers[code, "*", "received"] == numbers[code, "homework", "received"] == FULL["received"]
        assert numbers[code, "*", "on_time_rate.among"] == 37
    stored = told(work)
    assert stored
    for cell, number in numbers.items():
        assert abs(stored.get(cell, 0) - number) < STEP, cell
        assert stored.get(cell, 0) % STEP == 0


@pytest.mark.promise("D4", "in part")
def test_one_office_behind_many_cells_is_drawn_once(telling):
    """Else the county, the city above it and every total were so many draws of one number, and their mean told it."""
    work, tell = telling
    tell({"received": 13, "overdue": 3})
    publish_week(work, SUNDAY)
    for name in ("received", "overdue"):
        assert len({told(work).get((code, matter, name), 0) for code in CHAIN for matter in ("*", "homework")}) == 1


@pytest.mark.promise("D4", "in part")
def test_what_stays_the_same_for_weeks_is_told_alike_and_no_mean_tells_it(telling):
    work, tell = telling
    weeks = []
    for number in range(20):
        sunday = SUNDAY + timedelta(weeks=number)
        tell({"overdue": 3}, day=sunday)
        publish_week(work, sunday)
        weeks.append(told(work, f"{sunday.isocalendar().year}-W{sunday.isocalendar().week:02}"))
    assert all(week == weeks[0] for week in weeks)


@pytest.mark.promise("D4", "in part")
def test_no_rate_on_fewer_than_twenty():
    for among in range(0, 100, STEP):
        told_of = {"on_time_rate.among": among, "on_time_rate.of": among}
        rate = public_rate("on_time_rate", told_of)
        fewest_behind = among - STEP + 1
        assert (rate is not None) == (fewest_behind > FEWEST), among


@pytest.mark.promise("D4")
def test_differences_of_weekly_exports_do_not_tell_whether_somebody_reported(house, telling):
    """Whoever knows all reports but one guesses from every number of every export whether that one is among them.

    The draws are those of so many installations; the guess is the best there is: the likelier of the two worlds. A
    single number that is drawn tells the attacker no more than one step in five would.
    """
    work, tell = telling
    tell({"received": 12})
    without = {(one.division_code, one.matter): one for one in numbers_of(work, SUNDAY) if one.name == "received"}
    seen = {True: Counter(), False: Counter()}
    for number in range(600):
        for there in (True, False):
            export = []
            for code in CHAIN:
                one = without[code, "*"]
                cell = cell_of(WEEK, one.name, one.number + there, one.behind)
                export.append(rounded(one.number + there, draw(number.to_bytes(32), cell)))
            seen[there][tuple(export)] += 1
    advantage = sum(abs(seen[True][each] - seen[False][each]) for each in seen[True].keys() | seen[False].keys()) / 1200
    assert advantage <= 1 / STEP + 0.08


@pytest.mark.promise("D4")
def test_a_week_is_told_once_and_never_revised(house, telling):
    work, tell = telling
    office = house.installed.offices["411103", "education"].id
    saturday = SUNDAY - timedelta(days=1)
    work.db.execute(sa.update(Installation).values(counted_on=saturday, summed_on=saturday))
    keep(work, saturday, {(office, "homework", "online", "received"): 43})
    on_monday = Work(work.world, work.db, work.now.replace(year=2025, month=3, day=10))
    assert close_day(on_monday) == 1
    before = told(work)
    assert before["411103", "*", "received"] in {40, 45}
    tell({"received": 100}, day=SUNDAY - timedelta(days=2))
    assert close_day(on_monday) == 0
    assert told(work) == before
    assert statistics(work, None, "411103").week == WEEK


def test_a_place_or_a_week_that_there_is_not_is_refused(house):
    for query in ("week=2025-W99", "week=2025-W10", "week=x", "division_code=999999", "page=2"):
        assert house.client.get(f"/api/v1/statistics?{query}").status_code == 422, query

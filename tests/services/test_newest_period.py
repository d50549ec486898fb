"""Of each indicator the newest period is told: the database puts periods in the order of the policy."""

from models import ProgrammeFigure
from models.engine import writing
from policy.programme import newest_first
from services.progress.reading import programme

PLACE, INDICATOR = "140000", "pilot_counties"
YEARS = ("2024", "2025", "2026")
PERIODS = [*YEARS, *(f"{year}-{month:02}" for year in YEARS for month in range(1, 13))]


def test_the_period_that_ends_last_is_told_and_a_year_before_its_months(house):
    told = []
    with writing(house.engine) as db:
        work = house.work(db)
        there = {one: ProgrammeFigure(division_code=PLACE, indicator=INDICATOR, amount=1) for one in PERIODS}
        for period, row in there.items():
            row.reporting_period = period
        db.add_all(there.values())
        db.flush()
        while there:
            found = programme(work, PLACE)
            assert list(found.periods) == newest_first(there)
            (one,) = found.here
            told.append(one.reporting_period)
            db.delete(there.pop(one.reporting_period))
            db.flush()
        db.rollback()
    assert told == newest_first(PERIODS)
    assert told[:3] == ["2026", "2026-12", "2026-11"]

"""The school calendar of a place, where there is one, decides whether pupils have a day off."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.deadlines import is_off_day, load_calendar
from policy.school_calendar import Period, PeriodKind, load_school_calendar, off_day
from tests.policy.overlays import SCHOOL_DAYS, put

CALENDAR = load_calendar()
COUNTY = ("411102", "411100", "410000", "000000")
CITY_ONLY = ("411103", *COUNTY[1:])
ELSEWHERE = ("140105", "140100", "140000", "000000")
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(scope="module")
def periods(tmp_path_factory):
    return load_school_calendar(overlay=put(tmp_path_factory.mktemp("overlay"), school_calendar=SCHOOL_DAYS))


def test_the_country_has_no_school_calendar():
    assert load_school_calendar() == ()


@pytest.mark.parametrize(
    ("day", "chain", "kind"),
    [
        (date(2026, 2, 5), COUNTY, "off"),
        (date(2026, 2, 5), ELSEWHERE, "unclear"),
        (date(2026, 3, 3), COUNTY, "on"),
        (date(2026, 3, 8), COUNTY, "off"),
        (date(2026, 7, 1), COUNTY, "on"),
        (date(2026, 7, 1), ELSEWHERE, "unclear"),
        (date(2026, 4, 6), COUNTY, "off"),
        (date(2026, 5, 9), COUNTY, "unclear"),
        (date(2026, 3, 7), COUNTY, "on"),
        (date(2026, 3, 7), CITY_ONLY, "off"),
        (date(2026, 8, 3), COUNTY, "unclear"),
    ],
)
def test_vacation_term_and_school_days_are_known_where_they_are_published(periods, day, chain, kind):
    assert off_day(CALENDAR, periods, chain, day) == kind


@given(DAYS)
def test_without_a_school_calendar_the_national_one_answers(day):
    assert off_day(CALENDAR, (), COUNTY, day) == is_off_day(CALENDAR, day)


@given(DAYS, st.integers(0, 200), DAYS, st.sampled_from(list(PeriodKind)))
def test_a_period_says_something_of_its_own_days_only(first, length, day, kind):
    period = Period("411100", first, first + timedelta(days=length), kind)
    found = off_day(CALENDAR, (period,), COUNTY, day)
    if not period.holds(day):
        assert found == is_off_day(CALENDAR, day)
    elif kind is PeriodKind.TERM:
        assert (found == "on") or found == is_off_day(CALENDAR, day)
    else:
        assert found == ("off" if kind is PeriodKind.VACATION else "on")
    assert off_day(CALENDAR, (period,), ELSEWHERE, day) == is_off_day(CALENDAR, day)

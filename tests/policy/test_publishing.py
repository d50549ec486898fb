"""D4: weeks, cells and roundings of what the public is told."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.figures import STANDING
from policy.publishing import FEWEST, NUMBERS, STEP, cell_of, last_week, public_rate, rounded, week_of, weeks_between

WEEK = "2026-W47"
BEHIND = [("411103", "homework"), ("411102", "tutoring")]


@pytest.mark.promise("D4", "in part")
@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_a_number_is_rounded_to_the_multiple_of_five_below_or_above(number, drawn):
    result = rounded(number, drawn)
    assert result % STEP == 0
    assert abs(result - number) < STEP
    assert result == number or number % STEP


@given(st.dates(date(2000, 1, 10), date(2100, 1, 1)))
def test_the_last_week_is_over_and_the_next_is_not(day):
    sunday = day - timedelta(days=day.isoweekday() % 7)
    assert sunday.isoweekday() == 7
    assert last_week(day) == week_of(sunday)
    assert week_of(sunday + timedelta(days=1)) != last_week(day)


def test_a_week_has_the_name_of_its_thursday_s_year():
    assert week_of(date(2027, 1, 3)) == "2026-W53"
    assert week_of(date(2026, 11, 22)) == WEEK


@pytest.mark.promise("D4", "in part")
@pytest.mark.parametrize("name", NUMBERS)
def test_what_stands_is_drawn_alike_in_every_week_and_all_else_anew(name):
    cell, next_week = (cell_of(week, name, 7, BEHIND) for week in (WEEK, "2026-W48"))
    assert (cell == next_week) == bool(STANDING & set(NUMBERS[name].of))
    assert cell == cell_of(WEEK, name, 7, reversed(BEHIND))
    assert cell not in {cell_of(WEEK, name, 8, BEHIND), cell_of(WEEK, name, 7, BEHIND[:1])}


@pytest.mark.promise("D4", "in part")
@given(st.integers(0, 400).map(lambda fives: fives * STEP), st.integers(0, 400).map(lambda fives: fives * STEP))
def test_no_rate_is_told_where_fewer_than_twenty_could_be_behind_it(of, among):
    rate = public_rate("solved_rate", {"solved_rate.of": of, "solved_rate.among": among})
    assert (rate is None) == (among - STEP < FEWEST)
    assert rate is None or 0 <= rate <= 1
    assert public_rate("solved_rate", {}) is None


@given(st.dates(date(2000, 1, 10), date(2090, 1, 1)), st.integers(0, 400))
def test_between_two_days_no_week_that_ended_is_left_out(first, days):
    last = first + timedelta(days=days)
    every = [first + timedelta(days=n) for n in range(days + 1)]
    assert list(weeks_between(first, last)) == [week_of(day) for day in every if day.isoweekday() == 7]

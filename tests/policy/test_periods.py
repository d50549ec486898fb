"""The first of so many days, wherever they end."""

from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from policy.periods import first_of


@given(st.integers(1, 800), st.dates())
@example(28, date.min)
def test_it_is_as_many_days_as_were_asked_for_unless_there_are_fewer(days, until):
    first = first_of(days, until)
    assert first == date.min or until - first == timedelta(days=days - 1)
    assert (until - first).days < days or first == date.min

"""K5: sessions end in time, and a clock that was ahead keeps none alive."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.session_times import ABSOLUTE, IDLE, SET_BACK, is_alive

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.promise("K5", "in part")
@given(st.timedeltas(timedelta(0), IDLE - SECOND), st.timedeltas(timedelta(0), ABSOLUTE - SECOND))
def test_a_session_goes_on_until_nobody_used_it_for_half_an_hour_or_it_is_twelve_hours_old(unused, age):
    assert is_alive(NOW - unused + IDLE, NOW - age + ABSOLUTE, NOW)


@pytest.mark.promise("K5", "in part")
@pytest.mark.parametrize(
    ("idle_in", "expires_in"),
    [
        (timedelta(0), ABSOLUTE),
        (IDLE, timedelta(0)),
        (IDLE + SET_BACK + SECOND, ABSOLUTE),
        (IDLE, ABSOLUTE + SET_BACK + SECOND),
    ],
    ids=["unused", "old", "used in a time to come", "begun in a time to come"],
)
def test_a_session_ends_in_time_and_at_once_when_it_is_of_a_time_to_come(idle_in, expires_in):
    assert not is_alive(NOW + idle_in, NOW + expires_in, NOW)
    assert is_alive(NOW + min(max(idle_in, SECOND), IDLE), NOW + min(max(expires_in, SECOND), ABSOLUTE), NOW)

"""What offices do not answer is told of all that they ended: twelve of a thousand are not twelve of fifteen."""

from hypothesis import given
from hypothesis import strategies as st

from policy.conduct import Habit, among, ended

COUNTS = st.fixed_dictionaries({habit.value: st.integers(0, 10_000) for habit in Habit})


@given(COUNTS)
def test_what_was_not_answered_is_of_all_that_was_ended(counts):
    whole = counts["answered"] + counts["declined"] + counts["referred_out"]
    assert ended(counts) == whole
    assert {habit: among(habit, counts) for habit in Habit if among(habit, counts) is not None} == {
        Habit.DECLINED: whole,
        Habit.REFERRED_OUT: whole,
    }

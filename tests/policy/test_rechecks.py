"""T7: the day on which an office looks again lies ahead, and something that was only planned has one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.conduct import month_of
from policy.rechecks import day_faults, is_recheck_due, record_faults, since_answer, with_answer
from policy.vocabulary import Event, Reason

TODAY = date(2026, 11, 18)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def codes(faults):
    return [(fault.field, fault.reason.code) for fault in faults]


@pytest.mark.promise("T7", "in part")
@given(DAYS)
def test_a_day_to_look_again_lies_ahead_and_within_half_a_year(policy, day):
    found = codes(day_faults(policy.limits, policy.calendar, day, TODAY))
    if day <= TODAY:
        assert found == [("recheck_on", "recheck.too_early")]
    elif day <= TODAY + timedelta(days=180):
        assert found == []
    elif day > TODAY + timedelta(days=190):  # a last day off rolls forward
        assert found == [("recheck_on", "recheck.too_late")]


@pytest.mark.promise("T7", "in part")
@pytest.mark.parametrize("event", list(Event))
def test_only_what_resolves_comes_with_one_and_what_is_planned_has_to(event):
    resolves = event is Event.RESOLVE
    assert codes(with_answer(event, TODAY, is_needed=False)) == ([] if resolves else [("recheck_on", "move.not_taken")])
    assert codes(with_answer(event, None, is_needed=True)) == ([("recheck_on", "recheck.missing")] if resolves else [])
    assert codes(with_answer(event, None, is_needed=False)) == []


def test_only_what_is_planned_too_needs_one(policy):
    needed = {code for code in policy.decisions.actions if policy.decisions.needs_recheck([code])}
    assert needed == {"planned"}
    assert policy.decisions.needs_recheck(["talked_to", "planned"])
    assert not policy.decisions.needs_recheck(["talked_to", "refunded"])
    assert not policy.decisions.needs_recheck([])
    assert not policy.decisions.needs_recheck(["no such action"])


@pytest.mark.promise("T7", "in part")
@given(DAYS, st.none() | DAYS, st.booleans())
def test_who_finds_it_not_put_right_says_when_again(checked_on, again, put_right):
    found = codes(record_faults(checked_on, again, TODAY, put_right=put_right))
    assert (("checked_on", "recheck.done_in_future") in found) == (checked_on > TODAY)
    assert (("recheck_on", "recheck.when_again") in found) == (again is None and not put_right)


@pytest.mark.promise("T7", "in part")
@given(DAYS, DAYS)
def test_what_was_seen_before_the_answer_is_no_looking_again(checked_on, answered_on):
    found = [(one.field, one.reason) for one in since_answer(checked_on, answered_on)]
    refused = ("checked_on", Reason("recheck.done_before_answer", {"earliest": answered_on.isoformat()}))
    assert found == ([refused] if checked_on < answered_on else [])


def test_it_is_due_on_its_day_and_after_it():
    assert [is_recheck_due(TODAY + timedelta(days=days), TODAY) for days in (-1, 0, 1)] == [True, True, False]


def test_no_day_is_no_fault(policy):
    assert codes(day_faults(policy.limits, policy.calendar, None, TODAY)) == []


@given(DAYS)
def test_what_is_sealed_is_counted_by_the_first_of_its_month(day):
    assert (month_of(day).year, month_of(day).month, month_of(day).day) == (day.year, day.month, 1)

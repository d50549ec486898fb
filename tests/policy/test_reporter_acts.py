"""What a receipt offers: as the table of moves says, seen from the reporter's own timeline."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.disclosure import Act
from policy.lifecycle import allowed_events
from policy.reporter_acts import OpenActs, open_to_reporter
from policy.vocabulary import Event, Role, Status

DAY = date(2026, 11, 2)


def acts(timeline, today, *, rated=False, asked=False):
    return open_to_reporter(timeline, today, rated=rated, asked_for_consent=asked)


def test_before_the_answer_one_can_add_and_withdraw():
    filed = [Act(DAY, Event.FILE, Status.SUBMITTED)]
    assert acts(filed, DAY) == OpenActs((Event.ANSWER, Event.WITHDRAW), None)
    assert acts(filed, DAY, asked=True).allowed_events[0] is Event.CONSENT


@pytest.mark.promise("T8", "in part")
@pytest.mark.parametrize(
    ("event", "status"),
    [
        (Event.RESOLVE, Status.RESOLVED),
        (Event.DECLINE, Status.DECLINED),
        (Event.REFER_OUT, Status.REFERRED_OUT),
        (Event.UPHOLD, Status.RESOLVED),
    ],
)
def test_an_answer_can_be_appealed_once_until_the_thirtieth_day_which_is_named(event, status):
    told = [Act(DAY, Event.FILE, Status.SUBMITTED), Act(DAY, event, status)]
    last = DAY + timedelta(days=30)
    assert acts(told, last) == OpenActs((Event.ANSWER, Event.RATE, Event.APPEAL, Event.WITHDRAW), last)
    assert acts(told, last + timedelta(days=1)) == OpenActs((Event.ANSWER, Event.RATE, Event.WITHDRAW), None)
    again = [*told, Act(DAY, Event.APPEAL, Status.SUBMITTED, own=True), Act(DAY, event, status)]
    assert acts(again, last) == OpenActs((Event.ANSWER, Event.RATE, Event.WITHDRAW), None)


def test_a_closed_case_takes_no_second_rating_and_no_message():
    closed = [Act(DAY, Event.RESOLVE, Status.RESOLVED), Act(DAY, Event.CLOSE, Status.CLOSED)]
    assert Event.RATE in acts(closed, DAY).allowed_events
    assert acts(closed, DAY, rated=True).allowed_events == (Event.APPEAL, Event.WITHDRAW)


@given(st.sampled_from(Status), st.booleans(), st.booleans(), st.integers(0, 100))
def test_nothing_is_offered_that_the_table_does_not_have(status, rated, asked, days):
    line = [Act(DAY, Event.FILE, Status.SUBMITTED), Act(DAY, Event.RESOLVE, status)]
    offered = acts(line, DAY + timedelta(days=days), rated=rated, asked=asked).allowed_events
    assert set(offered) <= set(allowed_events(status, Role.REPORTER))
    assert Event.WITHDRAW in offered

"""D3: what is booked of a report's lives, at which office, on which day; and the rates that are made from it."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.figures import RATES, STANDING, Booking, Measure, bookings, rate_of, summed
from policy.lives import BEGINS, Step, lives_of
from policy.supervision import Limit
from policy.vocabulary import Event, Status

FILED = date(2026, 11, 2)
DUE, LATER = FILED + timedelta(days=20), FILED + timedelta(days=25)
HERE, THERE, ABOVE = "here", "there", "above"


def step(after, event, status, office=HERE, *, to=None, due=DUE):
    return Step(FILED + timedelta(days=after), event, status, office, "homework", due, to)


FILING = step(0, Event.FILE, Status.SUBMITTED)
ANSWER = step(9, Event.RESOLVE, Status.RESOLVED)
APPEAL = step(12, Event.APPEAL, Status.RESOLVED)


def respond_by(begun_by):
    return begun_by.on + timedelta(days=5)


def answerable_from(limit, due_on):
    return due_on - timedelta(days={Limit.LATE_ANSWER: 5, Limit.LATE_FIRST_ANSWER: 2}[limit])


def booked(*steps):
    """(day after the filing, office, measure) of everything that is booked."""
    made = Counter(bookings(list(lives_of(steps, respond_by)), answerable_from))
    assert set(made.values()) == {1}
    return {((one.on - FILED).days, one.office_id, one.measure.value) for one in made}


@pytest.mark.promise("D3", "in part")
def test_a_filing_is_received_once_at_the_office_that_has_it_that_evening():
    assert booked(FILING) == {(0, HERE, "received")}
    assert booked(FILING, step(0, Event.TRANSFER, Status.SUBMITTED, to=THERE)) == {(0, THERE, "received")}


@pytest.mark.promise("D3", "in part")
def test_the_first_words_count_once_and_late_at_the_office_that_still_had_time_for_them():
    asked = step(3, Event.ASK, Status.AWAITING_REPORTER)
    twice = booked(FILING, asked, step(4, Event.MESSAGE, Status.ACCEPTED))
    assert twice == {(0, HERE, "received"), (3, HERE, "responded"), (3, HERE, "responded_on_time")}
    for day, office in ((3, THERE), (4, HERE), (6, HERE)):
        passed_on = step(day, Event.TRANSFER, Status.SUBMITTED, to=THERE)
        late = booked(FILING, passed_on, step(7, Event.MESSAGE, Status.SUBMITTED, THERE))
        assert late == {(0, HERE, "received"), (7, office, "responded")}


@pytest.mark.promise("D3", "in part")
def test_an_answer_is_on_time_where_it_was_given_or_late_where_there_was_still_time_for_it():
    first = {(0, HERE, "received"), (9, HERE, "responded")}  # the answer came as the first words, after their last day
    assert booked(FILING, ANSWER) == first | {(9, HERE, "verified"), (9, HERE, "on_time")}
    for day, office in ((15, THERE), (16, HERE), (20, HERE), (21, HERE)):
        passed_on = step(day, Event.TRANSFER, Status.SUBMITTED, to=THERE)
        late = booked(FILING, passed_on, step(24, Event.RESOLVE, Status.RESOLVED, THERE))
        assert late >= {(24, THERE, "verified"), (24, office, "late")}
        assert not any(measure == "on_time" for *_, measure in late)


@pytest.mark.promise("D3", "in part")
def test_what_had_less_time_than_that_from_the_beginning_is_late_where_it_was_that_evening():
    hurried = [step(0, Event.FILE, Status.SUBMITTED, due=FILED), step(0, Event.TRANSFER, Status.SUBMITTED, to=THERE)]
    later = step(3, Event.TRANSFER, Status.SUBMITTED, THERE, to=HERE)
    assert (4, THERE, "late") in booked(*hurried, later, step(4, Event.RESOLVE, Status.RESOLVED, due=FILED))


@pytest.mark.promise("D3", "in part")
@pytest.mark.parametrize(
    ("event", "status"), [(Event.DECLINE, Status.DECLINED), (Event.REFER_OUT, Status.REFERRED_OUT)]
)
def test_what_is_declined_or_referred_out_is_never_on_time_and_may_be_late(event, status):
    in_time = {measure for *_, measure in booked(FILING, step(9, event, status))}
    assert status.value in in_time
    assert not in_time & {"on_time", "late", "verified"}
    late = booked(FILING, step(21, event, status))
    assert (21, HERE, "late") in late


@pytest.mark.promise("D3", "in part")
def test_an_answer_that_falls_is_taken_back_where_it_was_given():
    again = step(30, Event.RESOLVE, Status.RESOLVED, ABOVE, due=FILED + timedelta(days=40))
    above = step(12, Event.APPEAL, Status.RESOLVED, to=ABOVE)
    fell = booked(FILING, ANSWER, above, again)
    assert fell >= {(12, HERE, "appealed"), (30, HERE, "overturned"), (30, HERE, "no_longer_on_time")}
    reopened = booked(FILING, ANSWER, step(14, Event.REOPEN, Status.INVESTIGATING))
    assert reopened >= {(14, HERE, "overturned"), (14, HERE, "no_longer_on_time")}
    declined = step(9, Event.DECLINE, Status.DECLINED)
    undone = booked(FILING, declined, step(14, Event.REOPEN, Status.INVESTIGATING))
    assert {(14, HERE, "overturned"), (14, HERE, "late")} <= undone  # or to decline would be a way out
    assert (14, HERE, "no_longer_on_time") not in undone


@pytest.mark.promise("D3", "in part")
def test_an_answer_that_stands_is_no_case_more_and_one_that_is_open_has_not_fallen():
    upheld = booked(FILING, ANSWER, APPEAL, step(15, Event.UPHOLD, Status.RESOLVED, ABOVE))
    assert (15, ABOVE, "on_time") in upheld
    assert [measure for *_, measure in upheld].count("verified") == 1
    assert not any(measure == "overturned" for *_, measure in booked(FILING, ANSWER, APPEAL) | upheld)


@pytest.mark.promise("D3", "in part")
def test_what_is_sent_back_ends_one_promise_and_begins_another():
    back = step(15, Event.SEND_BACK, Status.INVESTIGATING, ABOVE, to=HERE)
    lives = list(lives_of([FILING, ANSWER, APPEAL, back], respond_by))
    assert [life.begun_by.event for life in lives] == [Event.FILE, Event.APPEAL, Event.SEND_BACK]
    assert [life.end and life.end.event for life in lives] == [Event.RESOLVE, Event.SEND_BACK, None]
    assert lives[-1].seat_on(FILED) == HERE
    sent = booked(FILING, ANSWER, APPEAL, back)
    assert sent >= {(15, HERE, "overturned"), (15, ABOVE, "on_time")}


@pytest.mark.promise("D3", "in part")
def test_what_came_before_any_answer_is_not_overturned_by_being_begun_again():
    merely = booked(FILING, step(4, Event.REOPEN, Status.INVESTIGATING))
    assert merely == {(0, HERE, "received")}


STEPS = st.builds(
    step,
    st.integers(0, 60),
    st.sampled_from([*BEGINS, Event.ASK, Event.MESSAGE, Event.RESOLVE, Event.DECLINE, Event.TRANSFER, Event.RATE]),
    st.sampled_from([Status.INVESTIGATING, Status.RESOLVED, Status.DECLINED, Status.REFERRED_OUT]),
    st.sampled_from([HERE, THERE, ABOVE]),
    to=st.sampled_from([None, None, THERE, ABOVE]),
    due=st.sampled_from([DUE, LATER]),
)


@pytest.mark.promise("D3", "in part")
@given(st.lists(STEPS, max_size=12))
def test_whatever_happens_each_promise_is_received_answered_and_overturned_at_most_once(steps):
    steps = [FILING, *sorted(steps, key=lambda one: one.on)]
    lives = list(lives_of(steps, respond_by))
    assert len(lives) == 1 + sum(one.event in BEGINS for one in steps)
    counts = Counter(one.measure for one in bookings(lives, answerable_from))
    ended = sum(life.end is not None for life in lives)
    assert counts[Measure.RECEIVED] == 1
    assert counts[Measure.ON_TIME] + counts[Measure.LATE] <= ended + counts[Measure.OVERTURNED]
    assert counts[Measure.VERIFIED] + counts[Measure.DECLINED] + counts[Measure.REFERRED_OUT] <= ended
    assert counts[Measure.RESPONDED_ON_TIME] <= counts[Measure.RESPONDED] <= len(lives)
    assert counts[Measure.NO_LONGER_ON_TIME] <= counts[Measure.OVERTURNED] <= len(lives) - 1
    assert not STANDING & counts.keys()
    assert all(isinstance(one, Booking) and one.on >= FILED for one in bookings(lives, answerable_from))


@given(st.dictionaries(st.sampled_from([each.value for each in Measure]), st.integers(0, 1000)))
def test_a_rate_is_a_share_or_nothing(counts):
    whole = summed([*counts.items(), *counts.items()])
    assert whole == {each.value: 2 * counts.get(each.value, 0) for each in Measure}
    for name, rate in RATES.items():
        share = rate_of(name, whole)
        assert (share is None) == (rate.lower.number(whole) == 0)
        assert share is None or 0 <= share <= 1


def test_rates_are_what_they_say():
    counts = {"on_time": 8, "no_longer_on_time": 2, "late": 1, "overdue": 3}
    assert rate_of("on_time_rate", counts) == 0.5
    assert rate_of("on_time_rate", {"no_longer_on_time": 2, "late": 1}) == 0
    assert rate_of("satisfied_rate", {"satisfied": 3}) is None

"""Which reports join, and what a reporter of a shared case is told: for every report and every course of events."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.deadlines import LONGEST_PAUSE
from policy.disclosure import LEAVES_STATUS, POSSIBLE, TOLD_TO_ALL, Act, reporter_timeline
from policy.joining import UNDO_DAYS, WINDOW_DAYS, Likeness, join_key, likeness_of_names, undo_until, window_of
from policy.lifecycle import MOVES, START, TIMED_MOVES, UNANSWERED
from policy.vocabulary import Event, Status

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
IDS = st.uuids(version=4).map(str)
TARGETS = st.tuples(st.none(), IDS) | st.tuples(IDS, st.none())
FILED = date(2026, 3, 10)


@pytest.mark.promise("T5", "in part")
@given(DAYS)
def test_every_day_is_in_one_fortnight_that_begins_on_a_monday(day):
    first = window_of(day)
    assert first.weekday() == 0
    assert first <= day < first + timedelta(days=WINDOW_DAYS)
    assert window_of(first) == first
    assert window_of(first + timedelta(days=WINDOW_DAYS)) == first + timedelta(days=WINDOW_DAYS)


REPORTS = st.tuples(IDS, st.sampled_from(["homework", "training_prepaid"]), TARGETS, DAYS)


@pytest.mark.promise("T5", "in part")
@given(REPORTS, REPORTS, st.lists(st.booleans(), min_size=4, max_size=4))
def test_two_reports_have_one_key_exactly_when_office_matter_target_and_fortnight_are_the_same(one, other, same):
    other = tuple(a if is_same else b for a, b, is_same in zip(one, other, same, strict=True))
    keys = [join_key(office, matter, *target, day, set_apart=False) for office, matter, target, day in (one, other)]
    assert (keys[0] == keys[1]) == (one[:3] == other[:3] and window_of(one[3]) == window_of(other[3]))
    assert all(len(key) <= 200 for key in keys)


@pytest.mark.promise("T12", "in part")
@given(REPORTS)
def test_what_is_set_apart_or_in_no_register_has_no_key(report):
    office, matter, target, day = report
    assert join_key(office, matter, *target, day, set_apart=True) is None
    assert join_key(office, matter, None, None, day, set_apart=False) is None


NAMES = st.text(min_size=1, max_size=30)


@given(st.sets(NAMES, max_size=4), st.sets(NAMES, max_size=4))
def test_likeness_is_mutual_and_a_name_is_like_itself(some, others):
    assert likeness_of_names(some, others) == likeness_of_names(others, some)
    shared = {name for name in some & others if any(letter.isalnum() for letter in name)}
    assert not shared or likeness_of_names(some, others) is Likeness.SAME_NAME


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("实验小学", "实验 小学", Likeness.SAME_NAME),
        ("实验小学（东）", "实验小学(东)", Likeness.SAME_NAME),
        ("ABC 培训", "ＡＢＣ培训", Likeness.SAME_NAME),
        ("实验小学", "某某区实验小学", Likeness.ALIKE_NAME),
        ("第一实验小学", "第一试验小学", Likeness.ALIKE_NAME),
        ("小学", "第一实验小学", None),
        ("实验小学", "白桦中学", None),
        ("!?", "!?", None),
        ("", "实验小学", None),
    ],
)
def test_names(one, other, likeness):
    assert likeness_of_names([one], [other]) == likeness


def rows():
    return [*MOVES, *(timed.move for timed in TIMED_MOVES)]


@st.composite
def cases(draw):
    """A case that somebody else began, as the table lets it go; acts with their days, and where `mine` comes in.

    `answers` are the days on which the reporter answers each question asked of them, and those answers are moves of
    the case when it still waits.
    """
    day, status, acts, answers = FILED - timedelta(days=20), START, [], []
    joins_at = draw(st.integers(0, 6))
    already = None
    for number in range(draw(st.integers(0, 12))):
        choices = [row for row in rows() if status in row.source and wanted(row.event)]
        if not choices:
            break
        row = draw(st.sampled_from(choices))
        if already is None and (number >= joins_at or row.status_after(status) not in UNANSWERED):
            day, already = max(day, FILED), len(acts)
        day += timedelta(days=draw(st.integers(0, 4)))
        mine = row.event is Event.ANSWER and already is not None and bool(answers) and draw(st.booleans())
        if mine and answers[-1] is None and row.target is not None:
            answers[-1] = day
        status = row.status_after(status)
        acts.append(Act(day, row.event, status, own=row.event is Event.MESSAGE))
        if row.event is Event.ASK and already is not None:
            answers.append(None)
    already = len(acts) if already is None else already
    if answers and answers[-1] is None and draw(st.booleans()):
        answers[-1] = day
    return acts, already, answers, max(day, FILED)


def wanted(event):
    return event in TOLD_TO_ALL | {Event.ANSWER, Event.MESSAGE, Event.ASSIGN}


def is_a_life(timeline):
    """Whether a report alone in its case could have this timeline: each step is one of the table."""
    status = START
    for act in timeline[1:]:
        possible = [row for row in rows() if status in row.source and row.event is act.event]
        if not any(row.status_after(status) is act.status for row in possible):
            return False
        status = act.status
    return True


@pytest.mark.promise("T5", "in part")
@given(cases())
def test_what_a_reporter_who_joined_reads_could_be_the_life_of_a_report_alone(case):
    acts, already, answers, today = case
    after = [act for act in acts[already:] if act.on >= FILED]
    timeline = reporter_timeline(acts, FILED, already=already, answers=answers, today=today)
    assert timeline[0].status is START
    assert is_a_life(timeline), timeline
    days = [act.on for act in timeline]
    assert days == sorted(days)
    assert {act.on for act in timeline} <= {act.on for act in after} | {FILED, *filter(None, answers)} | {
        act.on + timedelta(days=LONGEST_PAUSE) for act in after if act.event is Event.ASK
    }


@pytest.mark.promise("T5", "in part")
@given(cases())
def test_an_end_is_told_to_all_alike(case):
    acts, already, answers, today = case
    status = reporter_timeline(acts, FILED, already=already, answers=answers, today=today)[-1].status
    ended = {Status.RESOLVED, Status.DECLINED, Status.REFERRED_OUT, Status.CLOSED}
    there = acts[-1].status if len(acts) > already else START
    assert (status in ended) == (there in ended)
    assert status not in ended or status is there


@given(cases())
def test_who_was_there_from_the_start_and_alone_reads_every_step_as_it_was(case):
    """With all answers their own, the timeline is what happened, told as it stands."""
    acts, *_ = case
    days = [act.on for act in acts]
    answers, asked = [], False
    for act in acts:
        if act.event is Event.ASK:
            answers.append(None)
            asked = True
        if act.event is Event.ANSWER and asked:
            answers[-1], asked = act.on, False
        asked = asked and act.status is Status.AWAITING_REPORTER  # else the office has gone on before the answer
    moves = [
        act
        for act, before in zip(acts, [START, *(act.status for act in acts)], strict=False)
        if act.event is not Event.ANSWER or before is Status.AWAITING_REPORTER
    ]
    filed = days[0] if days else FILED
    told = reporter_timeline(moves, filed, answers=answers, today=filed)[1:]
    expected = [act for act in moves if act.event in TOLD_TO_ALL | {Event.ANSWER, Event.MESSAGE}]
    assert [(act.on, act.event, act.status) for act in told] == [(act.on, act.event, act.status) for act in expected]


def test_every_event_that_reporters_are_told_has_its_place():
    assert all(any((status, event) in POSSIBLE for status in Status) for event in TOLD_TO_ALL)
    assert {Event.HAND_OVER, Event.MESSAGE} <= LEAVES_STATUS
    assert not {Event.ACCEPT, Event.ANSWER, Event.APPEAL, Event.TRANSFER, Event.CLOSE} & LEAVES_STATUS


@pytest.mark.promise("T5", "in part")
def test_what_was_joined_or_split_can_be_undone_for_thirty_days():
    assert UNDO_DAYS == 30
    assert undo_until(date(2026, 11, 2)) == date(2026, 12, 2)

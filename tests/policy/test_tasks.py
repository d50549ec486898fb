"""What becomes of a task: the one table, tried for every combination; days and kinds that make sense."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.deadlines import load_calendar
from policy.lifecycle import MOVES, UNANSWERED, move_of_nobody
from policy.reading import DATA, BadPolicyData
from policy.supervision import load_limits
from policy.tasks import (
    CASE_EVENTS,
    LONGEST,
    READ_BY_BOTH,
    UNFINISHED,
    Side,
    TaskEvent,
    TaskRefused,
    TaskStatus,
    check_due,
    is_task_overdue,
    load_task_kinds,
    needs_text,
    next_task_status,
    task_days,
    task_events,
)
from policy.words import LOCALES
from tests.support.national import NATIONAL

LIMITS, CALENDAR = load_limits(), load_calendar()
DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 30))
EXPECTED = {
    ("open", "accept", "co_handler"): "accepted",
    ("accepted", "finish", "co_handler"): "done",
    ("open", "return", "co_handler"): "returned",
    ("accepted", "return", "co_handler"): "returned",
    ("open", "cancel", "lead"): "cancelled",
    ("accepted", "cancel", "lead"): "cancelled",
    ("open", "return", "nobody"): "returned",
    ("accepted", "return", "nobody"): "returned",
    ("open", "cancel", "nobody"): "cancelled",
    ("accepted", "cancel", "nobody"): "cancelled",
}
"""The whole table again, by hand."""


@pytest.mark.promise("T4", "in part")
@pytest.mark.parametrize(("status", "event", "side"), list(product(TaskStatus, TaskEvent, Side)))
def test_every_combination_is_a_move_that_is_written_here_or_a_named_refusal(status, event, side):
    expected = EXPECTED.get((status, event, side))
    says = event is not TaskEvent.ACCEPT and side is not Side.NOBODY
    if expected is None:
        with pytest.raises(TaskRefused) as refused:
            next_task_status(status, event, side, has_text=says)
        assert (refused.value.field, refused.value.reason.code) == ("event", "task.not_in_this_status")
        assert event not in task_events(status, side)
        return
    assert next_task_status(status, event, side, has_text=says) == expected
    assert event in task_events(status, side)
    with pytest.raises(TaskRefused) as wrong:
        next_task_status(status, event, side, has_text=not says)
    assert wrong.value.reason.code == ("task.text_missing" if says else "task.no_text")


def test_what_has_ended_stays_so_and_only_what_is_done_stays_open_to_who_did_it():
    ended = {status for status in TaskStatus if not any(task_events(status, side) for side in Side)}
    assert ended == set(TaskStatus) - UNFINISHED
    assert ended & READ_BY_BOTH == {TaskStatus.DONE}


@pytest.mark.promise("T6", "in part")
def test_every_event_of_a_task_is_a_move_of_its_case_as_long_as_that_is_unanswered():
    for event, status in product(set(TaskEvent) - {TaskEvent.CANCEL}, UNANSWERED):
        move = move_of_nobody(status, CASE_EVENTS[event])
        assert move is not None
        assert move.status_after(status) is status
    assert [row.source for row in MOVES if row.event is CASE_EVENTS[TaskEvent.CANCEL]] == [UNANSWERED]


@pytest.mark.promise("T4", "in part")
@given(DAYS, st.integers(-60, 120), st.integers(-60, 200))
def test_a_task_is_due_no_later_than_its_case_and_never_before_it_is_given(today, later, due_later):
    finish_on, due_on = today + timedelta(days=later), today + timedelta(days=due_later)
    days = task_days(LIMITS, CALENDAR, finish_on, today)
    assert days.earliest == today <= days.proposed <= days.latest
    assert days.latest == finish_on or finish_on < today
    if days.earliest <= due_on <= days.latest:
        check_due(days, due_on)
    else:
        with pytest.raises(TaskRefused) as refused:
            check_due(days, due_on)
        assert refused.value.reason.code == ("task.due_too_early" if due_on < today else "task.due_too_late")


@given(st.sampled_from(TaskStatus), DAYS, DAYS)
def test_only_what_is_unfinished_can_be_late_and_on_its_last_day_it_is_not(status, due_on, today):
    assert is_task_overdue(status, due_on, today) == (status in UNFINISHED and today > due_on)


def test_kinds_are_data_and_have_words(tmp_path):
    kinds = load_task_kinds()
    assert "visit" in kinds
    assert all(NATIONAL.words.say(f"task_kind.{kind}", {}, locale) for kind in kinds for locale in LOCALES)
    for line, said in (
        ("visit,x\n", "given twice"),
        (f"{'x' * (LONGEST + 1)},x\n", "short code"),
        (",x\n", "task_kinds.csv:8"),
    ):
        text = (DATA / "task_kinds.csv").read_text(encoding="utf-8") + line
        (tmp_path / "task_kinds.csv").write_text(text, encoding="utf-8")
        with pytest.raises(BadPolicyData, match=said):
            load_task_kinds(tmp_path)


def test_a_task_is_finished_returned_and_cancelled_with_words_and_taken_on_without():
    assert {event for event in TaskEvent if needs_text(event)} == set(TaskEvent) - {TaskEvent.ACCEPT}

"""A co-handler's share of a case: what may be asked of whom, and the one table of what becomes of a task (T4).

    open ─accept→ accepted ─finish→ done          open, accepted ─return→ returned     by the office that was asked
    open, accepted ─cancel→ cancelled             by the office that leads the case

While one is open or accepted, the case is not ended (`policy.lifecycle`, TASKS_DONE). By the clock a task comes back
from an office that is closed, where nobody is left, or where nobody has taken it on although its day went by; it ends
when its office gets the whole case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final

from policy.deadlines import Calendar
from policy.reading import DATA, laid_over, read_csv
from policy.supervision import Limit, Limits, last_day
from policy.vocabulary import Event, Reason

LONGEST: Final = 40
"""Characters of a code."""


class TaskStatus(StrEnum):
    """Where a task stands; its name is the word `task_status.<code>`."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DONE = "done"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class TaskEvent(StrEnum):
    """What is done with a task; its name is the word `task_event.<code>`."""

    ACCEPT = "accept"
    FINISH = "finish"
    RETURN = "return"
    CANCEL = "cancel"


class Side(StrEnum):
    """How an office stands to a task: it leads the case, it was asked, or neither: the clock."""

    LEAD = "lead"
    CO_HANDLER = "co_handler"
    NOBODY = "nobody"


UNFINISHED = frozenset({TaskStatus.OPEN, TaskStatus.ACCEPTED})
READ_BY_BOTH = UNFINISHED | {TaskStatus.DONE}
"""In these, the office that was asked has the key of the task; from any other one it was taken away."""
CASE_EVENTS: Mapping[TaskEvent, Event] = {
    TaskEvent.ACCEPT: Event.ACCEPT_TASK,
    TaskEvent.FINISH: Event.FINISH_TASK,
    TaskEvent.RETURN: Event.RETURN_TASK,
    TaskEvent.CANCEL: Event.CANCEL_TASK,
}
"""The line that each writes into the history of the case."""


@dataclass(frozen=True)
class TaskMove:
    """A row of the table; `needs_text`: what was found, or why."""

    source: frozenset[TaskStatus]
    event: TaskEvent
    side: Side
    target: TaskStatus
    needs_text: bool


TASK_MOVES: tuple[TaskMove, ...] = (
    TaskMove(frozenset({TaskStatus.OPEN}), TaskEvent.ACCEPT, Side.CO_HANDLER, TaskStatus.ACCEPTED, needs_text=False),
    TaskMove(frozenset({TaskStatus.ACCEPTED}), TaskEvent.FINISH, Side.CO_HANDLER, TaskStatus.DONE, needs_text=True),
    TaskMove(UNFINISHED, TaskEvent.RETURN, Side.CO_HANDLER, TaskStatus.RETURNED, needs_text=True),
    TaskMove(UNFINISHED, TaskEvent.CANCEL, Side.LEAD, TaskStatus.CANCELLED, needs_text=True),
    TaskMove(UNFINISHED, TaskEvent.RETURN, Side.NOBODY, TaskStatus.RETURNED, needs_text=False),
    TaskMove(UNFINISHED, TaskEvent.CANCEL, Side.NOBODY, TaskStatus.CANCELLED, needs_text=False),
)
TASK_REFUSALS = (
    "task.not_in_this_status",
    "task.text_missing",
    "task.no_text",
    "task.due_too_early",
    "task.due_too_late",
    "task.has_the_case",
)


class TaskRefused(Exception):
    """The task cannot be moved so; `field` is what is wrong."""

    def __init__(self, field: str, code: str, **params: object) -> None:
        super().__init__(code)
        self.field, self.reason = field, Reason(code, params)


def next_task_status(status: TaskStatus, event: TaskEvent, side: Side, *, has_text: bool) -> TaskStatus:
    """Where a task stands afterwards; `TaskRefused` if the table has no such move, or for a text too few or many."""
    rows = (row for row in TASK_MOVES if row.event is event and row.side is side and status in row.source)
    move = next(rows, None)
    if move is None:
        allowed = tuple(Reason(f"task_event.{each}") for each in task_events(status, side)) or (
            Reason("move.nothing_else"),
        )
        raise TaskRefused("event", "task.not_in_this_status", allowed=allowed)
    if move.needs_text and not has_text:
        raise TaskRefused("text", "task.text_missing")
    if has_text and not move.needs_text:
        raise TaskRefused("text", "task.no_text")
    return move.target


def task_events(status: TaskStatus, side: Side) -> tuple[TaskEvent, ...]:
    """What an office may do with a task now, in the order of the table."""
    return tuple(row.event for row in TASK_MOVES if row.side is side and status in row.source)


def needs_text(event: TaskEvent) -> bool:
    """Whether a person who does this says what was found, or why."""
    return any(row.needs_text for row in TASK_MOVES if row.event is event and row.side is not Side.NOBODY)


@dataclass(frozen=True)
class TaskDays:
    """On which days a new task may be due, and which is proposed."""

    earliest: date
    proposed: date
    latest: date


def task_days(limits: Limits, calendar: Calendar, finish_on: date, today: date) -> TaskDays:
    """No later than the case itself; of a case that is late already, within the days that a task usually takes."""
    usual = last_day(limits, calendar, Limit.TASK, today).on
    latest = finish_on if finish_on >= today else usual
    return TaskDays(today, min(usual, latest), latest)


def check_due(days: TaskDays, due_on: date) -> None:
    """`TaskRefused` for a day that a task cannot be due on."""
    if due_on < days.earliest:
        raise TaskRefused("due_on", "task.due_too_early")
    if due_on > days.latest:
        raise TaskRefused("due_on", "task.due_too_late", latest=days.latest.isoformat())


def is_task_overdue(status: TaskStatus, due_on: date, today: date) -> bool:
    """Whether an unfinished task's day has gone by."""
    return status in UNFINISHED and due_on < today


@dataclass(frozen=True)
class TaskKindRow:
    """A line of `task_kinds.csv`; its name is the word `task_kind.<code>`."""

    code: str
    source: str


def load_task_kinds(data: Path = DATA, overlay: Path | None = None) -> tuple[str, ...]:
    """The codes of `task_kinds.csv`, in their order; refuses one that is given twice, empty or too long."""
    rows = laid_over("task_kinds.csv", data, overlay, partial(read_csv, row_type=TaskKindRow), lambda row: row.code)
    good = "a short code is needed"
    return tuple(rows.one_of_each((), lambda row: row.code, lambda row: 0 < len(row.code) <= LONGEST, good))

"""The day on which an office looks again whether what it found has been put right (复查): promised with the answer.

Reporters read the day, and afterwards what came of it, in words of the office. Nothing says that a case is fixed before
somebody was there again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from policy.deadlines import Calendar
from policy.supervision import Limit, Limits, last_day
from policy.vocabulary import Event, FieldError, Reason

RECHECK_REFUSALS: Final = (
    "recheck.missing",
    "recheck.too_early",
    "recheck.too_late",
    "recheck.done_in_future",
    "recheck.done_before_answer",
    "recheck.when_again",
)
FIELD: Final = "recheck_on"
DONE: Final = "checked_on"


def day_faults(limits: Limits, calendar: Calendar, recheck_on: date | None, today: date) -> Iterator[FieldError]:
    """What is wrong with a day on which somebody wants to look again: it lies ahead, and not too far."""
    if recheck_on is None:
        return
    latest = last_day(limits, calendar, Limit.RECHECK, today).on
    if recheck_on <= today:
        yield FieldError(FIELD, Reason("recheck.too_early"))
    elif recheck_on > latest:
        yield FieldError(FIELD, Reason("recheck.too_late", {"latest": latest.isoformat()}))


def with_answer(event: Event, recheck_on: date | None, *, is_needed: bool) -> Iterator[FieldError]:
    """Whether an answer comes with such a day: only one that resolves, and one that stands in a plan has to."""
    if event is not Event.RESOLVE and recheck_on is not None:
        yield FieldError(FIELD, Reason("move.not_taken"))
    elif event is Event.RESOLVE and recheck_on is None and is_needed:
        yield FieldError(FIELD, Reason("recheck.missing"))


def record_faults(checked_on: date, recheck_on: date | None, today: date, *, put_right: bool) -> Iterator[FieldError]:
    """What is wrong with what somebody says who looked again: while it is not right, the next day is named."""
    if checked_on > today:
        yield FieldError(DONE, Reason("recheck.done_in_future"))
    if not put_right and recheck_on is None:
        yield FieldError(FIELD, Reason("recheck.when_again"))


def since_answer(checked_on: date, answered_on: date) -> Iterator[FieldError]:
    """What was seen before the answer is no looking again, and ends nothing that was promised with it."""
    if checked_on < answered_on:
        yield FieldError(DONE, Reason("recheck.done_before_answer", {"earliest": answered_on.isoformat()}))


def is_recheck_due(recheck_on: date, today: date) -> bool:
    """Whether the day is there, or went by without anybody looking."""
    return recheck_on <= today

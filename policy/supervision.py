"""How long the office above waits before it steps in or looks, and how long it may come back to an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Literal

from policy.deadlines import Calendar, Due, add_calendar_days, add_working_days, last_working_days
from policy.reading import DATA, laid_over, read_csv


class Limit(StrEnum):
    """What a line of `supervision.csv` is about."""

    NOBODY_THERE = "nobody_there"  # a case waits where nobody can see it, before it goes up
    ARRIVED = "arrived"  # at another office than the one it was filed to, before a reminder
    NOT_ACCEPTED = "not_accepted"  # after the reminder that it is overdue, before it goes up
    REOPEN = "reopen"  # after the answer, as long as the office above may have it done again
    REOPENED_FINISH = "reopened_finish"  # the finish clock of a case that is done again
    TASK = "task"  # what a co-handler usually has for its share of a case
    TASK_UNANSWERED = "task_unanswered"  # after the day of a task that nobody has taken on, before it comes back
    SILENT = "silent"  # without an act of the office, before the one above looks at the case
    RECHECK = "recheck"  # after the answer, before its office has looked whether things are right now
    LATE_ANSWER = "late_answer"  # before the last day for the answer, for an office to answer for its being late
    LATE_FIRST_ANSWER = "late_first_answer"  # the same for the first words
    ANSWER_ABOVE = "answer_above"  # what the office above asks, unless it names a day


@dataclass(frozen=True)
class LimitRow:
    """A line of `supervision.csv`."""

    limit: Limit
    days: int
    unit: Literal["working_days", "calendar_days"]
    source: str


Limits = Mapping[Limit, LimitRow]


def last_day(limits: Limits, calendar: Calendar, limit: Limit, since: date) -> Due:
    """The last day of a limit that began on `since`; day 1 is the day after."""
    row = limits[limit]
    count = add_working_days if row.unit == "working_days" else add_calendar_days
    return count(calendar, since, row.days)


def is_over(limits: Limits, calendar: Calendar, limit: Limit, since: date, today: date) -> bool:
    """Whether the last day of a limit has gone by; a clock that is set back undoes nothing and waits again."""
    return last_day(limits, calendar, limit, since).on < today


def surely_not_over(limits: Limits, limit: Limit, today: date) -> date:
    """A limit that began on this day or later runs still: no calendar makes it shorter than its days."""
    return today - timedelta(days=limits[limit].days)


def quiet_since(limits: Limits, calendar: Calendar, today: date) -> date:
    """Where nothing was done on this day or later, the limit of silence is over."""
    return _before(limits[Limit.SILENT], calendar, today)


def answerable_from(limits: Limits, calendar: Calendar, limit: Limit, due_on: date) -> date:
    """The day whose evening tells which office answers for being late: so long before the last day.

    Whoever passes a case on later cannot leave that to the next office, which would have had too little time.
    """
    return _before(limits[limit], calendar, due_on)


def _before(row: LimitRow, calendar: Calendar, day: date) -> date:
    """The day that lies as many days before another as a limit has."""
    if row.unit == "calendar_days":
        return day - timedelta(days=row.days)
    return last_working_days(calendar, day, row.days)[0]


def load_limits(data: Path = DATA, overlay: Path | None = None) -> Limits:
    """The lines of `supervision.csv`; refuses a limit that is missing, given twice, or shorter than a day."""
    read = partial(read_csv, row_type=LimitRow)
    rows = laid_over("supervision.csv", data, overlay, read, lambda row: row.limit)
    return rows.one_of_each(Limit, lambda row: row.limit, lambda row: row.days >= 1, "fewer than 1 day")

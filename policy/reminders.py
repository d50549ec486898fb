"""What an office is reminded of, and when: by the clock before and after a finish date, and by the office above.

The warnings are lines of `warnings.csv`: at a part of the working days that an office has, or so many after them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Literal

from policy.deadlines import DAY, Calendar, add_working_days
from policy.reading import DATA, laid_over, read_csv

WHOLE = 100
"""Percent."""


class Warn(StrEnum):
    """The warnings, in the order in which they come; the name of each is the word `reminder.<code>`."""

    NEAR = "near"
    DUE = "due"
    LATE = "late"


class Prompt(StrEnum):
    """What people remind an office of; the name of each is the word `reminder.<code>`."""

    URGE = "urge"
    SUPERVISE = "supervise"
    REPORT_BACK = "report_back"


class Reach(StrEnum):
    """Who is warned: the office that has the case, the one above it, and the one of its city."""

    OFFICE = "office"
    SUPERIOR = "superior"
    CITY = "city"


KINDS: tuple[str, ...] = (*Warn, *Prompt)


@dataclass(frozen=True)
class WarningRow:
    """A line of `warnings.csv`; `to` names who is warned, with blanks between."""

    kind: Warn
    at: int
    unit: Literal["percent", "working_days"]
    to: str
    source: str

    @property
    def reaches(self) -> tuple[str, ...]:
        """Who is warned, by name."""
        return tuple(self.to.split())

    @property
    def is_right(self) -> bool:
        """Whether the share is one, the days follow, and who is warned is known."""
        known = set(self.reaches) <= set(Reach) and len(set(self.reaches)) == len(self.reaches) > 0
        return known and self.at >= 1 and not (self.unit == "percent" and self.at > WHOLE)


Warnings = Mapping[Warn, WarningRow]


def warned_on(row: WarningRow, calendar: Calendar, begun_on: date, finish_on: date) -> date:
    """The day of a warning for what began and has to be finished on these days; never before the day after it began."""
    if row.unit == "working_days":
        return add_working_days(calendar, finish_on, row.at).on
    whole = _working_days_between(calendar, begun_on, finish_on)
    part = -(-whole * row.at // WHOLE)  # rounded up: a part of a day is over on its evening
    return add_working_days(calendar, begun_on, max(part, 1)).on


def first_warning_on(warnings: Warnings, calendar: Calendar, begun_on: date, finish_on: date) -> date:
    """The day of the earliest warning."""
    return min(warned_on(row, calendar, begun_on, finish_on) for row in warnings.values())


def next_warning_on(
    warnings: Warnings, calendar: Calendar, begun_on: date, finish_on: date, given: frozenset[str]
) -> date | None:
    """The day of the next warning that was not given yet; None after the last."""
    left = (row for kind, row in warnings.items() if kind not in given)
    return min((warned_on(row, calendar, begun_on, finish_on) for row in left), default=None)


def due_warnings(
    warnings: Warnings, calendar: Calendar, begun_on: date, finish_on: date, today: date
) -> tuple[WarningRow, ...]:
    """The warnings whose day has come, in their order."""
    return tuple(row for row in warnings.values() if warned_on(row, calendar, begun_on, finish_on) <= today)


def load_warnings(data: Path = DATA, overlay: Path | None = None) -> Warnings:
    """The lines of `warnings.csv` in their order; refuses one that is missing, twice, at no time or for nobody."""
    read = partial(read_csv, row_type=WarningRow)
    rows = laid_over("warnings.csv", data, overlay, read, lambda row: row.kind)
    found = rows.one_of_each(Warn, lambda row: row.kind, lambda row: row.is_right, "at no time, or for nobody known")
    return {kind: found[kind] for kind in Warn}


def _working_days_between(calendar: Calendar, first: date, last: date) -> int:
    """How many working days come after `first` and up to `last`; 0 where none does."""
    days = (first + number * DAY for number in range(1, (last - first).days + 1))
    return sum(map(calendar.is_working_day, days))

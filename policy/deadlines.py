"""Days that count: working days of mainland China, the clocks of a report, and days off for a lesson.

All days are days in Asia/Shanghai. Day 1 of a period is the day after it begins; a period that ends on a day off ends
on the next working day. Beyond the holiday table Monday to Friday count as working days and the result is provisional.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Literal

from policy.divisions import Divisions
from policy.matters import Matters
from policy.reading import DATA, Source, laid_over, read_csv

DAY = timedelta(days=1)
SATURDAY = 5
LONGEST_PAUSE = 7  # days a question may hold back the finish clock
VACATION_MONTHS = frozenset({1, 2, 7, 8})
ANY = "*"
FEWEST_HOLIDAYS = 11  # in law, without the weekends between them

OffDay = Literal["off", "on", "unclear"]


class Clock(StrEnum):
    """What runs for a report until the office has done it."""

    ACCEPT = "accept"
    FIRST_ANSWER = "first_answer"
    FINISH = "finish"
    TOLD = "told"


@dataclass(frozen=True)
class HolidayRow:
    """A line of `holidays.csv`: a day of a public holiday, or a weekend day made into a working day."""

    date: date
    kind: Literal["holiday", "workday"]
    name: str


@dataclass(frozen=True)
class Calendar:
    """The days that differ from the ordinary week, known from `first` to `last`."""

    first: date
    last: date
    holidays: frozenset[date]
    makeup_workdays: frozenset[date]

    def covers(self, day: date) -> bool:
        """Whether the table knows this day; if not, answers about it are guesses from the weekday."""
        return self.first <= day <= self.last

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday without public holidays, and make-up workdays."""
        return day in self.makeup_workdays or (day.weekday() < SATURDAY and day not in self.holidays)

    def is_public_holiday(self, day: date) -> bool:
        """A day of a public holiday as the State Council arranged it, weekend days within it included."""
        return day in self.holidays

    def is_makeup_workday(self, day: date) -> bool:
        """A weekend day on which the country works, in exchange for a day of a holiday."""
        return day in self.makeup_workdays


@dataclass(frozen=True)
class Due:
    """A last day; provisional when a day on the way to it is beyond the holiday table."""

    on: date
    is_provisional: bool


@dataclass(frozen=True)
class Deadline:
    """A line of `deadlines.csv`; `*` stands for every matter, department or region."""

    matter: str
    department: str
    region: str
    clock: Clock
    days: int
    unit: Literal["working_days", "calendar_days"]
    source: str
    extension_days: int | None = None
    """By how many, once, with a reason; None where there is no more time than this."""

    @property
    def key(self) -> tuple[str, str, str, Clock]:
        """What no two lines may share."""
        return self.matter, self.department, self.region, self.clock


Deadlines = Mapping[tuple[str, str, str, Clock], Deadline]


@dataclass(frozen=True)
class Clocks:
    """The last day of each clock of a report; `told_on` is None where no such duty exists.

    `is_provisional` is about `finish_on`, the one that the reporter is told; `told_on` has a word of its own.
    """

    accept_on: date
    first_answer_on: date
    finish_on: date
    told_on: date | None
    is_provisional: bool
    told_is_provisional: bool = False

    def last_day(self, clock: str) -> date | None:
        """The last day of the clock of this name."""
        days = {
            Clock.ACCEPT: self.accept_on,
            Clock.FIRST_ANSWER: self.first_answer_on,
            Clock.FINISH: self.finish_on,
            Clock.TOLD: self.told_on,
        }
        return days[Clock(clock)]


def add_working_days(calendar: Calendar, day: date, days: int) -> Due:
    """The working day `days` working days after `day`; for 0 days, `day` itself or the next working day."""
    if days == 0:
        return _due(calendar, day, _working_day_from(calendar, day))
    return _due(calendar, day, next(islice(_working_days_after(calendar, day), days - 1, None)))


def add_calendar_days(calendar: Calendar, day: date, days: int) -> Due:
    """The day `days` days after `day`; if that is a day off, the next working day."""
    return _due(calendar, day, _working_day_from(calendar, day + days * DAY))


def last_working_days(calendar: Calendar, today: date, count: int) -> tuple[date, ...]:
    """The `count` working days before `today`, oldest first: their evenings are over."""
    days: list[date] = []
    day = today
    while len(days) < count:
        day -= DAY
        if calendar.is_working_day(day):
            days.append(day)
    return tuple(reversed(days))


def clocks(
    deadlines: Deadlines,
    calendar: Calendar,
    divisions: Divisions,
    *,
    matter: str,
    department: str,
    division_code: str,
    filed_on: date,
) -> Clocks:
    """The clocks of a report filed on a day; the most specific line of the deadlines decides each.

    A line of a nearer region comes before one of a wider region, then a named matter, then a named department.
    """
    lines = lines_for(deadlines, divisions, matter=matter, department=department, division_code=division_code)
    due = {clock: _last_day(calendar, filed_on, deadline) for clock, deadline in lines.items()}
    told = due.get(Clock.TOLD)
    return Clocks(
        accept_on=due[Clock.ACCEPT].on,
        first_answer_on=due[Clock.FIRST_ANSWER].on,
        finish_on=due[Clock.FINISH].on,
        told_on=told.on if told else None,
        is_provisional=due[Clock.FINISH].is_provisional,
        told_is_provisional=told is not None and told.is_provisional,
    )


def next_due_on(clocks: Clocks, running: Collection[str], *, asked_on: date | None = None) -> date:
    """The nearest last day of the clocks that still run; when none does, the finish date.

    A case that was asked about on `asked_on` and waits is due again when the longest pause is over.
    """
    days = [day for clock in running if (day := clocks.last_day(clock)) is not None]
    if asked_on is not None:
        days.append(asked_on + LONGEST_PAUSE * DAY)
    return min(days, default=clocks.finish_on)


def pause(calendar: Calendar, finish_on: date, asked_on: date, answered_on: date) -> Due:
    """The finish date after a question: later by the days waited, seven at most, then on to a working day."""
    waited = min(max((answered_on - asked_on).days, 0), LONGEST_PAUSE)
    return add_calendar_days(calendar, finish_on, waited)


def is_off_day(calendar: Calendar, day: date) -> OffDay:
    """Whether pupils have the day off, as far as the national calendar can tell.

    Off: public holidays and weekends. Unclear: make-up workdays and weekdays of the vacation months, for which only a
    local school calendar knows, and every day beyond the holiday table.
    """
    if calendar.is_public_holiday(day):
        return "off"
    if not calendar.covers(day) or calendar.is_makeup_workday(day):
        return "unclear"
    if day.weekday() >= SATURDAY:
        return "off"
    return "unclear" if day.month in VACATION_MONTHS else "on"


def load_calendar(data: Path = DATA, overlay: Path | None = None) -> Calendar:
    """The calendar of `holidays.csv`, whole years; refuses a day given twice, a year left out, a part of a year."""
    read = partial(read_csv, row_type=HolidayRow)
    rows = laid_over("holidays.csv", data, overlay, read, lambda row: row.date)
    if overlay is not None:
        rows = rows.ordered(lambda row: row.date)
        _refuse_part_of_a_year(rows)
    seen: set[date] = set()
    for index, row in enumerate(rows.items):
        is_weekend = row.date.weekday() >= SATURDAY
        if row.date in seen or (row.kind == "workday" and not is_weekend):
            rows.refuse(index, f"{row.date}: given twice, or a make-up workday that is no weekend day")
        if index and row.date.year - rows.items[index - 1].date.year not in {0, 1}:
            rows.refuse(index, f"{row.date}: the days must be in order and no year may be missing")
        seen.add(row.date)
    return Calendar(
        first=date(rows.items[0].date.year, 1, 1),
        last=date(rows.items[-1].date.year, 12, 31),
        holidays=frozenset(row.date for row in rows.items if row.kind == "holiday"),
        makeup_workdays=frozenset(row.date for row in rows.items if row.kind == "workday"),
    )


def load_deadlines(
    divisions: Divisions,
    matters: Matters,
    departments: Collection[str],
    data: Path = DATA,
    overlay: Path | None = None,
) -> Deadlines:
    """The lines of `deadlines.csv`; refuses unknown codes, two lines for one case, a clock without a general line."""
    read = partial(read_csv, row_type=Deadline)
    rows = laid_over("deadlines.csv", data, overlay, read, lambda deadline: deadline.key)
    deadlines: dict[tuple[str, str, str, Clock], Deadline] = {}
    for index, row in enumerate(rows.items):
        known = (row.matter in {ANY, *matters.by_code}, row.department in {ANY, *departments})
        if not all(known) or not (row.region == ANY or divisions.get(row.region)):
            rows.refuse(index, f"{row.matter}, {row.department} or {row.region} is unknown")
        if row.key in deadlines or row.days < 1:
            rows.refuse(index, f"{row.clock}: given twice for the same case, or fewer than 1 day")
        if row.extension_days is not None and (row.extension_days < 1 or row.clock is not Clock.FINISH):
            rows.refuse(index, f"{row.clock}: only a finish clock can be extended, by 1 day or more")
        deadlines[row.key] = row
    for clock in (Clock.ACCEPT, Clock.FIRST_ANSWER, Clock.FINISH):
        if (ANY, ANY, ANY, clock) not in deadlines:
            rows.refuse(0, f"{clock}: a line for every matter, department and region (*,*,*) is missing")
    return deadlines


def _refuse_part_of_a_year(rows: Source[HolidayRow]) -> None:
    """An overlay that brings a year brings all of it, for the calendar counts whole years."""
    last = rows.items[-1].date.year
    if sum(row.date.year == last and row.kind == "holiday" for row in rows.items) < FEWEST_HOLIDAYS:
        rows.refuse(len(rows.items) - 1, f"{last}: a year has at least {FEWEST_HOLIDAYS} days of public holidays")


def lines_for(
    deadlines: Deadlines, divisions: Divisions, *, matter: str, department: str, division_code: str
) -> dict[Clock, Deadline]:
    """The line that decides each clock; one that no line is about is left out."""
    regions, lines = (*(division.code for division in divisions.chain(division_code)), ANY), {}
    for clock in Clock:
        keys = ((m, d, region, clock) for region in regions for m in (matter, ANY) for d in (department, ANY))
        found = next((deadlines[key] for key in keys if key in deadlines), None)
        if found is not None:
            lines[clock] = found
    return lines


def _last_day(calendar: Calendar, filed_on: date, deadline: Deadline) -> Due:
    count = add_working_days if deadline.unit == "working_days" else add_calendar_days
    return count(calendar, filed_on, deadline.days)


def _working_days_after(calendar: Calendar, day: date) -> Iterator[date]:
    while True:
        day += DAY
        if calendar.is_working_day(day):
            yield day


def _working_day_from(calendar: Calendar, day: date) -> date:
    return day if calendar.is_working_day(day) else next(_working_days_after(calendar, day))


def _due(calendar: Calendar, first: date, last: date) -> Due:
    return Due(last, is_provisional=not (calendar.covers(first) and calendar.covers(last)))

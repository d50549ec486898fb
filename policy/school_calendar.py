"""When pupils have lessons, as the local education office publishes it; the country has no such calendar."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict

from policy.deadlines import SATURDAY, Calendar, OffDay, is_off_day
from policy.reading import DATA, NO_OTHER_KEYS, laid_over, read_csv


class PeriodKind(StrEnum):
    """What the days of a period are: no lessons, the ordinary week, or lessons though it is a weekend."""

    VACATION = "vacation"
    TERM = "term"
    SCHOOL_DAY = "school_day"


@dataclass(frozen=True)
class Period:
    """A line of `school_calendar.csv`: the days `first` to `last` of a region."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS

    region: str
    first: date
    last: date
    kind: PeriodKind

    def holds(self, day: date) -> bool:
        """Whether the day is one of it."""
        return self.first <= day <= self.last

    def meets(self, other: Period) -> bool:
        """Whether both say something of one day of one region; a school day stands within anything."""
        single = PeriodKind.SCHOOL_DAY in {self.kind, other.kind} and self.kind != other.kind
        return self.region == other.region and self.first <= other.last and other.first <= self.last and not single


SchoolCalendar = tuple[Period, ...]


def off_day(calendar: Calendar, periods: SchoolCalendar, chain: Sequence[str], day: date) -> OffDay:
    """Whether pupils have the day off in the place of these codes (from it upward).

    The calendar of the nearest region that says anything of the day decides; where none does, and for make-up
    workdays of a term, the national calendar (`deadlines.is_off_day`).
    """
    kinds = _kinds(periods, chain, day)
    if PeriodKind.SCHOOL_DAY in kinds:
        return "on"
    if PeriodKind.VACATION in kinds:
        return "off"
    if PeriodKind.TERM in kinds and day.weekday() < SATURDAY and not calendar.is_public_holiday(day):
        return "on"
    return is_off_day(calendar, day)


def load_school_calendar(
    data: Path = DATA, overlay: Path | None = None, *, regions: Collection[str] | None = None
) -> SchoolCalendar:
    """The periods; refuses an unknown region, one that ends before it begins, and two for one day.

    `regions` are the codes a line may name; None: any.
    """
    source = laid_over(
        "school_calendar.csv",
        data,
        overlay,
        lambda file: read_csv(file, Period),
        lambda period: (period.region, period.first),
    )
    for index, period in enumerate(source.items):
        if regions is not None and period.region not in regions:
            source.refuse(index, f"no place {period.region}")
        if period.last < period.first:
            source.refuse(index, "it ends before it begins")
        if any(period.meets(other) for other in source.items[:index]):
            source.refuse(index, f"{period.region}: another line says what the same day is")
    return source.items


def _kinds(periods: SchoolCalendar, chain: Sequence[str], day: date) -> frozenset[PeriodKind]:
    for code in chain:
        kinds = frozenset(period.kind for period in periods if period.region == code and period.holds(day))
        if kinds:
            return kinds
    return frozenset()

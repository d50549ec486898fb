"""How far the programme is: what divisions report of it, by indicator and period; and when a number looks wrong.

A reporting period is a year (`2021`) or a month (`2021-07`). The newest is the one that ends last, and a year is newer
than its last month: it says more. Numbers are compared with those of periods of the same length; texts of the same
length stand in the order of time.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Final, Literal, get_args

from policy.reading import DATA, laid_over, read_csv

Theme = Literal["after_school_service", "off_campus_training", "pilot"]
Unit = Literal["divisions", "schools", "pupils", "teachers", "institutions", "yuan"]
LONGEST: Final = 40
MONTHS: Final = 12
FALLEN_TO: Final = 10
"""A number that is a tenth of the one before, or less, is confirmed by whoever brings it."""

PROGRAMME_WORDS: Final = (
    *(f"indicator_theme.{theme}" for theme in get_args(Theme)),
    *(f"indicator_unit.{unit}" for unit in get_args(Unit)),
)


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A line of `indicators.csv`; its name is the word `indicator.<code>`."""

    code: str
    theme: Theme
    unit: Unit
    source: str


Indicators = Mapping[str, Indicator]


def load_indicators(data: Path = DATA, overlay: Path | None = None) -> Indicators:
    """The indicators by code, in their order; refuses one that is given twice, or whose code is too long."""
    rows = laid_over("indicators.csv", data, overlay, partial(read_csv, row_type=Indicator), lambda row: row.code)
    return rows.one_of_each(
        (), lambda row: row.code, lambda row: 0 < len(row.code) <= LONGEST, "a short code is needed"
    )


def by_theme(indicators: Indicators, codes: Iterable[str]) -> dict[Theme, tuple[Indicator, ...]]:
    """Those of the indicators that are named, by theme, in the order of the data."""
    named = frozenset(codes)
    shown = (one for one in indicators.values() if one.code in named)
    return {theme: tuple(those) for theme, those in groupby(sorted(shown, key=_theme), key=lambda one: one.theme)}


def last_day(reporting_period: str) -> date:
    """The last day that a year or a month covers."""
    year, _, named = reporting_period.partition("-")
    month = int(named or MONTHS)
    return date(int(year), month, monthrange(int(year), month)[1])


def newest_first(periods: Iterable[str]) -> list[str]:
    """Periods by the last day that they cover, the latest first; of those that end together, the longest first."""
    return sorted(periods, key=lambda period: (last_day(period), -len(period)), reverse=True)


def has_fallen(before: int, after: int) -> bool:
    """Whether a number is so much smaller than the one before that it has to be confirmed: by 90 % or more."""
    return before > 0 and after * FALLEN_TO <= before


def _theme(indicator: Indicator) -> int:
    return get_args(Theme).index(indicator.theme)

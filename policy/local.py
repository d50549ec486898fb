"""Calendars and prices that an installation has in its registry, laid over those of the policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby

from policy.documents import Confidence
from policy.prices import Band, Prices, PriceTable
from policy.school_calendar import Period, SchoolCalendar


@dataclass(frozen=True)
class Local:
    """By division (periods of one school: by its id): what the registry says of days and prices."""

    periods: Mapping[str, SchoolCalendar] = field(default_factory=dict)
    tables: Mapping[str, tuple[PriceTable, ...]] = field(default_factory=dict)

    def calendar(self, chain: Sequence[str], periods: SchoolCalendar) -> SchoolCalendar:
        """The periods that hold for a place: its own, and those of the policy that say nothing else of the same day."""
        own = tuple(period for code in chain for period in self.periods.get(code, ()))
        return own + tuple(one for one in periods if not any(one.meets(other) for other in own)) if own else periods

    def prices(self, chain: Sequence[str], prices: Prices) -> Prices:
        """The tables for a place: its own first."""
        own = tuple(table for code in chain for table in self.tables.get(code, ()))
        return Prices(own + prices.tables) if own else prices


def local_of(periods: Iterable[Period], tables: Iterable[PriceTable]) -> Local:
    """These periods and tables, by what they are about."""
    by_place: dict[str, list[Period]] = {}
    for period in periods:
        by_place.setdefault(period.region, []).append(period)
    by_division: dict[str, list[PriceTable]] = {}
    for table in followed(tables):
        by_division.setdefault(table.regions[0], []).append(table)
    return Local(
        {place: tuple(found) for place, found in by_place.items()},
        {code: tuple(found) for code, found in by_division.items()},
    )


def price_table(region: str, lines: Sequence[tuple[int, int | None, object]], **table: object) -> PriceTable:
    """A table of a division from its lines: smallest, largest, yuan."""
    bands = tuple(
        Band(smallest=smallest, largest=largest, yuan=yuan)  # type: ignore[arg-type]  # a Decimal of the database
        for smallest, largest, yuan in sorted(lines, key=lambda line: line[0])
    )
    return PriceTable(regions=(region,), confidence=Confidence.V, bands=bands, **table)  # type: ignore[arg-type]  # as its columns are


def followed(tables: Iterable[PriceTable]) -> Iterable[PriceTable]:
    """Each table ends where the next one of the same division, mode and stage begins."""
    order = sorted(tables, key=lambda table: (*_of(table), table.effective_from or date.min))
    for _, group in groupby(order, key=_of):
        same = list(group)
        for table, after in zip(same, [*same[1:], None], strict=True):
            begins = after.effective_from if after is not None else None
            last = begins - timedelta(days=1) if begins is not None else date.max
            ends = min(table.effective_to or date.max, last)
            yield replace(table, effective_to=None if ends == date.max else ends)


def _of(table: PriceTable) -> tuple[str, str, str]:
    return table.regions[0], table.mode, table.stage

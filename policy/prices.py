"""Government-guided prices of off-campus lessons in school subjects, by place, mode, stage, class size and date."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from policy.documents import Confidence
from policy.reading import DATA, NO_OTHER_KEYS, Source, laid_over, read_yaml

Mode = Literal["offline", "online"]
Stage = Literal["compulsory", "senior"]
COMPULSORY, SENIOR = range(1, 10), range(10, 13)
CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Band:
    """The base price in yuan of one standard lesson for one person, for classes of `smallest` to `largest` pupils."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS

    smallest: int
    largest: int | None
    yuan: Annotated[Decimal, Field(gt=0)]

    def holds(self, size: int) -> bool:
        """Whether a class of `size` pupils is in it."""
        return self.smallest <= size and (self.largest is None or size <= self.largest)


@dataclass(frozen=True, kw_only=True)
class PriceTable:
    """The guided prices of some divisions for one mode and stage; `minutes` is the standard lesson."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS

    regions: Annotated[tuple[str, ...], Field(min_length=1)]
    mode: Mode
    stage: Stage
    minutes: Annotated[int, Field(gt=0)]
    effective_from: date | None
    effective_to: date | None = None
    confidence: Confidence
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]

    def base(self, size: int | None) -> Decimal | None:
        """The base price for a class of `size`; one price for all sizes needs no size."""
        if len(self.bands) == 1:
            return self.bands[0].yuan
        return None if size is None else next((band.yuan for band in self.bands if band.holds(size)), None)

    def in_force(self, on: date) -> bool:
        """Whether it holds on that day; a date that is not known does not bound it."""
        return (self.effective_from or date.min) <= on <= (self.effective_to or date.max)

    def meets(self, other: PriceTable) -> bool:
        """Whether both could answer the same question."""
        same = self.mode == other.mode and self.stage == other.stage and set(self.regions) & set(other.regions)
        apart = (self.effective_to or date.max) < (other.effective_from or date.min) or (
            other.effective_to or date.max
        ) < (self.effective_from or date.min)
        return bool(same) and not apart


@dataclass(frozen=True)
class Prices:
    """Every table in use."""

    tables: tuple[PriceTable, ...]

    def table(self, chain: Sequence[str], mode: object, stage: Stage | None, on: date) -> PriceTable | None:
        """The table for a place, given as the codes from it upward: the nearest one that holds on that day."""
        fitting = [one for one in self.tables if one.mode == mode and one.stage == stage and one.in_force(on)]
        return next((one for code in chain for one in fitting if code in one.regions), None)


@dataclass(frozen=True, kw_only=True)
class Paid:
    """What was paid: yuan in all, for so many lessons of so many minutes each."""

    yuan: Decimal
    lessons: int
    minutes: int

    def unit(self, standard_minutes: int) -> Fraction:
        """The exact price in yuan of one standard lesson."""
        return Fraction(self.yuan) * standard_minutes / (self.lessons * self.minutes)


def ceiling(base: Decimal, float_up_percent: int) -> Fraction:
    """The highest price allowed, exact."""
    return Fraction(base) * (100 + float_up_percent) / 100


def in_yuan(exact: Fraction) -> float:
    """A price rounded to the nearest fen, to be shown."""
    return float((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(CENT, ROUND_HALF_UP))


def stage_of(grade: object) -> Stage | None:
    """The price stage of a grade; preschool has none."""
    if grade in COMPULSORY:
        return "compulsory"
    return "senior" if grade in SENIOR else None


def load_prices(data: Path = DATA, overlay: Path | None = None, *, regions: Collection[str] | None = None) -> Prices:
    """The price tables; refuses gaps and overlaps of class sizes, two tables for one question, and unsure figures.

    `regions` are the codes of places a table may name, former ones too; None: any.
    """
    source = laid_over(
        "prices.yaml",
        data,
        overlay,
        lambda file: read_yaml(file, PriceTable),
        lambda table: (table.regions, table.mode, table.stage, table.effective_from),
    )
    for index, table in enumerate(source.items):
        for code in table.regions:
            if regions is not None and code not in regions:
                source.refuse(index, f"no place {code}")
        for what in _faults(source, index, table):
            source.refuse(index, what)
    return Prices(source.items)


def _faults(source: Source[PriceTable], index: int, table: PriceTable) -> Iterable[str]:
    if not table.confidence.known:
        yield "a price that is only partly known cannot be in use"
    if table.effective_to and table.effective_to < (table.effective_from or date.min):
        yield "it ends before it begins"
    if any(table.meets(other) for other in source.items[:index]):
        yield "another table already answers for this place, mode, stage and day"
    ends = [(lower.largest, upper.smallest) for lower, upper in pairwise(table.bands)]
    if any(largest is None or largest + 1 != smallest for largest, smallest in ends):
        yield "class sizes overlap or leave a gap"
    if table.bands[0].smallest != 1 or table.bands[-1].largest is not None:
        yield "class sizes begin at 1 and end open"

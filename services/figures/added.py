"""How sums of figures are read: those of the offices that somebody may see, with what reporters said added to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from operator import add
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Figure, FigureSum, Office
from policy.figures import OPINIONS, STANDING, Cut, Measure
from policy.publishing import ALL

IS_OPINION = Figure.matter == sa.literal_column(f"'{ALL}'")
"""In the words of the index of these, so that it serves."""
Counts = dict[Any, list[tuple[str, int]]]
"""Measures and numbers, by what they are told apart by."""


@dataclass(frozen=True)
class Seen:
    """Whose figures: of which `offices`, and which rows are their sum; `below` where they have those below in them."""

    offices: sa.ColumnElement[bool]
    of: sa.ColumnElement[bool]
    below: bool

    def apart(self, *offices: sa.ColumnElement[bool]) -> Seen:
        """The same, or those among them, each by itself."""
        among = sa.and_(self.offices, *offices)
        return replace(self, offices=among, of=among, below=False)


@dataclass(frozen=True)
class Days:
    """From `since` to the last of `ends`; what stands is told of each of these."""

    since: date
    ends: Sequence[date]

    def each(self) -> Iterator[date]:
        """The days, in their order."""
        return (self.since + timedelta(days=number) for number in range((self.ends[-1] - self.since).days + 1))

    def have(self, day: Any) -> sa.ColumnElement[bool]:
        """Whether a day is one of them."""
        within: sa.ColumnElement[bool] = day.between(self.since, self.ends[-1])
        return within


def added(db: Session, seen: Seen, days: Days, *keys: Any) -> Counts:
    """What is counted of all matters and sources together, by a column of sums and the same one of opinions."""
    of_sums, of_opinions = keys
    return _gathered(db, sa.union_all(_sums(seen, days, Cut.WHOLE, of_sums), _opinions(seen, days, of_opinions)))


def added_by(db: Session, seen: Seen, days: Days, cut: Cut) -> Counts:
    """The same by matter, or by source; opinions are told of neither."""
    return _gathered(db, _sums(seen, days, cut, FigureSum.code))


def _sums(seen: Seen, days: Days, cut: Cut, key: Any) -> sa.Select[*tuple[Any, ...]]:
    """A line for each key of which anything was counted."""
    numbers = [_number(measure, days) for measure in Measure]
    counted = [number for measure, number in zip(Measure, numbers, strict=True) if measure not in OPINIONS]
    below = sa.true() if seen.below else sa.false()
    rows = sa.select(key, *map(sa.func.sum, numbers)).join(Office, Office.id == FigureSum.office_id)
    rows = rows.where(seen.of, FigureSum.below == below, FigureSum.cut == cut.value, days.have(FigureSum.counted_on))
    return rows.group_by(key).having(sa.func.sum(reduce(add, counted)) > 0)


def _number(measure: Measure, days: Days) -> Any:
    if measure in OPINIONS:
        return sa.literal_column("0")
    number = FigureSum.__table__.c[measure.value]
    return sa.case((FigureSum.counted_on.in_(days.ends), number), else_=0) if measure in STANDING else number


def _opinions(seen: Seen, days: Days, key: Any) -> sa.Select[*tuple[Any, ...]]:
    numbers = (sa.func.sum(sa.case((Figure.measure == measure.value, Figure.count), else_=0)) for measure in Measure)
    rows = sa.select(key, *numbers).join(Office, Office.id == Figure.office_id)
    rows = rows.with_hint(Figure, "INDEXED BY ix_figure_opinion", "sqlite")
    return rows.where(IS_OPINION, seen.offices, days.have(Figure.counted_on)).group_by(key)


def _gathered(db: Session, rows: Any) -> Counts:
    found: Counts = defaultdict(list)
    for key, *numbers in db.execute(rows):
        found[key] += _named(numbers)
    return found


def _named(numbers: Sequence[int]) -> Iterator[tuple[str, int]]:
    return ((measure.value, number) for measure, number in zip(Measure, numbers, strict=True) if number)

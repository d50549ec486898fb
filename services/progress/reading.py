"""What a division, and those directly below it, report of the programme: of each indicator the newest number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from models import ProgrammeFigure
from policy.divisions import Division
from policy.programme import newest_first
from services.refusals import InvalidFields
from services.work import Work

PERIOD = ProgrammeFigure.reporting_period
IN_TIME = sa.case((sa.func.length(PERIOD) == len("2021"), PERIOD + "-13"), else_=PERIOD)
"""Periods as texts in the order of `newest_first`: a year comes after its last month, and before the next."""


@dataclass(frozen=True)
class Reported:
    """A number of a division for a period (`2021`, `2021-07`), and where that is said."""

    division: Division
    indicator: str
    unit: str
    reporting_period: str
    amount: int
    stated_in: str | None


@dataclass(frozen=True)
class Programme:
    """What is reported of a division and, after that, of those below it; `periods` are all of these, newest first."""

    division: Division
    periods: Sequence[str]
    items: Sequence[Reported]

    @property
    def here(self) -> Sequence[Reported]:
        """What the division itself reports."""
        return [one for one in self.items if one.division is self.division]

    @property
    def below(self) -> Mapping[Division, Mapping[str, Reported]]:
        """What those below it report, by indicator."""
        found: dict[Division, dict[str, Reported]] = defaultdict(dict)
        for one in self.items:
            if one.division is not self.division:
                found[one.division][one.indicator] = one
        return found


def programme(work: Work, division_code: str | None = None, reporting_period: str | None = None) -> Programme:
    """By default of the whole country, and of each indicator the newest period; InvalidFields for what there is not."""
    divisions = work.policy.divisions
    division = divisions.root if division_code is None else divisions.today(division_code)
    if division is None:
        raise InvalidFields.one("division_code", "field.unknown_division")
    shown = {one.code: one for one in (division, *divisions.children(division.code))}
    ever = [code for one in shown for code in (one, *divisions.formerly(one))]
    of_them = ProgrammeFigure.division_code.in_(ever)
    periods = newest_first(work.db.scalars(sa.select(PERIOD).where(of_them).distinct()))
    if reporting_period is not None and reporting_period not in periods:
        raise InvalidFields.one("reporting_period", "field.unknown_reporting_period")
    newest = {
        (divisions.standing(row.division_code).code, row.indicator): row
        for row in work.db.scalars(_rows(of_them, reporting_period))
    }
    return Programme(division, periods, list(_reported(work, shown, newest)))


def _rows(of_them: sa.ColumnElement[bool], reporting_period: str | None) -> sa.Select[ProgrammeFigure]:
    """Of each indicator of a division those of its newest period, or of this one; what came later stands later."""
    place = (ProgrammeFigure.division_code, ProgrammeFigure.indicator)
    of_period = sa.true() if reporting_period is None else ProgrammeFigure.reporting_period == reporting_period
    newest = sa.func.max(IN_TIME).label("newest")
    last = sa.select(*place, newest).where(of_them, of_period).group_by(*place).subquery()
    joined = sa.and_(*(last.c[column.key] == column for column in place))
    rows = sa.select(ProgrammeFigure).join(last, sa.and_(joined, last.c.newest == IN_TIME))
    rows = rows.where(of_them)  # else PostgreSQL reads those of all places to find these
    return rows.order_by(IN_TIME, ProgrammeFigure.division_code)


def _reported(
    work: Work, shown: Mapping[str, Division], newest: Mapping[tuple[str, str], ProgrammeFigure]
) -> Iterator[Reported]:
    """In the order of places and of the data; an indicator that the data no longer knows is left out."""
    for division in shown.values():
        for indicator in work.policy.indicators.values():
            row = newest.get((division.code, indicator.code))
            if row is not None:
                said = (row.reporting_period, row.amount, row.stated_in)
                yield Reported(division, indicator.code, indicator.unit, *said)

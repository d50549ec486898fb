"""Calendars, prices, numbers of the programme, looked at and taken out: what was brought wrongly need not stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

import sqlalchemy as sa

from models import CalendarPeriod, PriceLine, ProgrammeFigure, School
from models.base import Base
from services.paging import Asked, Order, Part, part_of
from services.refusals import NotFound
from services.registry.edition import alone, changed
from services.registry.entries import within
from services.registry.local import TABLE
from services.work import Work

Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True)
class PeriodView:
    """Some days of a division, or of one school in it."""

    id: str
    division_code: str
    school: str | None
    first: date
    last: date
    period: str


@dataclass(frozen=True)
class PriceView:
    """A line of a price table."""

    id: str
    division_code: str
    mode: str
    price_stage: str
    minutes: int
    smallest: int
    largest: int | None
    yuan: Decimal
    effective_from: date
    effective_to: date | None


@dataclass(frozen=True)
class IndicatorView:
    """A number of the programme; without a unit where the data no longer knows its indicator."""

    id: str
    division_code: str
    indicator: str
    unit: str | None
    reporting_period: str
    amount: int
    stated_in: str | None


def list_periods(work: Work, asked: Asked, *, division_code: str | None) -> Part[PeriodView]:
    """Periods of a division and all below it, or of all divisions."""
    query = sa.select(CalendarPeriod, School.name).outerjoin(School, School.id == CalendarPeriod.school_id)
    query = query.where(*within(work, CalendarPeriod.division_code, division_code))
    order = Order[PeriodView](
        (CalendarPeriod.division_code, CalendarPeriod.id), lambda period: (period.division_code, period.id)
    )
    return part_of(work, query, asked, order, bound=f"calendars\n{division_code}\n".encode(), item=_period)


def list_prices(work: Work, asked: Asked, *, division_code: str | None) -> Part[PriceView]:
    """Lines of price tables of a division and all below it, or of all divisions."""
    query = sa.select(PriceLine).where(*within(work, PriceLine.division_code, division_code))
    order = Order[PriceView]((PriceLine.division_code, PriceLine.id), lambda line: (line.division_code, line.id))
    return part_of(work, query, asked, order, bound=f"prices\n{division_code}\n".encode(), item=_price)


def list_indicators(work: Work, asked: Asked, *, division_code: str | None) -> Part[IndicatorView]:
    """Numbers of a division and all below it, or of all divisions: by place, indicator and period."""

    def view(row: ProgrammeFigure) -> IndicatorView:
        known = work.policy.indicators.get(row.indicator)
        said = row.reporting_period, row.amount, row.stated_in
        unit = None if known is None else known.unit
        return IndicatorView(row.id, row.division_code, row.indicator, unit, *said)

    query = sa.select(ProgrammeFigure).where(*within(work, ProgrammeFigure.division_code, division_code))
    columns = ProgrammeFigure.division_code, ProgrammeFigure.indicator, ProgrammeFigure.reporting_period
    order = Order[IndicatorView](columns, lambda row: (row.division_code, row.indicator, row.reporting_period))
    return part_of(work, query, asked, order, bound=f"indicators\n{division_code}\n".encode(), item=view)


def remove_period(work: Work, period_id: str) -> None:
    """It says nothing any more of reports to come; NotFound when it is gone."""
    work.db.delete(_locked(work, CalendarPeriod, period_id))
    changed(work)
    work.db.flush()


def remove_table(work: Work, price_line_id: str) -> None:
    """The whole table that the line stands in, for class sizes may leave no gap; NotFound when it is gone."""
    found = _locked(work, PriceLine, price_line_id)
    same = [column == getattr(found, column.key) for column in TABLE]
    work.db.execute(sa.delete(PriceLine).where(*same))
    changed(work)


def remove_indicator(work: Work, programme_figure_id: str) -> None:
    """Nobody is told the number any more; NotFound when it is gone."""
    work.db.delete(_locked(work, ProgrammeFigure, programme_figure_id))
    work.db.flush()


def _locked(work: Work, model: type[Row], row_id: str) -> Row:
    """The row that is to be taken out, while nobody else changes the registry; NotFound when it is gone."""
    alone(work)
    found = work.db.get(model, row_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found


def _period(row: CalendarPeriod, school: str | None) -> PeriodView:
    return PeriodView(row.id, row.division_code, school, row.first, row.last, row.period)


def _price(row: PriceLine) -> PriceView:
    size = row.smallest, row.largest
    days = row.effective_from, row.effective_to
    return PriceView(row.id, row.division_code, row.mode, row.price_stage, row.minutes, *size, row.yuan, *days)

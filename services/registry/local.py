"""The calendars and prices of the registry, as the rules read them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import CalendarPeriod, PriceLine
from policy.divisions import Divisions
from policy.local import Local, local_of, price_table
from policy.prices import PriceTable
from policy.registry import ListKind
from policy.school_calendar import Period, PeriodKind
from services.registry.groups import is_whole
from services.registry.rows import KEPT, packed
from services.work import Work

TABLE = (PriceLine.division_code, PriceLine.mode, PriceLine.price_stage, PriceLine.effective_from)


def local_rules(work: Work, edition: str | None) -> Local:
    """What the registry says of all divisions in that edition; read again only when it is another one."""
    return work.world.remembered.of(edition, partial(_read, work))


def _read(work: Work) -> Local:
    with work.reading() as db:
        return read_local(db, work.policy.divisions)


def read_local(db: Session, divisions: Divisions, codes: Collection[str] | None = None) -> Local:
    """What the registry says of these divisions, by today's codes; None: of all."""
    return local_of(_periods(db, divisions, codes), _tables(db, divisions, codes))


def _periods(db: Session, divisions: Divisions, codes: Collection[str] | None) -> Iterator[Period]:
    query = sa.select(CalendarPeriod)
    for row in db.scalars(query if codes is None else query.where(CalendarPeriod.division_code.in_(codes))):
        place = row.school_id or divisions.standing(row.division_code).code
        yield Period(place, row.first, row.last, PeriodKind(row.period))


def _tables(db: Session, divisions: Divisions, codes: Collection[str] | None) -> Iterator[PriceTable]:
    """A table that two lists, or an undo, left with gaps says nothing, and never something wrong."""
    query = sa.select(PriceLine).order_by(*TABLE)
    lines = db.scalars(query if codes is None else query.where(PriceLine.division_code.in_(codes)))
    for _, group in groupby(lines, key=lambda line: [getattr(line, column.key) for column in TABLE]):
        table = sorted(group, key=lambda line: line.smallest)
        if is_whole([packed(KEPT[ListKind.PRICES], line) for line in table]):
            yield _table(divisions, table)


def _table(divisions: Divisions, lines: list[Any]) -> PriceTable:
    first = lines[0]
    return price_table(
        divisions.standing(first.division_code).code,
        [(line.smallest, line.largest, line.yuan) for line in lines],
        mode=first.mode,
        stage=first.price_stage,
        minutes=first.minutes,
        effective_from=first.effective_from,
        effective_to=first.effective_to,
    )

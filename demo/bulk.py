"""Write synthetic cases by the thousand: rows are copied from stencils, keys are fresh, every text is sealed for real.

Each case and each report has a key of its own, wrapped to its office, so that its officers open it as any other. What
they do without: the keys that one process draws share one exchange with each office (`security.many_wraps`), and the
receipt's own wrap is sealed by a key that nobody keeps, for nobody filed these reports. They are marked
(`case.synthetic`), and no figure counts them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa

from demo.copies import TABLES, Rows
from demo.courses import alone
from demo.desk import Desk, morning
from demo.establish import Progress
from demo.generate import Span, register_schools
from demo.making import Lot, Sheets, fitting, making
from demo.stencils import Cutter, Stencil, officers
from demo.year import Filing, Year
from models import Report
from models.bulk import filling, put
from models.engine import empty_log
from services.work import Work

COPIES: Final = 50
"""Of one stencil, about; fewer where there are few cases a day, more where there are very many."""
MOST_STENCILS: Final = 6
"""Of one day."""


def write(desk: Desk, year: Year, span: Span, progress: Progress) -> None:
    """Write so many cases of these days, all or none of them; each with one report."""
    register_schools(desk, year, span.first)
    with desk.at(span.first) as work:
        sheets = _cut(desk, work, year, span, progress)
        there = set(work.db.scalars(sa.select(Report.reference)))
        lot = Lot(sheets, span.reports, year.seed, there)
        connection = work.db.connection()
        with (
            making(lot, fitting(span.reports)) as made,
            filling(connection, TABLES),
            progress(lot.parts, "Cases") as bar,
        ):
            for _ in bar:
                store(connection, next(made))
    empty_log(desk.world.engine)


def store(connection: sa.Connection, rows: Rows) -> None:
    """Store rows of each table within the connection's transaction."""
    for table, of_table in zip(TABLES, rows, strict=True):
        put(connection, table, of_table)


def _cut(desk: Desk, work: Work, year: Year, span: Span, progress: Progress) -> Sheets:
    """Stencils of each day, decided about before anything is written."""
    filings = year.filings(span.first, span.days, span.reports)
    days: dict[date, list[Filing]] = {}
    for filing in filings:
        days.setdefault(filing.day, []).append(filing)
    last = span.first + timedelta(days=span.days - 1)
    cutter = Cutter(year, alone(year.habits), officers(work), last)
    stencils: list[Stencil] = []
    weights: list[float] = []
    with progress(sorted(days), "Days") as bar:
        for day in bar:
            cut = list(_of_day(cutter, replace(work, world=desk.world, now=morning(day)), days[day]))
            stencils += cut
            weights += [len(days[day]) / len(cut)] * len(cut)
    return Sheets(stencils, weights)


def _of_day(cutter: Cutter, work: Work, filings: Sequence[Filing]) -> Iterator[Stencil]:
    """As many as a day is worth, of its first reports that somebody can work on."""
    wanted = min(MOST_STENCILS, 1 + len(filings) // COPIES)
    for filing in filings:
        stencil = cutter.cut(work, filing)
        if stencil is not None:
            yield stencil
            wanted -= 1
        if not wanted:
            return

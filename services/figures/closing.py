"""When a day is over, its figures are counted and kept; with the last day of a week, what the public is told of it.

Each is written once: what is withdrawn, deleted or dated anew later changes no figure any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from models import Figure, Installation, Report
from policy.figures import OPINIONS
from services.figure_sums import sum_days, sum_missing
from services.figures.counting import Cell, count_day
from services.figures.lives import Reader
from services.figures.publishing import publish_week
from services.installation import lock_installation
from services.work import Work

DAY = timedelta(days=1)
SUNDAY = 7
CELL = ("office_id", "matter", "source", "measure")


def close_day(work: Work) -> int:
    """Keep the figures of the next day that is over, or sums that are missing; whether there were any (0 or 1).

    Safe to repeat and beside another.
    """
    installation = lock_installation(work.db)
    if installation is not None and sum_missing(work.db, installation):
        return 1
    day = None if installation is None else _next_day(work, installation)
    if installation is None or day is None or day > work.settled_on:
        return 0
    keep(work, day, count_day(Reader(work.db, work.policy, day)))
    installation.counted_on = installation.summed_on = day
    work.db.flush()
    if day.isoweekday() == SUNDAY:
        publish_week(work, day)
    return 1


def keep(work: Work, day: date, counted: Mapping[Cell, int]) -> None:
    """Store the counts of a day and their sums; nothing for 0."""
    rows: list[dict[str, Any]] = [
        {"counted_on": day, **dict(zip(CELL, cell, strict=True)), "count": count}
        for cell, count in sorted(counted.items())
        if count
    ]
    if rows:
        work.db.execute(sa.insert(Figure), rows)
        sum_days(work.db, day, day)


@dataclass(frozen=True)
class Difference:
    """A count that is not what the log gives now."""

    day: date
    office_id: str
    matter: str
    source: str
    measure: str
    kept: int
    counted: int


def differing(work: Work, since: date, until: date) -> Iterator[Difference]:
    """What differs, of days that were counted, when they are counted again; of reporters' opinions there is no log."""
    opinions = [measure.value for measure in OPINIONS]
    for day in (since + number * DAY for number in range((until - since).days + 1)):
        rows = sa.select(Figure).where(Figure.counted_on == day, Figure.measure.not_in(opinions))
        kept = {(row.office_id, row.matter, row.source, row.measure): row.count for row in work.db.scalars(rows)}
        counted = count_day(Reader(work.db, work.policy, day))
        for cell in sorted(kept.keys() | counted.keys()):
            if kept.get(cell, 0) != counted.get(cell, 0):
                yield Difference(day, *cell, kept.get(cell, 0), counted.get(cell, 0))


def _next_day(work: Work, installation: Installation) -> date | None:
    """The day after the last one that was counted; at first the day of the first report, None without any."""
    if installation.counted_on is not None:
        return installation.counted_on + DAY
    return work.db.scalar(sa.select(sa.func.min(Report.filed_on)))

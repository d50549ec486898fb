"""Generate a year: reports come in by season, officers and reporters do with them what `demo/data` says, day by day.

Everything goes through the services, at the moment that the generator names; the clock's jobs run each morning. What
is drawn depends on the seed alone; ids and keys are random as always.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from demo.desk import Desk
from demo.establish import Progress
from demo.lives import DAY, Lives, PartOf
from demo.load import DemoRefused
from demo.year import Filing, Year
from models import Report, School, Tombstone
from models.engine import empty_log, reading
from services.registry.entries import Entry, add_school

LOOKED_FOR: Final = 200


@dataclass(frozen=True)
class Span:
    """So many reports in so many days from the first one on."""

    reports: int
    first: date
    days: int


@dataclass(frozen=True)
class Tally:
    """How many reports were filed, how often each thing was done, and how often a service said no."""

    filed: int
    acts: Counter[str]
    refused: Counter[str]


def generate(desk: Desk, year: Year, span: Span, part_of: PartOf, progress: Progress) -> Tally:
    """Live all days of the span; DemoRefused where the same seed was used before."""
    filings = year.filings(span.first, span.days, span.reports)
    _refuse_seed_used_before(desk, year, filings[:LOOKED_FOR])
    register_schools(desk, year, span.first)
    lives = Lives(desk, year, filings, part_of)
    with progress([span.first + DAY * n for n in range(span.days)], "Days") as bar:
        for day in bar:
            lives.live(day)
    empty_log(desk.world.engine)
    return Tally(span.reports, lives.acts, lives.refused)


def _refuse_seed_used_before(desk: Desk, year: Year, filings: Sequence[Filing]) -> None:
    """The first reports of the year are looked for: a few may be withdrawn and forgotten, not all."""
    lookups = [year.receipt(desk.seed, filing.number).lookup for filing in filings]
    with reading(desk.world.engine) as db:
        for column in (Report.receipt_lookup, Tombstone.receipt_lookup):
            if db.scalar(sa.select(column).where(column.in_(lookups)).limit(1)) is not None:
                raise DemoRefused(
                    f"Seed {year.seed} was used in this demo before, whether or not it came to its end: "
                    "take another one for more cases, or another JIANFU_VAR to begin again."
                )


def register_schools(desk: Desk, year: Year, day: date) -> None:
    """The year's own schools, unless another seed had them registered before."""
    with desk.at(day) as work:
        there = set(work.db.scalars(sa.select(School.name)))
        for row in year.habits.schools:
            if row.name not in there:
                entry = Entry(row.division_code, row.name)
                add_school(work, entry, stage=row.stage, boarding=row.boarding, office_id=None)

"""What the public is told of a week that is over: written once, rounded, for each division with an office and above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from models import Figure, Office, PublicFigure
from policy.figures import STANDING, summed
from policy.publishing import ALL, NUMBERS, cell_of, rounded, week_of
from security.draws import draw
from services.figures.told import is_told
from services.work import Work

Row = tuple[str, str, str, int]
"""Division of the office, matter, measure, count."""


@dataclass(frozen=True)
class Number:
    """A number before it is rounded; `behind`: where it comes from, by division of the office and matter."""

    division_code: str
    matter: str
    name: str
    number: int
    behind: frozenset[tuple[str, str]]


def publish_week(work: Work, last_day: date) -> None:
    """Store what is told of the week that ended on this day; where it rounds to nothing, nothing is stored.

    What was told before, and came back with a restore, stays.
    """
    week = week_of(last_day)
    if is_told(work, week):
        return
    for one in numbers_of(work, last_day):
        number = rounded(one.number, draw(work.world.figures_key, cell_of(week, one.name, one.number, one.behind)))
        if number:
            cell = {"division_code": one.division_code, "matter": one.matter, "measure": one.name}
            work.db.add(PublicFigure(week=week, **cell, rounded=number))
    work.db.flush()


def numbers_of(work: Work, last_day: date) -> Iterator[Number]:
    """What is told of a week; each total is counted, and not made of what is told below it."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in work.db.execute(_of_week(last_day)):
        code, matter, *_ = row
        for division in work.policy.divisions.chain(work.policy.divisions.standing(code).code):
            for each in {matter, ALL}:
                found[division.code, each].append(row)
    for (code, matter), rows in sorted(found.items()):
        counts = summed((measure, count) for _, _, measure, count in rows)
        for name, made_of in NUMBERS.items():
            parts = {*made_of.of, *made_of.less}
            behind = frozenset((where, about) for where, about, measure, _ in rows if measure in parts)
            yield Number(code, matter, name, made_of.number(counts), behind)


def _of_week(last_day: date) -> sa.Select[*tuple[str, str, str, int]]:
    """Sums by the division of the office: what came in the week, and what stood at its end."""
    standing = Figure.measure.in_([measure.value for measure in STANDING])
    begins = last_day - timedelta(days=6)
    in_time = sa.or_(sa.and_(~standing, Figure.counted_on >= begins), Figure.counted_on == last_day)
    keys = (Office.division_code, Figure.matter, Figure.measure)
    return (
        sa.select(*keys, sa.func.sum(Figure.count))
        .join(Office, Office.id == Figure.office_id)
        .where(Figure.counted_on.between(begins, last_day), in_time)
        .group_by(*keys)
    )

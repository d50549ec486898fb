"""What everybody is told: rounded figures of a week that is over, of a division and of those directly below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from models import Figure, Installation, PublicFigure
from policy.divisions import Division
from policy.figures import RATES
from policy.publishing import ALL, TOLD, last_week, public_rate, weeks_between
from services.refusals import InvalidFields
from services.work import Work


@dataclass(frozen=True)
class ToldLine:
    """What is told of a division and a matter, or all of them (`*`)."""

    division: Division
    matter: str
    told: dict[str, int]

    @property
    def counts(self) -> dict[str, int]:
        """Each number, a multiple of 5."""
        return {measure.value: self.told.get(measure.value, 0) for measure in TOLD}

    @property
    def rates(self) -> dict[str, float | None]:
        """Each rate; None where fewer than 20 reports could be behind it."""
        return {name: public_rate(name, self.told) for name in RATES}


@dataclass(frozen=True)
class Statistics:
    """The lines of a week: the division by matter, and those below it; `weeks` are all that there are, newest first."""

    week: str | None
    weeks: Sequence[str]
    division: Division
    items: Sequence[ToldLine]


def statistics(work: Work, week: str | None, division_code: str | None) -> Statistics:
    """What was told of a week, by default the last one that is over; InvalidFields for a place that there is not."""
    divisions = work.policy.divisions
    division = divisions.root if division_code is None else divisions.today(division_code)
    if division is None:
        raise InvalidFields.one("division_code", "field.unknown_division")
    weeks = _weeks(work)
    chosen = week or (weeks[0] if weeks else None)
    if chosen is not None and chosen not in weeks:
        raise InvalidFields.one("week", "field.unknown_week")
    below = {each.code: each for each in divisions.children(division.code)}
    rows = sa.select(PublicFigure).where(PublicFigure.week == chosen)
    here = PublicFigure.division_code == division.code
    under = sa.and_(PublicFigure.division_code.in_(below), PublicFigure.matter == ALL)
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in work.db.scalars(rows.where(sa.or_(here, under))):
        found[row.division_code, row.matter][row.measure] = row.rounded
    found.setdefault((division.code, ALL), {})
    named = {division.code: division, **below}
    order = sorted(found, key=lambda key: (key[0] != division.code, key[0], key[1] != ALL, key[1]))
    lines = [ToldLine(named[code], matter, found[code, matter]) for code, matter in order]
    return Statistics(chosen, weeks, division, lines)


def _weeks(work: Work) -> list[str]:
    """Every week that is over since something was counted first, also one of which there is nothing to tell."""
    counted_on = work.db.scalar(sa.select(Installation.counted_on))
    if counted_on is None:
        return []
    first = work.db.scalar(sa.select(sa.func.min(Figure.counted_on))) or counted_on
    return [*weeks_between(first, counted_on)][::-1] or [last_week(counted_on)]

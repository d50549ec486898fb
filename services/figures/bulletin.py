"""The half-monthly bulletin, from what was counted of each day: whenever it is made, it is the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from models import Figure, Installation, Office
from policy.bulletin import Bulletin, Period, last_period, line_of, period_named, periods_between
from policy.figures import summed
from services.figures.added import Days, added
from services.figures.reading import theirs
from services.keyring import Actor
from services.refusals import InvalidFields
from services.work import Work


def bulletin(work: Work, actor: Actor | None, name: str | None) -> Bulletin:
    """What the offices that somebody may see did in a period; by default the last one that is over.

    Without an actor (on the machine itself) that is all of them. InvalidFields for a period that is not over.
    """
    periods = _periods(work)
    period = _chosen(work, name, periods)
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    divisions, days = work.policy.divisions, Days(period.since, (period.until,))
    by_place = added(work.db, theirs(actor).apart(), days, Office.division_code, Office.division_code)
    for code, numbers in by_place.items():
        for division in divisions.chain(divisions.standing(code).code):
            found[division.code] += numbers
    top = _top(work, actor)
    shown = [code for code in sorted(found) if top is None or top in {each.code for each in divisions.chain(code)}]
    return Bulletin(period, [line_of(divisions.by_code[code], summed(found[code])) for code in shown], periods)


def _chosen(work: Work, name: str | None, periods: Sequence[Period]) -> Period:
    if name is None:
        return periods[0] if periods else last_period(work.today - timedelta(days=1))
    period = period_named(name)
    if period is None or period not in periods:
        raise InvalidFields.one("period", "field.unknown_period")
    return period


def _periods(work: Work) -> list[Period]:
    """The periods of which every day is counted, newest first."""
    counted_on = work.db.scalar(sa.select(Installation.summed_on))
    first = work.db.scalar(sa.select(sa.func.min(Figure.counted_on)))
    return [] if counted_on is None or first is None else [*periods_between(first, counted_on)][::-1]


def _top(work: Work, actor: Actor | None) -> str | None:
    """The division of somebody's office: of those above it, their own offices are only a part."""
    if actor is None or actor.office_id is None:
        return None
    return work.policy.divisions.standing(work.db.get_one(Office, actor.office_id).division_code).code

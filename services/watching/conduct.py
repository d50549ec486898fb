"""How offices work, as those above see it: what could be used to look better than one is.

Numbers are whole: whoever reads them may look at each of these cases.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from models import ConductCount, ConductDay, Installation, Office
from policy.conduct import LONGEST_DAYS, OF_THE_LOG, USUAL_DAYS, Habit, among, month_of
from policy.periods import first_of
from services.keyring import Actor
from services.paging import Asked, Order, Part, part_of
from services.people.below import BY_PLACE, own_and_below, sees_below
from services.refusals import InvalidFields
from services.watching.acts import Acts
from services.work import Work

AT_ONCE = 500
"""Offices counted in one question, where all are asked for: a country has more than a statement has room for."""


@dataclass(frozen=True)
class Period:
    """Days, both included."""

    since: date
    until: date


@dataclass(frozen=True)
class Measured:
    """How often an office did something, and among how many, where that is known."""

    measure: Habit
    number: int
    among: int | None


@dataclass(frozen=True)
class Conduct:
    """What an office did in a period, by measure."""

    office: Office
    counts: dict[str, int]

    @property
    def measures(self) -> list[Measured]:
        """Each of them, in their order."""
        return [Measured(habit, self.counts[habit], among(habit, self.counts)) for habit in Habit]


def period_of(work: Work, since: date | None, until: date | None) -> Period:
    """The days that are asked for, by default the last 90; InvalidFields for days in disorder, and for years."""
    until = until or work.today
    since = since or first_of(USUAL_DAYS, until)
    if not timedelta() <= until - since < timedelta(days=LONGEST_DAYS):
        raise InvalidFields.one("since", "conduct.period", days=LONGEST_DAYS)
    return Period(since, until)


def conduct_of_offices(work: Work, actor: Actor, period: Period, asked: Asked) -> Part[Conduct]:
    """The own office and those below with their numbers, by division and department; none for who looks not below."""
    offices = _theirs(actor)
    if offices is None:
        return Part((), None)
    order = Order[Office](BY_PLACE, lambda one: (one.division_code, one.department))
    bound = f"conduct {actor.office_id}\n".encode()
    part = part_of(work, offices, asked, order, bound=bound, item=lambda office: office)
    counts = counts_of(work, period, [office.id for office in part.items])
    return Part(tuple(Conduct(office, counts[office.id]) for office in part.items), part.next_cursor)


def conduct_of_all(work: Work, actor: Actor, period: Period) -> list[Conduct]:
    """The same, all of them."""
    rows = _theirs(actor)
    offices = [] if rows is None else work.db.scalars(rows.order_by(*BY_PLACE)).all()
    counts: dict[str, dict[str, int]] = {}
    for first in range(0, len(offices), AT_ONCE):
        counts |= counts_of(work, period, [office.id for office in offices[first : first + AT_ONCE]])
    return [Conduct(office, counts[office.id]) for office in offices]


def _theirs(actor: Actor) -> sa.Select[Office] | None:
    """The offices that somebody sees the conduct of; None for who looks not below."""
    if actor.office_id is None or not sees_below(actor):
        return None
    seats = own_and_below(actor.office_id)
    return sa.select(Office).join(seats, seats.c.id == Office.id)


def counts_of(work: Work, period: Period, office_ids: list[str]) -> dict[str, dict[str, int]]:
    """What was counted of each day, and what the log tells of days that are not over yet."""
    counted_on = work.db.scalar(sa.select(Installation.conduct_on)) or date.min
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for office_id, *numbers in work.db.execute(_kept(period, office_ids, counted_on)):
        found[office_id].update(dict(zip(OF_THE_LOG, numbers, strict=True)))
    live = Acts(max(period.since, _after(counted_on)), period.until, office_ids)
    for office_id, _, before_on, habit, number in work.db.execute(live.counted()):
        found[office_id][habit] += number if before_on < period.since else 0
    for office_id, habit, number in work.db.execute(_of_sealed(period, office_ids)):
        found[office_id][habit] += number
    return {office_id: {habit: found[office_id][habit] for habit in Habit} for office_id in office_ids}


def _kept(period: Period, office_ids: list[str], counted_on: date) -> sa.Select[*tuple[Any, ...]]:
    """Of every day that was counted; each case on the first day of the period on which it was so."""
    numbers = (sa.func.sum(ConductDay.__table__.c[habit.value]) for habit in OF_THE_LOG)
    days = ConductDay.counted_on.between(period.since, min(period.until, counted_on))
    rows = sa.select(ConductDay.office_id, *numbers).where(ConductDay.office_id.in_(office_ids), days)
    return rows.where(ConductDay.before_on < period.since).group_by(ConductDay.office_id)


def _of_sealed(period: Period, office_ids: list[str]) -> sa.Select[*tuple[Any, ...]]:
    """What was counted by the month, of every month that the period touches."""
    rows = sa.select(ConductCount.office_id, ConductCount.habit, sa.func.sum(ConductCount.count))
    touched = ConductCount.month.between(month_of(period.since), month_of(period.until))
    rows = rows.where(touched, ConductCount.office_id.in_(office_ids))
    return rows.group_by(ConductCount.office_id, ConductCount.habit)


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)

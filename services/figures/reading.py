"""Figures in full, for staff: an officer's own office, a supervisor's with all below, an analyst's everywhere.

A case that goes past an office is counted where it lies, so that no figure of the office that is avoided differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from models import Figure, Installation, Office
from policy.access import OF_AN_OFFICE
from policy.figures import RATES, STANDING, rate_of, summed
from policy.periods import first_of
from policy.publishing import ALL, week_of
from policy.vocabulary import Source
from services.keyring import Actor
from services.paging import Asked, Order, Part, part_of
from services.people.below import BY_PLACE, own_and_below, sees_below
from services.refusals import InvalidFields, NotFound
from services.work import Work

LONGEST_DAYS = 732
USUAL_DAYS = 28


class By(StrEnum):
    """What figures are told apart by."""

    OFFICE = "office"
    MATTER = "matter"
    WEEK = "week"
    SOURCE = "source"


@dataclass(frozen=True)
class Question:
    """Which figures: days, both included; of one office, or of all that somebody may see; told apart by what."""

    by: By
    since: date | None = None
    until: date | None = None
    office_id: str | None = None


@dataclass(frozen=True)
class Line:
    """The figures of an office, a matter, a week or a source, and what follows from them."""

    counts: dict[str, int]
    office: Office | None = None
    matter: str | None = None
    week: str | None = None
    source: str | None = None

    @property
    def rates(self) -> dict[str, float | None]:
        """Each rate, between 0 and 1; None where there is nothing to make one from."""
        return {name: rate_of(name, self.counts) for name in RATES}


@dataclass(frozen=True)
class Figures:
    """The answer; `until` is the last day that was counted, if that comes first. None where nothing was yet."""

    since: date | None
    until: date | None
    items: Sequence[Line]
    total: Line
    next_cursor: str | None = None


def figures(work: Work, actor: Actor, question: Question, asked: Asked | None = None) -> Figures:
    """What was counted, from the day `since` on to the end of `until`; NotFound for an office that is not theirs.

    Offices come as the part that is `asked` for, or all of them.
    """
    seen = _offices(work, actor, question.office_id)
    counted_on = work.db.scalar(sa.select(Installation.counted_on))
    if counted_on is None:
        return Figures(None, None, (), Line(summed(())))
    until = min(question.until or counted_on, counted_on)
    since = question.since or first_of(USUAL_DAYS, until)
    if since > until or (until - since).days >= LONGEST_DAYS:
        raise InvalidFields.one("since", "field.figures_period", days=LONGEST_DAYS)
    total = Line(summed((name, count) for name, count in work.db.execute(sums(seen, since, (until,))).all()))
    if question.by is By.OFFICE and asked is not None:
        part = _part(work, seen, since, until, asked, bound=f"figures {actor.office_id} {question.office_id}")
        lines = _by_office(work, Office.id.in_([office.id for office in part.items]), since, until)
        return Figures(since, until, lines, total, part.next_cursor)
    if asked is not None and asked.cursor is not None:
        raise InvalidFields.one("cursor", "cursor_invalid")
    read = {By.OFFICE: _by_office, By.MATTER: _by_matter, By.WEEK: _by_week, By.SOURCE: _by_source}[question.by]
    return Figures(since, until, read(work, seen, since, until), total)


def theirs(actor: Actor) -> sa.ColumnElement[bool]:
    """The offices that somebody may see the figures of."""
    if sees_below(actor) and actor.office_id is not None:
        return Office.id.in_(sa.select(own_and_below(actor.office_id).c.id))
    return Office.id == actor.office_id if actor.role in OF_AN_OFFICE else sa.true()


def _offices(work: Work, actor: Actor, office_id: str | None) -> sa.ColumnElement[bool]:
    """All of them, or the one that is asked for."""
    if office_id is None:
        return theirs(actor)
    if work.db.scalar(sa.select(Office.id).where(Office.id == office_id, theirs(actor))) is None:
        raise NotFound
    return Office.id == office_id


def sums(seen: sa.ColumnElement[bool], since: date, ends: Sequence[date], *keys: Any) -> sa.Select[*tuple[Any, ...]]:
    """Sums by these keys: what came from `since` to the last of `ends`, and what stood at each of these."""
    keys = (*keys, Figure.measure)
    rows = sa.select(*keys, sa.func.sum(Figure.count)).join(Office, Office.id == Figure.office_id)
    return rows.where(seen, *_counted(since, ends)).group_by(*keys)


def _counted(since: date, ends: Sequence[date]) -> Iterator[sa.ColumnElement[bool]]:
    """What came from `since` to the last of `ends`, and what stood at each of these."""
    standing = Figure.measure.in_([measure.value for measure in STANDING])
    yield Figure.counted_on.between(since, ends[-1])
    yield sa.or_(~standing, Figure.counted_on.in_(ends))


def _part(
    work: Work, seen: sa.ColumnElement[bool], since: date, until: date, asked: Asked, *, bound: str
) -> Part[Office]:
    """Part of the offices of which anything was counted then."""
    any_figure = sa.exists().where(Figure.office_id == Office.id, *_counted(since, (until,)))
    order = Order[Office](BY_PLACE, lambda office: (office.division_code, office.department))
    question = f"{bound} {since} {until}\n".encode()
    return part_of(work, sa.select(Office).where(seen, any_figure), asked, order, bound=question, item=lambda one: one)


def _by_office(work: Work, seen: sa.ColumnElement[bool], since: date, until: date) -> list[Line]:
    """In the order of places, and never by how many reports there are."""
    found = _gathered(work.db.execute(sums(seen, since, (until,), Figure.office_id)))
    offices = work.db.scalars(sa.select(Office).where(Office.id.in_(found)).order_by(*BY_PLACE)).all()
    return [Line(summed(found[office.id]), office=office) for office in offices]


def _by_matter(work: Work, seen: sa.ColumnElement[bool], since: date, until: date) -> list[Line]:
    """What is counted for all matters together is in the total alone."""
    found = _gathered(work.db.execute(sums(seen, since, (until,), Figure.matter)))
    return [Line(summed(found[matter]), matter=matter) for matter in sorted(found.keys() - {ALL})]


def _by_source(work: Work, seen: sa.ColumnElement[bool], since: date, until: date) -> list[Line]:
    """Every way in which reports come, also one by which none came; opinions are in the total alone."""
    found = _gathered(work.db.execute(sums(seen, since, (until,), Figure.source)))
    return [Line(summed(found.get(source, ())), source=source) for source in Source]


def _by_week(work: Work, seen: sa.ColumnElement[bool], since: date, until: date) -> list[Line]:
    """Every week, also one without anything; the first and the last as far as they were asked for."""
    days = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    ends = {week_of(day): day for day in days}
    rows = work.db.execute(sums(seen, since, tuple(ends.values()), Figure.counted_on))
    found = _gathered((week_of(day), measure, count) for day, measure, count in rows)
    return [Line(summed(found.get(week, ())), week=week) for week in ends]


def _gathered(rows: Iterable[Any]) -> dict[str, list[tuple[str, int]]]:
    """Measures and counts by the first column."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for key, measure, count in rows:
        found[key].append((measure, count))
    return found

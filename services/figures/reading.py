"""Figures in full, for staff: an officer's own office, a supervisor's with all below, an analyst's everywhere.

A case that goes past an office is counted where it lies, so that no figure of the office that is avoided differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from models import Figure, FigureSum, Installation, Office
from policy.access import OF_AN_OFFICE
from policy.figures import RATES, STANDING, Cut, rate_of, summed
from policy.periods import first_of
from policy.publishing import ALL, week_of
from policy.vocabulary import Source
from services.figures.added import Days, Seen, added, added_by
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
    seen = _seen(work, actor, question.office_id)
    counted_on = work.db.scalar(sa.select(Installation.summed_on))
    if counted_on is None:
        return Figures(None, None, (), Line(summed(())))
    until = min(question.until or counted_on, counted_on)
    since = question.since or first_of(USUAL_DAYS, until)
    if since > until or (until - since).days >= LONGEST_DAYS:
        raise InvalidFields.one("since", "field.figures_period", days=LONGEST_DAYS)
    days = Days(since, (until,))
    total = Line(summed(added(work.db, seen, days, FigureSum.code, Figure.matter).get(ALL, ())))
    if question.by is By.OFFICE and asked is not None:
        part = _part(work, seen, days, asked, bound=f"figures {actor.office_id} {question.office_id}")
        return Figures(since, until, _of_offices(work, seen, days, part.items), total, part.next_cursor)
    if asked is not None and asked.cursor is not None:
        raise InvalidFields.one("cursor", "cursor_invalid")
    read = {By.OFFICE: _by_office, By.MATTER: _by_matter, By.WEEK: _by_week, By.SOURCE: _by_source}[question.by]
    return Figures(since, until, read(work, seen, days), total)


def theirs(actor: Actor | None) -> Seen:
    """The offices that somebody may see the figures of; all of them on the machine itself."""
    if actor is not None and sees_below(actor) and actor.office_id is not None:
        below = Office.id.in_(sa.select(own_and_below(actor.office_id).c.id))
        return Seen(below, Office.id == actor.office_id, below=True)
    if actor is not None and actor.role in OF_AN_OFFICE:
        return _alone(actor.office_id)
    return Seen(sa.true(), Office.superior_id.is_(None), below=True)


def _alone(office_id: str | None) -> Seen:
    return Seen(Office.id == office_id, Office.id == office_id, below=False)


def _seen(work: Work, actor: Actor, office_id: str | None) -> Seen:
    """All of them, or the one that is asked for."""
    mine = theirs(actor)
    if office_id is None:
        return mine
    if work.db.scalar(sa.select(Office.id).where(Office.id == office_id, mine.offices)) is None:
        raise NotFound
    return _alone(office_id)


def _any_figure(days: Days) -> sa.ColumnElement[bool]:
    """Whether anything was counted of an office: it came then, or stood at the end."""
    standing = Figure.measure.in_([measure.value for measure in STANDING])
    in_time = sa.or_(~standing, Figure.counted_on.in_(days.ends))
    return sa.exists().where(Figure.office_id == Office.id, days.have(Figure.counted_on), in_time)


def _part(work: Work, seen: Seen, days: Days, asked: Asked, *, bound: str) -> Part[Office]:
    """Part of the offices of which anything was counted then."""
    order = Order[Office](BY_PLACE, lambda office: (office.division_code, office.department))
    question = f"{bound} {days.since} {days.ends[-1]}\n".encode()
    offices = sa.select(Office).where(seen.offices, _any_figure(days))
    return part_of(work, offices, asked, order, bound=question, item=lambda one: one)


def _by_office(work: Work, seen: Seen, days: Days) -> list[Line]:
    """In the order of places, and never by how many reports there are."""
    offices = work.db.scalars(sa.select(Office).where(seen.offices, _any_figure(days)).order_by(*BY_PLACE)).all()
    return _of_offices(work, seen, days, offices)


def _of_offices(work: Work, seen: Seen, days: Days, offices: Sequence[Office]) -> list[Line]:
    each = seen.apart(Office.id.in_([office.id for office in offices]))
    found = added(work.db, each, days, FigureSum.office_id, Figure.office_id)
    return [Line(summed(found.get(office.id, ())), office=office) for office in offices]


def _by_matter(work: Work, seen: Seen, days: Days) -> list[Line]:
    """What is counted for all matters together is in the total alone."""
    found = added_by(work.db, seen, days, Cut.MATTER)
    return [Line(summed(found[matter]), matter=matter) for matter in sorted(found)]


def _by_source(work: Work, seen: Seen, days: Days) -> list[Line]:
    """Every way in which reports come, also one by which none came; opinions are in the total alone."""
    found = added_by(work.db, seen, days, Cut.SOURCE)
    return [Line(summed(found.get(source.value, ())), source=source) for source in Source]


def _by_week(work: Work, seen: Seen, days: Days) -> list[Line]:
    """Every week, also one without anything; the first and the last as far as they were asked for."""
    ends = {week_of(day): day for day in days.each()}
    by_day = added(work.db, seen, Days(days.since, tuple(ends.values())), FigureSum.counted_on, Figure.counted_on)
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for day, numbers in by_day.items():
        found[week_of(day)] += numbers
    return [Line(summed(found.get(week, ())), week=week) for week in ends]

"""How the departments of a place share the work: for the supervisor of its education office, below and beside it.

Numbers and clear columns only: no case beside opens from here. What went past an office is counted where it lies, and
never for who was to be kept out of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from models import Case, Office, Task, UnreleasedCase
from policy.divisions import Divisions
from policy.routing import EDUCATION
from policy.tasks import Side
from services.cases.access import out_of_sight
from services.cases.tasks import IS_UNFINISHED
from services.joint.queue import List, TaskFilters, part_of_tasks
from services.joint.views import TaskView
from services.keyring import Actor
from services.paging import Asked, Order, Part, part_of
from services.people.below import BY_PLACE, counted_open, own_and_below, sees_below
from services.work import Work


@dataclass(frozen=True)
class Share:
    """What an office has to do: cases that it leads, and tasks that others gave it; `late` are those overdue."""

    office: Office
    open: int
    overdue: int
    tasks_open: int
    tasks_overdue: int


def coordination(work: Work, actor: Actor, asked: Asked) -> Part[Share]:
    """The offices of the own division and those within it, by place and department; none for who does not look below.

    Only an education office sees beside: it is the one that brings the departments together.
    """
    if actor.office_id is None or not sees_below(actor):
        return Part((), None)
    seats = own_and_below(actor.office_id)
    query = sa.select(Office).where(Office.closed_on.is_(None), _in_scope(work, actor, seats))
    order = Order[Office](BY_PLACE, lambda office: (office.division_code, office.department))
    bound = f"coordination {actor.office_id}\n".encode()
    part = part_of(work, query, asked, order, bound=bound, item=lambda office: office)
    shares = _shares(work, seats, [office.id for office in part.items])
    return Part(tuple(Share(office, *shares(office.id)) for office in part.items), part.next_cursor)


def _shares(work: Work, seats: sa.CTE, office_ids: Sequence[str]) -> Callable[[str], tuple[int, int, int, int]]:
    """The numbers of each of these offices, and of no other: only they are counted."""
    late = sa.func.sum(sa.case((Task.due_on < work.today, 1), else_=0))
    tasks = sa.select(Task.office_id, sa.func.count(), late).join(Case, Case.id == Task.case_id)
    asked = tasks.where(Task.office_id.in_(office_ids), IS_UNFINISHED, *_shown(seats)).group_by(Task.office_id)
    led, given = (
        {office_id: (number, late or 0) for office_id, number, late in work.db.execute(query)}
        for query in (_led(work, seats, office_ids), asked)
    )
    return lambda office_id: (*led.get(office_id, (0, 0)), *given.get(office_id, (0, 0)))


def _led(work: Work, seats: sa.CTE, office_ids: Sequence[str]) -> sa.Select[str, int, int | None]:
    """All open cases, less those that went past an office or that nobody is shown yet."""
    past = sa.and_(Case.avoid_local_office, Case.office_id.not_in(sa.select(seats.c.id)))
    held = Case.id.in_(sa.select(UnreleasedCase.case_id))
    return counted_open(work, office_ids, past, sa.and_(held, sa.not_(past)))


def coordinated_tasks(work: Work, actor: Actor, filters: TaskFilters, asked: Asked) -> Part[TaskView]:
    """The tasks of these offices, as far as they stand clear; none for who does not look below."""
    if actor.office_id is None or not sees_below(actor):
        return Part((), None)
    seats = own_and_below(actor.office_id)
    offices = sa.select(Office.id).where(_in_scope(work, actor, seats))
    case = Case.id == Task.case_id, Case.id.not_in(out_of_sight(actor)), *_shown(seats)
    shown = sa.select(Case.id).where(*case).correlate(Task).scalar_subquery()
    # most are: said like this, PostgreSQL expects so, walks in the order of the list and looks up case by case
    which = sa.and_(Task.office_id.in_(offices), shown.is_not(None))
    return part_of_tasks(work, actor, List("coordination", which, Side.NOBODY), filters, asked)


def _shown(seats: sa.CTE) -> tuple[sa.ColumnElement[bool], ...]:
    """Of cases: all but those that went past the local office and lie elsewhere, and what nobody is shown yet."""
    is_theirs = Case.office_id.in_(sa.select(seats.c.id))
    is_released = Case.id.not_in(sa.select(UnreleasedCase.case_id))
    return sa.or_(Case.avoid_local_office.is_(False), is_theirs), is_released


def _in_scope(work: Work, actor: Actor, seats: sa.CTE) -> sa.ColumnElement[bool]:
    return sa.or_(Office.id.in_(sa.select(seats.c.id)), _beside(work, actor))


def _beside(work: Work, actor: Actor) -> sa.ColumnElement[bool]:
    """Whether an office is of the same place, or of one within it, whatever its department."""
    own = work.db.get_one(Office, actor.office_id)
    if own.department != EDUCATION:
        return sa.false()
    divisions = work.policy.divisions
    place = divisions.standing(own.division_code).code
    return sa.true() if place == divisions.root.code else Office.division_code.in_(_within(divisions, place))


def _within(divisions: Divisions, place: str) -> list[str]:
    """A division and all within it, by their present and former codes."""
    codes = [place, *divisions.formerly(place)]
    for child in divisions.children(place):
        codes += _within(divisions, child.code)
    return codes

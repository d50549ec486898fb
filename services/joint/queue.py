"""The tasks that an office was asked to do: what is due first comes first, page by page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from models import Case, Task
from policy.tasks import Side, TaskStatus
from services.cases.tasks import IS_UNFINISHED
from services.joint.finding import Found, asked_of
from services.joint.views import TaskView, views_of
from services.keyring import Actor
from services.paging import Asked, Order, Part, part_of
from services.work import Work


@dataclass(frozen=True)
class TaskFilters:
    """Which tasks: of a status, unfinished ones, those whose day has gone by, or those that an office was asked."""

    status: TaskStatus | None = None
    open: bool | None = None
    overdue: bool | None = None
    office_id: str | None = None


@dataclass(frozen=True)
class List:
    """A list of tasks: its name, which tasks are in it, and how whoever reads it stands to them."""

    name: str
    which: sa.ColumnElement[bool]
    side: Side


def list_tasks(work: Work, actor: Actor, filters: TaskFilters, asked: Asked) -> Part[TaskView]:
    """The next part of the queue of the actor's office; nothing in it needs a key."""
    return part_of_tasks(work, actor, List("own", asked_of(actor), Side.CO_HANDLER), filters, asked)


def part_of_tasks(work: Work, actor: Actor, whole: List, filters: TaskFilters, asked: Asked) -> Part[TaskView]:
    """The next part of a list of tasks, what is due first before all else."""
    query = sa.select(Task).where(whole.which, *_wanted(work, filters))
    order = Order[Task]((Task.due_on, Task.id), lambda task: (task.due_on, task.id))
    part = part_of(work, query, asked, order, bound=_bound(actor, whole, filters), item=lambda task: task)
    cases = {case.id: case for case in _cases_of(work, part.items)}
    found = [(Found(task, cases[task.case_id], whole.side), None) for task in part.items]
    return Part(views_of(work, actor, found), part.next_cursor)


def _cases_of(work: Work, tasks: Sequence[Task]) -> Sequence[Case]:
    """Asked by themselves: joined, PostgreSQL reads all cases there are rather than those of a page."""
    return work.db.scalars(sa.select(Case).where(Case.id.in_({task.case_id for task in tasks}))).all()


def _wanted(work: Work, filters: TaskFilters) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if filters.status is not None:
        wanted.append(Task.status == filters.status.value)
    if filters.office_id is not None:
        wanted.append(Task.office_id == filters.office_id)
    if filters.open is not None:
        wanted.append(IS_UNFINISHED if filters.open else ~IS_UNFINISHED)
    if filters.overdue is not None:
        is_overdue = sa.and_(IS_UNFINISHED, Task.due_on < work.today)
        wanted.append(is_overdue if filters.overdue else ~is_overdue)
    return wanted


def _bound(actor: Actor, whole: List, filters: TaskFilters) -> bytes:
    what = {"office": actor.office_id, "list": whole.name, **asdict(filters)}
    return b"tasks " + json.dumps(what, sort_keys=True).encode() + b"\n"

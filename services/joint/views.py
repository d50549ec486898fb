"""Tasks as they are read: by the office that was asked, and by the one that leads the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Office, Task
from policy.access import Capacity, Permission, may
from policy.lifecycle import UNANSWERED
from policy.tasks import Side, TaskEvent, TaskStatus, is_task_overdue, needs_text, task_events
from policy.vocabulary import Event
from services.cases.access import capacity_of, find_case
from services.cases.past import Past, office_at, pasts_of
from services.joint.finding import Found, case_key_of, find_task, key_of, opened_key, opened_text
from services.keyring import Actor
from services.work import Work


@dataclass(frozen=True)
class TaskStep:
    """What may be done with a task now; `needs_text`: what was found, or why, has to be said."""

    event: TaskEvent
    needs_text: bool


@dataclass(frozen=True)
class TaskView:
    """A task; `request` and `result` are None where they are not opened. `case_id` is for the lead alone."""

    task: Task
    matter: str
    division_code: str
    office: Office
    lead: Office
    is_overdue: bool
    case_id: str | None = None
    request: str | None = None
    result: str | None = None
    is_sealed: bool = True
    steps: tuple[TaskStep, ...] = ()


@dataclass(frozen=True)
class CaseTasks:
    """The tasks of a case, oldest first.

    `first_office` took the case on first and stays answerable for it (首接负责), wherever it goes; None until then.
    """

    items: tuple[TaskView, ...]
    first_office: Office | None
    may_add: bool


def view_task(work: Work, actor: Actor, task_id: str) -> TaskView:
    """A task, opened; NotFound for whoever neither sees the case nor was asked."""
    found = find_task(work.db, actor, task_id)
    return views_of(work, actor, [(found, key_of(work, work.db, actor, found))])[0]


def summary_of(work: Work, actor: Actor, found: Found) -> TaskView:
    """A task as it is now, without what is sealed: no key is touched while something is being written."""
    return views_of(work, actor, [(found, None)])[0]


def tasks_of(work: Work, actor: Actor, case_id: str) -> CaseTasks:
    """The tasks of a case that the actor may see; from above without what is sealed, unless opened today."""
    case = find_case(work.db, actor, case_id, Permission.READ_CASES)
    rows = work.db.scalars(sa.select(Task).where(Task.case_id == case.id).order_by(Task.asked_on, Task.id)).all()
    case_key = case_key_of(work, work.db, actor, case) if rows else None
    keys = [None if case_key is None else opened_key(task, case_key) for task in rows]
    found = [(Found(task, case, Side.LEAD), key) for task, key in zip(rows, keys, strict=True)]
    may_add = _may_move(actor, case) and case.status in UNANSWERED and case.status != "submitted"
    return CaseTasks(views_of(work, actor, found), first_office(work, case), may_add)


def views_of(work: Work, actor: Actor, rows: Sequence[tuple[Found, bytes | None]]) -> tuple[TaskView, ...]:
    """Found tasks, each with what its key opens; without one, as a queue shows it."""
    ids = {office_id for found, _ in rows for office_id in (found.task.office_id, found.case.office_id)}
    offices = {office.id: office for office in work.db.scalars(sa.select(Office).where(Office.id.in_(ids)))}
    return tuple(_view(work, actor, found, key, offices) for found, key in rows)


def _view(work: Work, actor: Actor, found: Found, key: bytes | None, offices: Mapping[str, Office]) -> TaskView:
    task, case = found.task, found.case
    return TaskView(
        task,
        case.matter,
        case.division_code,
        offices[task.office_id],
        offices[case.office_id],
        is_task_overdue(TaskStatus(task.status), task.due_on, work.today),
        case_id=case.id if found.side is Side.LEAD else None,
        request=opened_text(task, key, "sealed_request"),
        result=opened_text(task, key, "sealed_result"),
        is_sealed=key is None,
        steps=tuple(TaskStep(event, needs_text(event)) for event in _events(actor, found)),
    )


def _events(actor: Actor, found: Found) -> Sequence[TaskEvent]:
    if found.side is Side.NOBODY or (found.side is Side.LEAD and not _may_move(actor, found.case)):
        return ()
    is_theirs = may(actor.role, Permission.MOVE_CASES)
    return task_events(TaskStatus(found.task.status), found.side) if is_theirs else ()


def _may_move(actor: Actor, case: Case) -> bool:
    return (
        may(actor.role, Permission.MOVE_CASES, capacity_of(actor, case)) and capacity_of(actor, case) is Capacity.LEAD
    )


def first_office(work: Work, case: Case) -> Office | None:
    """The office that took a case on first; whoever has it now, it stays answerable (首接负责).

    It took on what was split off as well. Of a case that took others in it is its own, and theirs where it had none.
    """
    office_id = next(filter(None, (_first_of(work.db, past) for past in pasts_of(work.db, case))), None)
    return work.db.get_one(Office, office_id) if office_id else None


def _first_of(db: Session, past: Past) -> str | None:
    """The office that had the case of a past when it was taken on first."""
    for stretch in past:
        accepts = stretch.covers(CaseEvent.case_id, CaseEvent.version), CaseEvent.event == Event.ACCEPT.value
        version = db.scalar(sa.select(sa.func.min(CaseEvent.version)).where(*accepts))
        if version is not None:
            return office_at(db, stretch.case_id, version)
    return None

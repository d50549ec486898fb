"""The tasks of a case as the case meets them: they hold up its end, and end with it."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Task, TaskKeyWrap
from policy.lifecycle import MOVES
from policy.moves import Guard
from policy.tasks import READ_BY_BOTH, UNFINISHED, TaskStatus
from policy.vocabulary import Event, Reason
from services.work import Work

_WORDS = sorted(status.value for status in UNFINISHED)
IS_UNFINISHED = Task.status.in_(sa.bindparam("unfinished", _WORDS, expanding=True, literal_execute=True))
"""In the words of the partial index of `models.tasks`: it serves no other."""
HELD_UP = frozenset(row.event for row in MOVES if Guard.TASKS_DONE in row.guards)


def has_open_tasks(db: Session, case_id: str) -> bool:
    """Whether an office that was asked has not finished, or given back, its share of the case."""
    return db.scalar(sa.select(Task.id).where(Task.case_id == case_id, IS_UNFINISHED).limit(1)) is not None


def held_up(db: Session, case_id: str) -> frozenset[Event]:
    """What the table of moves has and the case cannot: no end with an open task, and none to cancel without one."""
    return HELD_UP if has_open_tasks(db, case_id) else frozenset({Event.CANCEL_TASK})


def waits_for_tasks(db: Session, case_id: str, today: date) -> Reason | None:
    """How many tasks a case waits for, and how many of them are late; None for none."""
    due = db.scalars(sa.select(Task.due_on).where(Task.case_id == case_id, IS_UNFINISHED)).all()
    overdue = sum(due_on < today for due_on in due)
    if overdue:
        return Reason("waiting.for_late_tasks", {"open": len(due), "overdue": overdue})
    return Reason("waiting.for_tasks", {"open": len(due)}) if due else None


def end_tasks(work: Work, case_id: str, *, office_id: str | None = None) -> int:
    """Cancel what is unfinished of a locked case, of one office or all; nobody who was asked opens it any more."""
    wanted = sa.select(Task).where(Task.case_id == case_id, IS_UNFINISHED)
    tasks = work.db.scalars(wanted if office_id is None else wanted.where(Task.office_id == office_id)).all()
    for task in tasks:
        stand(work, task, TaskStatus.CANCELLED)
    return len(tasks)


def stand(work: Work, task: Task, status: TaskStatus) -> None:
    """Give a task of a locked case another status; what was taken from the office that was asked, it cannot open."""
    task.status, task.status_since = status.value, work.today
    task.version += 1
    if status not in READ_BY_BOTH:
        work.db.execute(sa.delete(TaskKeyWrap).where(TaskKeyWrap.task_id == task.id))

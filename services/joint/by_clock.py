"""A task comes back to the lead from an office that is closed, that everybody left, or that does not answer."""

from __future__ import annotations

import sqlalchemy as sa

from models import Case, Office, Task
from policy.lifecycle import move_of_nobody
from policy.supervision import Limit, is_over, surely_not_over
from policy.tasks import CASE_EVENTS, UNFINISHED, Side, TaskEvent, TaskStatus, next_task_status
from policy.vocabulary import Status
from services.cases.record import apply_move, lock_case
from services.cases.tasks import IS_UNFINISHED, stand
from services.people.members import somebody_could_work, workers
from services.work import Work

AT_ONCE = 50


def return_tasks_by_clock(work: Work) -> int:
    """Give tasks back that nobody can do, at most 50 at once; how many. Safe to repeat and beside another."""
    with work.reading() as db:
        rows = db.execute(_deserted(work).limit(AT_ONCE)).all()
    return sum(_return(work, row.case_id, row.id) for row in rows)


def _deserted(work: Work) -> sa.Select[str, str]:
    """Unfinished tasks of offices that are closed, or empty for as long as it takes, and those that nobody took on."""
    long_there = Task.status_since < surely_not_over(work.policy.limits, Limit.NOBODY_THERE, work.today)
    is_closed = sa.exists().where(Office.id == Task.office_id, Office.closed_on.is_not(None))
    is_empty = ~workers(Task.__table__.c.office_id).correlate(Task).exists()
    long_due = Task.due_on < surely_not_over(work.policy.limits, Limit.TASK_UNANSWERED, work.today)
    no_answer = sa.and_(Task.status == TaskStatus.OPEN.value, long_due)
    may_be_due = sa.or_(is_closed, sa.and_(is_empty, long_there), no_answer)
    wanted = sa.select(Task.case_id, Task.id).where(IS_UNFINISHED, may_be_due)
    return wanted.order_by(Task.case_id, Task.id)


def _return(work: Work, case_id: str, task_id: str) -> bool:
    case = lock_case(work.db, case_id)
    task = work.db.get(Task, task_id, with_for_update=True, populate_existing=True)
    move = move_of_nobody(Status(case.status), CASE_EVENTS[TaskEvent.RETURN])
    if task is None or move is None or not _is_due(work, case, task):
        return False
    status = next_task_status(TaskStatus(task.status), TaskEvent.RETURN, Side.NOBODY, has_text=False)
    stand(work, task, status)
    apply_move(work, case, move)
    work.db.flush()
    return True


def _is_due(work: Work, case: Case, task: Task) -> bool:
    """Of a closed office at once; of an empty one when it has been so long enough, counted from the task's last act.

    What nobody has taken on, some days after its own: the lead goes on without, or asks another.
    """
    if TaskStatus(task.status) not in UNFINISHED:  # another scheduler was here
        return False
    if work.db.get_one(Office, task.office_id).closed_on is not None or _is_unanswered(work, task):
        return True
    is_empty = not somebody_could_work(work.db, task.office_id, case.id)
    over = is_over(work.policy.limits, work.policy.calendar, Limit.NOBODY_THERE, task.status_since, work.today)
    return is_empty and over


def _is_unanswered(work: Work, task: Task) -> bool:
    limits, calendar = work.policy.limits, work.policy.calendar
    over = is_over(limits, calendar, Limit.TASK_UNANSWERED, task.due_on, work.today)
    return task.status == TaskStatus.OPEN and over

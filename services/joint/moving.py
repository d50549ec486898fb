"""Move a task: the office that was asked takes it on, does it or gives it back; the lead cancels it."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Task, new_id
from policy.access import Permission, may
from policy.lifecycle import Given, Move, move_of_nobody
from policy.tasks import CASE_EVENTS, Side, TaskEvent, TaskRefused, TaskStatus, next_task_status
from policy.vocabulary import Event, Status
from security.envelope import seal_json
from services.cases.access import capacity_of
from services.cases.record import apply_move, checked_move, lock_case
from services.cases.tasks import stand
from services.joint.finding import Found, asked_of, find_task, key_of, sealed_text
from services.keyring import Actor, case_keys
from services.refusals import InvalidFields, NotFound, NotPermitted, Stale
from services.work import Work


def move_task(
    work: Work, actor: Actor, task_id: str, seen_version: int, event: TaskEvent, *, text: str | None
) -> Found:
    """Make the move on the version of the task that was seen; Stale when there is a newer one.

    ResealPending for the lead while its case waits to be sealed: the reason could not be kept.

    Each is a line in the history of the case, and raises its version: an officer who is ending it hears of it.
    """
    with work.reading() as db:
        found = find_task(db, actor, task_id)
        _check_may(actor, found)
        key = key_of(work, db, actor, found)
        case_key = case_keys(db, actor, found.case.id, []).case_key if found.side is Side.LEAD else None
    event_id, result = new_id(), None
    if text is not None and key is not None and found.side is Side.CO_HANDLER:
        result = sealed_text(task_id, key, "sealed_result", text)
    detail = _reason(case_key, event_id, text)
    case = lock_case(work.db, found.task.case_id, actor=actor if found.side is Side.LEAD else None)
    task = _locked(work.db, actor, found, seen_version)
    status = _checked(task, event, found.side, has_text=text is not None)
    move = _move_of_case(actor, case, event, found.side)
    task.sealed_result = result or task.sealed_result
    stand(work, task, status)
    apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=detail)
    work.db.flush()
    return Found(task, case, found.side)


def _check_may(actor: Actor, found: Found) -> None:
    """An officer's work, on either side."""
    is_lead = found.side is Side.LEAD
    may_move = partial(may, actor.role, Permission.MOVE_CASES)
    if not (may_move(capacity_of(actor, found.case)) if is_lead else may_move()):
        raise NotPermitted


def _locked(db: Session, actor: Actor, found: Found, seen_version: int) -> Task:
    """The task as it is now that its case is locked; NotFound for whoever may not see it any more."""
    mine = [asked_of(actor)] if found.side is Side.CO_HANDLER else []
    wanted = sa.select(Task).where(Task.id == found.task.id, *mine).with_for_update()
    task = db.scalar(wanted.execution_options(populate_existing=True))
    if task is None:
        raise NotFound
    if task.version != seen_version:
        raise Stale(task.version, [])
    return task


def _checked(task: Task, event: TaskEvent, side: Side, *, has_text: bool) -> TaskStatus:
    try:
        return next_task_status(TaskStatus(task.status), event, side, has_text=has_text)
    except TaskRefused as refused:
        raise InvalidFields.one(refused.field, refused.reason.code, **refused.reason.params) from None


def _move_of_case(actor: Actor, case: Case, event: TaskEvent, side: Side) -> Move:
    """The case's own line: the lead's is a move of an officer, what comes from outside is nobody's."""
    if side is Side.LEAD:
        return checked_move(case, Event.CANCEL_TASK, actor.role, Given(), capacity=capacity_of(actor, case))
    move = move_of_nobody(Status(case.status), CASE_EVENTS[event])
    if move is None:
        raise NotFound
    return move


def _reason(case_key: bytes | None, event_id: str, text: str | None) -> bytes | None:
    """Why the lead cancelled, for the history of the case."""
    if case_key is None or text is None:
        return None
    return seal_json(case_key, {"reason": text}, table="case_event", column="sealed_detail", row_id=event_id)

"""Which tasks somebody may see, and with which key they open: the office that was asked its own, the lead all."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseKeyWrap, Recusal, Task
from policy.access import Capacity, Permission
from policy.tasks import Side
from security.envelope import open_json, open_sealed, seal, seal_json
from services.cases.access import capacity_of, find_case
from services.handing.oversight import overseen_keys
from services.keyring import Actor, case_keys, held_task_key
from services.refusals import NotFound
from services.work import Work


@dataclass(frozen=True)
class Found:
    """A task that the actor may see, its case, and how the actor stands to it: who sees the case is on its side."""

    task: Task
    case: Case
    side: Side


def asked_of(actor: Actor) -> sa.ColumnElement[bool]:
    """The tasks of the actor's office, but for cases that the actor is recused from; none without its key."""
    if actor.office_id is None or actor.is_pending:
        return sa.false()
    recused = sa.select(Recusal.case_id).where(Recusal.staff_id == actor.id)
    return sa.and_(Task.office_id == actor.office_id, Task.case_id.not_in(recused))


def find_task(db: Session, actor: Actor, task_id: str) -> Found:
    """A task of the actor's office, or of a case that the actor may see; NotFound for any other."""
    row = db.execute(
        sa.select(Task, Case).join(Case, Case.id == Task.case_id).where(Task.id == task_id, asked_of(actor))
    )
    mine = row.one_or_none()
    if mine is not None:
        return Found(mine.Task, mine.Case, Side.CO_HANDLER)
    task = db.get(Task, task_id)
    case = find_case(db, actor, task.case_id if task else task_id, Permission.READ_CASES)
    if task is None:
        raise NotFound
    return Found(task, case, Side.LEAD)


def key_of(work: Work, db: Session, actor: Actor, found: Found) -> bytes | None:
    """The key of a task; None when it was taken from the office that was asked, or went with the case's."""
    if found.side is Side.CO_HANDLER:
        return held_task_key(db, actor, found.task.id)
    case_key = case_key_of(work, db, actor, found.case)
    return None if case_key is None else opened_key(found.task, case_key)


def case_key_of(work: Work, db: Session, actor: Actor, case: Case) -> bytes | None:
    """The key of a case that the actor may see; None from above unless opened today, and while it is sealed below."""
    if capacity_of(actor, case) is Capacity.ABOVE:
        keys = overseen_keys(db, actor, case.id, work.today)
        return keys.case_key if keys else None
    if db.get(CaseKeyWrap, (case.id, actor.office_id)) is None:
        return None
    return case_keys(db, actor, case.id, []).case_key


def sealed_key(task_id: str, case_key: bytes, task_key: bytes) -> bytes:
    """The key of a task for whoever has the case."""
    return seal(case_key, task_key, table="task", column="sealed_key", row_id=task_id)


def opened_key(task: Task, case_key: bytes) -> bytes:
    """The key of a task, by the case's."""
    return open_sealed(case_key, task.sealed_key, table="task", column="sealed_key", row_id=task.id)


def sealed_text(task_id: str, task_key: bytes, column: str, text: str) -> bytes:
    """What is asked (`sealed_request`), or what came of it (`sealed_result`)."""
    return seal_json(task_key, {"text": text}, table="task", column=column, row_id=task_id)


def opened_text(task: Task, task_key: bytes | None, column: str) -> str | None:
    """The same, opened; None without the key, and where nothing was said."""
    sealed = getattr(task, column)
    if task_key is None or sealed is None:
        return None
    text: str = open_json(task_key, sealed, table="task", column=column, row_id=task.id)["text"]
    return text

"""The lead asks another office for its share of a case: who may be asked, until when, and what it is told (T4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Office, Task, TaskKeyWrap, new_id
from policy.access import Permission
from policy.lifecycle import Given
from policy.routing import directory_of
from policy.tasks import Side, TaskDays, TaskRefused, TaskStatus, check_due, task_days
from policy.transfers import TransferRefused, departments_for
from policy.vocabulary import Event
from security.envelope import new_key
from services.cases.access import find_case
from services.cases.record import apply_move, checked_move, lock_case
from services.handing.local import is_free
from services.handing.transfers import check_wanted
from services.joint.finding import Found, sealed_key, sealed_text
from services.keyring import Actor, case_keys, wrapped_task_key
from services.people.members import somebody_could_work
from services.refusals import InvalidFields
from services.work import Work

FIELD = "office_id"


@dataclass(frozen=True)
class Wish:
    """What a lead asks of whom, and until when."""

    office_id: str
    kind: str
    due_on: date
    request: str


@dataclass(frozen=True)
class CoHandlers:
    """Which offices may be asked, the nearest of each department that takes part in the matter, and which days."""

    items: tuple[Office, ...]
    days: TaskDays


def give_task(work: Work, actor: Actor, case_id: str, seen_version: int, wish: Wish) -> Found:
    """Ask an office for its share of the case that the officer saw.

    It gets a key of its own for what is written here, and neither the case's nor a report's. InvalidFields for an
    office that leads the case, takes no part in its matter, is closed or empty, or that the reporters went past.
    """
    with work.reading() as db:
        case = find_case(db, actor, case_id, Permission.MOVE_CASES)
        _check_kind(work, wish.kind)
        office = _asked(work, db, case, wish.office_id)
        case_key = case_keys(db, actor, case_id, []).case_key
    task, key = _new(work, case, wish), new_key()
    task.sealed_key = sealed_key(task.id, case_key, key)
    task.sealed_request = sealed_text(task.id, key, "sealed_request", wish.request)
    wrap = wrapped_task_key(office, task.id, key)
    case = lock_case(work.db, case_id, seen_version, actor=actor)
    move = checked_move(case, Event.ADD_TASK, actor.role, Given(), field=FIELD)
    _check_day(work, case, wish.due_on)
    _check_asked(work, work.db, case, office)  # what was agreed to may be taken back meanwhile
    work.db.add(task)
    work.db.flush()
    work.db.add(TaskKeyWrap(**wrap))
    apply_move(work, case, move, staff_id=actor.id)
    work.db.flush()
    return Found(task, case, Side.LEAD)


def co_handlers(work: Work, actor: Actor, case_id: str) -> CoHandlers:
    """Whom the lead of a case may ask, by matter and region: the departments that take part, each nearest first."""
    case = find_case(work.db, actor, case_id, Permission.MOVE_CASES)
    offices = (one for one in _near(work, case) if _refusal(work, work.db, case, one) is None)
    return CoHandlers(tuple(offices), _days(work, case))


def _near(work: Work, case: Case) -> Iterator[Office]:
    """By department, in the order of the matter: its offices at the place and at each division above."""
    divisions, matters = work.policy.divisions, work.policy.matters
    chain = divisions.chain(divisions.standing(case.division_code).code)
    codes = {code for one in chain for code in (one.code, *divisions.formerly(one.code))}
    offices = {one.id: one for one in work.db.scalars(sa.select(Office).where(Office.division_code.in_(codes)))}
    directory = directory_of(divisions, ((one.division_code, one.department, one.id) for one in offices.values()))
    order = (*matters.get(case.matter).co_handlers, *sorted(departments_for(matters, case.matter, chain, work.today)))
    for department in dict.fromkeys(order):
        found = (directory.get((division.code, department)) for division in chain)
        yield from (offices[office_id] for office_id in dict.fromkeys(found) if office_id is not None)


def _new(work: Work, case: Case, wish: Wish) -> Task:
    return Task(
        id=new_id(),
        version=1,
        case_id=case.id,
        office_id=wish.office_id,
        kind=wish.kind,
        status=TaskStatus.OPEN.value,
        status_since=work.today,
        asked_on=work.today,
        due_on=wish.due_on,
    )


def _days(work: Work, case: Case) -> TaskDays:
    return task_days(work.policy.limits, work.policy.calendar, case.finish_on, work.today)


def _check_kind(work: Work, kind: str) -> None:
    allowed: Sequence[str] = work.policy.task_kinds
    if kind not in allowed:
        raise InvalidFields.one("kind", "field.not_offered", allowed=tuple(allowed))


def _check_day(work: Work, case: Case, due_on: date) -> None:
    try:
        check_due(_days(work, case), due_on)
    except TaskRefused as refused:
        raise InvalidFields.one(refused.field, refused.reason.code, **refused.reason.params) from None


def _asked(work: Work, db: Session, case: Case, office_id: str) -> Office:
    office = db.get(Office, office_id)
    if office is None:
        raise InvalidFields.one(FIELD, "transfer.unknown_office")
    _check_asked(work, db, case, office)
    return office


def _check_asked(work: Work, db: Session, case: Case, office: Office) -> None:
    code = _refusal(work, db, case, office)
    if code is not None:
        raise InvalidFields.one(FIELD, code)


def _refusal(work: Work, db: Session, case: Case, office: Office) -> str | None:
    """Why an office cannot be asked; None when it can. Who could not lead a case cannot share it either."""
    if office.id == case.office_id:
        return "task.has_the_case"
    try:
        check_wanted(work, db, case, office)
    except TransferRefused as refused:
        return refused.reason.code
    if not somebody_could_work(db, office.id, case.id):
        return "transfer.nobody_there"
    return None if is_free(work, db, case, office) else "transfer.below"

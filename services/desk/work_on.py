"""Who works on a case, and which school or institution it is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Institution, School, Staff
from policy.access import Permission
from policy.lifecycle import Given
from policy.vocabulary import Event
from services.cases.access import find_case
from services.cases.record import apply_move, checked_move, lock_case
from services.keyring import Actor
from services.people.members import members, who_could_see
from services.places import there
from services.refusals import InvalidFields
from services.work import Work


def assign(work: Work, actor: Actor, case_id: str, seen_version: int, assignee_id: str | None) -> Case:
    """Give the case to a colleague of the lead office who can open it, or to nobody; InvalidFields for anybody else."""
    return prepare_assignment(work, actor, case_id, seen_version, assignee_id)()


def prepare_assignment(
    work: Work, actor: Actor, case_id: str, seen_version: int, assignee_id: str | None
) -> Callable[[], Case]:
    """Read for an assignment, which what is returned makes."""
    with work.reading() as db:
        found = find_case(db, actor, case_id, Permission.ASSIGN_CASES)
        _refuse_other_than_colleague(db, found, assignee_id)

    def make() -> Case:
        case = lock_case(work.db, case_id, seen_version, actor=actor)
        _refuse_other_than_colleague(work.db, case, assignee_id, stays=True)  # who may have left meanwhile
        case.assignee_id = assignee_id
        move = checked_move(case, Event.ASSIGN, actor.role, Given(), field="assignee")
        apply_move(work, case, move, staff_id=actor.id)
        work.db.flush()
        return case

    return make


def colleagues(work: Work, actor: Actor, case_id: str) -> Sequence[Staff]:
    """Those whom `assign` would give the case to, by name."""
    case = find_case(work.db, actor, case_id, Permission.ASSIGN_CASES)
    who = who_could_see(case.office_id, case.id)
    return work.db.scalars(sa.select(Staff).where(Staff.id.in_(who)).order_by(Staff.username)).all()


def colleagues_of(work: Work, actor: Actor) -> Sequence[Staff]:
    """Those who hold the present key of the actor's office, by name: whom its cases can be given to, one by one."""
    if actor.office_id is None or actor.is_pending:
        return ()
    there = sa.select(Staff).where(Staff.id.in_(members(actor.office_id)))
    return work.db.scalars(there.order_by(Staff.username)).all()


def _refuse_other_than_colleague(db: Session, case: Case, assignee_id: str | None, *, stays: bool = False) -> None:
    """Not for who left, is pending, stepped aside, or works elsewhere; who `stays` cannot leave until it is done."""
    colleague = who_could_see(case.office_id, case.id).where(Staff.id == assignee_id)
    if stays:
        colleague = colleague.with_for_update(read=True, of=Staff)
    if assignee_id is not None and db.scalar(colleague.limit(1)) is None:
        raise InvalidFields.one("assignee", "assignee.not_a_colleague")


def bind_target(
    work: Work, actor: Actor, case_id: str, seen_version: int, *, school_id: str | None, institution_id: str | None
) -> Case:
    """Say which registered school or institution of the division a case is about."""
    with work.reading() as db:
        found = find_case(db, actor, case_id, Permission.BIND_TARGET)
        divisions = work.policy.divisions
        if school_id is not None:
            there(db, divisions, School, school_id, division_code=found.division_code, field="school_id")
        if institution_id is not None:
            place = {"division_code": found.division_code, "field": "institution_id"}
            there(db, divisions, Institution, institution_id, **place)
    case = lock_case(work.db, case_id, seen_version, actor=actor)
    case.school_id, case.institution_id = school_id, institution_id
    apply_move(
        work,
        case,
        checked_move(
            case, Event.BIND_TARGET, actor.role, Given(), field="school_id" if school_id else "institution_id"
        ),
        staff_id=actor.id,
    )
    work.db.flush()
    return case

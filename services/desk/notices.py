"""The notice that an inspector takes to a school; whoever shows more than it says, writes down what and why."""

from __future__ import annotations

from functools import partial

from sqlalchemy.orm import Session

from models import Case, School, new_id
from policy.access import Permission
from policy.disclosure import SchoolNotice, school_notice
from policy.lifecycle import Given
from policy.vocabulary import Event
from security.envelope import seal_json
from services.cases.access import capacity_of, find_case
from services.cases.record import apply_move, checked_move, lock_case
from services.keyring import Actor, case_keys
from services.work import Work


def notice_of(work: Work, actor: Actor, case_id: str) -> tuple[Case, SchoolNotice]:
    """The notice of a case of the actor's office; made of what stands clear, no key is touched."""
    case = find_case(work.db, actor, case_id, Permission.MOVE_CASES)
    return case, _notice(work.db, case)


def tell_more(
    work: Work, actor: Actor, case_id: str, seen_version: int, *, addition: str, reason: str
) -> tuple[Case, SchoolNotice]:
    """Show the school more than its notice: written to the case's history, sealed, before anything is shown."""
    with work.reading() as db:
        find_case(db, actor, case_id, Permission.MOVE_CASES)
        keys = case_keys(db, actor, case_id, [])
    event_id = new_id()
    seal = partial(seal_json, keys.case_key, {"reason": reason, "addition": addition})
    detail = seal(table="case_event", column="sealed_detail", row_id=event_id)
    case = lock_case(work.db, case_id, seen_version, actor=actor)
    move = checked_move(case, Event.TELL_SCHOOL, actor.role, Given(reason=True), capacity=capacity_of(actor, case))
    apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=detail)
    work.db.flush()
    return case, _notice(work.db, case)


def _notice(db: Session, case: Case) -> SchoolNotice:
    school = db.get(School, case.school_id) if case.school_id else None
    return school_notice(case.matter, school.stage if school else None, case.submitted_on)

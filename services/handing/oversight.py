"""A supervisor opens a case of an office below: for a day, with a reason that office and reporters can see (K7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Oversight, Report, new_id
from policy.access import Capacity, Permission
from policy.lifecycle import Given
from policy.vocabulary import Event
from services.cases.access import capacity_of, find_case
from services.cases.moves import Decision, seal_detail
from services.cases.record import apply_move, checked_move, lock_case
from services.handing.reseal import reachable_keys
from services.keyring import Actor, CaseKeys
from services.refusals import InvalidFields, Stale
from services.work import Work


def oversee(work: Work, actor: Actor, case_id: str, reason_code: str, reason: str) -> None:
    """Open a case of an office below for the rest of the day; nothing of it is told here, but by `view_case`.

    KeyNotHeld without the oversight key; InvalidFields for an unknown kind of reason, a case that is not of an office
    below, and one of which everything was withdrawn; Stale when it changed its office meanwhile.
    """
    if reason_code not in work.policy.oversight_reasons:
        raise InvalidFields.one("reason_code", "field.not_offered", allowed=work.policy.oversight_reasons)
    with work.reading() as db:
        case = find_case(db, actor, case_id, Permission.OVERSEE_CASES)
        given = Given(reason=True, from_above=capacity_of(actor, case) is Capacity.ABOVE)
        checked_move(case, Event.OVERSEE, actor.role, given, field="reason_code", capacity=Capacity.ABOVE)
        if not _has_reports(db, case):
            raise InvalidFields.one("reason_code", "oversight.nothing_left")
        keys, office_id = reachable_keys(db, actor, case_id), case.office_id
    event_id = new_id()
    detail = seal_detail(keys.case_key, event_id, Decision(Event.OVERSEE, reason=reason))
    case = lock_case(work.db, case_id)
    if case.office_id != office_id:
        raise Stale(case.version, [])
    move = checked_move(case, Event.OVERSEE, actor.role, given, field="reason_code", capacity=Capacity.ABOVE)
    apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=detail)
    seen = {"office_id": actor.office_id, "reason_code": reason_code}
    work.db.add(Oversight(case_id=case.id, version=case.version, **seen))
    work.db.flush()


def can_oversee(db: Session, actor: Actor, case: Case) -> bool:
    """Whether somebody who sees a case may open it from above: there is something to read."""
    return capacity_of(actor, case) is Capacity.ABOVE and _has_reports(db, case)


def overseen_keys(db: Session, actor: Actor, case_id: str, today: date) -> CaseKeys | None:
    """The keys of a case that this supervisor opened today; None where not.

    A report that came later is left out: its reporter's timeline does not say that somebody looked.
    """
    version = db.scalar(_opened_by(actor, case_id, today))
    if version is None:
        return None
    keys = reachable_keys(db, actor, case_id)
    since = sa.select(Report.id).where(Report.case_id == case_id, Report.joined_version < version)
    told = set(db.scalars(since))
    return replace(keys, report_keys={one: key for one, key in keys.report_keys.items() if one in told})


def _opened_by(actor: Actor, case_id: str, today: date) -> sa.Select[int]:
    """The version that the last opening of today made."""
    this = sa.and_(CaseEvent.case_id == Oversight.case_id, CaseEvent.version == Oversight.version)
    mine = (Oversight.case_id == case_id, Oversight.office_id == actor.office_id)
    last = sa.select(sa.func.max(Oversight.version)).join(CaseEvent, this).where(*mine)
    return last.where(CaseEvent.staff_id == actor.id, CaseEvent.happened_on == today)


def _has_reports(db: Session, case: Case) -> bool:
    return db.scalar(sa.select(Report.id).where(Report.case_id == case.id).limit(1)) is not None

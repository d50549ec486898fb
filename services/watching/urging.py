"""An office above urges the one that has a case, or supervises it, and is answered by a day (催办, 督办).

It takes no key to urge with a reason alone; words take the case's key, and stay with the offices. What the office
reports back stands as a kind of answer that the one above reads at once, with words that it reads by `oversee`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Office, Urging, new_id
from policy.access import Capacity, Permission, permission_for
from policy.lifecycle import UNANSWERED, Given
from policy.reminders import Prompt
from policy.supervision import Limit, last_day
from policy.vocabulary import Event, Reason
from services.cases.access import capacity_of, find_case
from services.cases.moves import Decision, seal_detail
from services.cases.open_matters import unanswered_urgings
from services.cases.record import apply_move, checked_move, lock_case
from services.cases.reminding import remind
from services.handing.reseal import reachable_keys
from services.keyring import Actor, case_keys
from services.refusals import InvalidFields, Stale
from services.watching.why import Why
from services.work import Work

LONGEST = timedelta(days=30)
"""To report back; who needs an answer later urges later."""


@dataclass(frozen=True)
class Wish:
    """What an office above wants: `event` is URGE or SUPERVISE; without a day, that of `supervision.csv`."""

    event: Event
    reason_code: str
    reason: str | None = None
    answer_by: date | None = None


def urge(work: Work, actor: Actor, case_id: str, wish: Wish) -> None:
    """Urge the office that has a case; it is reminded at once. Nothing of the case is told here.

    KeyNotHeld for words without the oversight key; InvalidFields for an unknown kind of reason, a day that is none,
    a case that is not of an office below, and one that is supervised already; Stale when it changed its office.
    """
    answer_by = _checked(work, wish)
    with work.reading() as db:
        case = find_case(db, actor, case_id, Permission.URGE_OFFICES)
        given = Given(reason=wish.reason is not None, from_above=capacity_of(actor, case) is not Capacity.LEAD)
        checked_move(case, wish.event, actor.role, given, field="event", capacity=Capacity.ABOVE)
        key = reachable_keys(db, actor, case_id).case_key if wish.reason is not None else None
        office_id = case.office_id
    event_id = new_id()
    detail = seal_detail(key, event_id, Decision(wish.event, reason=wish.reason)) if key else None
    case = lock_case(work.db, case_id)
    if case.office_id != office_id:
        raise Stale(case.version, [])
    move = checked_move(case, wish.event, actor.role, given, field="event", capacity=Capacity.ABOVE)
    _refuse_twice(work, case, actor, wish)
    apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=detail)
    asked = {"office_id": actor.office_id, "reason_code": wish.reason_code, "answer_by": answer_by}
    work.db.add(Urging(case_id=case.id, version=case.version, **asked))
    case.is_urged = True
    remind(work, case, Prompt(wish.event.value), case.version, [case.office_id])
    work.db.flush()


def report_back(work: Work, actor: Actor, case_id: str, seen_version: int, why: Why) -> Case:
    """Answer everything that offices above asked about the case that was seen; each of them is reminded."""
    kinds = work.policy.asking.back_report
    if why.code not in kinds:
        raise InvalidFields.one("back_report", "field.not_offered", allowed=kinds)
    with work.reading() as db:
        find_case(db, actor, case_id, permission_for(Event.REPORT_BACK))
        key = case_keys(db, actor, case_id, ()).case_key
    event_id = new_id()
    detail = seal_detail(key, event_id, Decision(Event.REPORT_BACK, reason=why.words))
    case = lock_case(work.db, case_id, seen_version, actor=actor)
    waiting = work.db.scalars(sa.select(Urging).where(*unanswered_urgings(case.id))).all()
    given = Given(reason=True, urged=bool(waiting))
    move = checked_move(case, Event.REPORT_BACK, actor.role, given, field="back_report")
    apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=detail)
    for urging in waiting:
        urging.back_report, urging.answered_version = why.code, case.version
    case.is_urged = False
    remind(work, case, Prompt.REPORT_BACK, case.version, [urging.office_id for urging in waiting])
    work.db.flush()
    return case


def urged_notice(db: Session, case: Case) -> Reason | None:
    """Which office above waits for a report about a case, why, and until when: the one that named the nearest day."""
    wanted = (
        sa.select(Urging, Office.name, CaseEvent.event)
        .join(Office, Office.id == Urging.office_id)
        .join(CaseEvent, sa.and_(CaseEvent.case_id == Urging.case_id, CaseEvent.version == Urging.version))
        .where(*unanswered_urgings(case.id))
    )
    row = db.execute(wanted.order_by(Urging.answer_by, Urging.version).limit(1)).one_or_none()
    if row is None or case.status not in UNANSWERED:
        return None
    urging, office, event = row
    code = "waiting.supervised" if event == Event.SUPERVISE else "waiting.urged"
    why = {"urging_reason": urging.reason_code, "office": office}
    return Reason(code, {**why, "answer_by": urging.answer_by.isoformat()})


def reported_back(db: Session, case: Case) -> dict[int, str]:
    """The kind of each answer to an office above, by the version that it made of a case."""
    answered = sa.select(Urging.answered_version, Urging.back_report).where(Urging.case_id == case.id)
    return {
        row.answered_version: row.back_report for row in db.execute(answered.where(Urging.back_report.is_not(None)))
    }


def _checked(work: Work, wish: Wish) -> date:
    """The day by which the office reports back."""
    reasons, today = work.policy.asking.urging_reason, work.today
    if wish.reason_code not in reasons:
        raise InvalidFields.one("reason_code", "field.not_offered", allowed=reasons)
    if wish.answer_by is None:
        return last_day(work.policy.limits, work.policy.calendar, Limit.ANSWER_ABOVE, today).on
    if not today < wish.answer_by <= today + LONGEST:
        raise InvalidFields.one("answer_by", "urging.answer_by", last=(today + LONGEST).isoformat())
    return wish.answer_by


def _refuse_twice(work: Work, case: Case, actor: Actor, wish: Wish) -> None:
    """One office does not ask for the same again before the day that it named is over."""
    mine = (*unanswered_urgings(case.id), Urging.office_id == actor.office_id, Urging.answer_by >= work.today)
    if work.db.scalar(sa.select(Urging.version).where(*mine).limit(1)) is not None and wish.event is Event.SUPERVISE:
        raise InvalidFields.one("event", "urging.open")

"""An office does a case again because the one above wants it: with clocks of its own, which the reporter is told."""

from __future__ import annotations

from datetime import date
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Office, Report, new_id
from policy.access import Capacity
from policy.lifecycle import Given
from policy.supervision import Limit, is_over
from policy.vocabulary import Event
from services.cases.access import out_of_sight
from services.cases.beginnings import clocks_again
from services.cases.joined_meanwhile import check_none_joined, with_every_report
from services.cases.messages import say_to_all, sealed_for_all
from services.cases.moves import Decision, seal_detail
from services.cases.record import apply_move, check_seen, checked_move, lock_case
from services.handing.reseal import reachable_keys
from services.keyring import Actor
from services.people.below import is_above, sees_below
from services.refusals import NotFound
from services.work import Work

ANSWERS = (Event.RESOLVE, Event.DECLINE, Event.REFER_OUT, Event.UPHOLD)


def reopen(work: Work, actor: Actor, case_id: str, seen_version: int, reason: str) -> None:
    """Have an office below do a case again that it has answered; its reporters read why, as a message.

    NotFound for a case that is not of an office below; KeyNotHeld without the oversight key; InvalidFields when it is
    too late, or nothing is answered yet; Stale when it is not the version that was seen.
    """
    with_every_report(work, partial(_reopen, work, actor, case_id, seen_version, reason))


def _reopen(work: Work, actor: Actor, case_id: str, seen_version: int, reason: str) -> None:
    with work.reading() as db:
        case = db.scalar(sa.select(Case).where(Case.id == case_id, Case.id.not_in(out_of_sight(actor))))
        if case is None or not _is_below(db, actor, case):
            raise NotFound
        check_seen(db, case, seen_version)
        given = _given(work, db, case)
        checked_move(case, Event.REOPEN, actor.role, given, field="reason", capacity=Capacity.ABOVE)
        keys = reachable_keys(db, actor, case_id)
        office = db.get_one(Office, case.office_id)
    event_id = new_id()
    detail = seal_detail(keys.case_key, event_id, Decision(Event.REOPEN, reason=reason))
    said = sealed_for_all(keys.report_keys, reason)
    case = lock_case(work.db, case_id, seen_version)
    present = check_none_joined(work.db, case, said)
    move = checked_move(case, Event.REOPEN, actor.role, given, field="reason", capacity=Capacity.ABOVE)
    case.assignee_id = case.recheck_on = None
    begin_again(work, case, office)
    apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=detail)
    say_to_all(work, said, present)
    work.db.flush()


def can_reopen(work: Work, db: Session, actor: Actor, case: Case) -> bool:
    """Whether somebody who sees a case may have it done again: of an office below, and in time."""
    return _is_below(db, actor, case) and not _given(work, db, case).too_late_to_reopen


def answered_on(db: Session, case: Case) -> date | None:
    """When a case was answered last."""
    answers = (CaseEvent.case_id == case.id, CaseEvent.event.in_(ANSWERS))
    return db.scalar(sa.select(sa.func.max(CaseEvent.happened_on)).where(*answers))


def begin_again(work: Work, case: Case, office: Office) -> None:
    """The clocks of a case that `office` does again today; a duty to tell by a certain day stays as it is."""
    due = clocks_again(work, case, office, work.today)
    case.accept_on, case.first_answer_on, case.finish_on = due.accept_on, due.first_answer_on, due.finish_on
    case.due_is_provisional, case.first_answered = due.is_provisional, False
    case.asked_on, case.pause_used = None, False
    told = {"due_on": due.finish_on, "due_is_provisional": due.is_provisional}
    work.db.execute(sa.update(Report).where(Report.case_id == case.id).values(told))


def _is_below(db: Session, actor: Actor, case: Case) -> bool:
    return sees_below(actor) and is_above(db, actor, case.office_id)


def _given(work: Work, db: Session, case: Case) -> Given:
    """It is too late when the answer is too long ago, and when there is nobody left to answer to."""
    told_on = answered_on(db, case)
    report_id = db.scalar(sa.select(Report.id).where(Report.case_id == case.id).limit(1))
    limits, calendar = work.policy.limits, work.policy.calendar
    is_late = told_on is None or is_over(limits, calendar, Limit.REOPEN, told_on, work.today)
    return Given(reason=True, too_late_to_reopen=is_late or report_id is None)

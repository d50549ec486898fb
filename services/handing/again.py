"""An office does a case again because the one above wants it: with clocks of its own, which the reporter is told."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Office, Report, new_id
from policy.lifecycle import Given
from policy.supervision import Limit, is_over, last_day
from policy.vocabulary import Event, Sender
from security.envelope import seal
from services.cases.access import is_recused
from services.cases.messages import new_message
from services.cases.moves import Decision, seal_detail
from services.cases.record import apply_move, checked_move, lock_case
from services.cases.starting_clocks import starting_clocks
from services.handing.reseal import reachable_keys
from services.keyring import Actor, CaseKeys
from services.refusals import NotFound
from services.work import Work

ANSWERS = (Event.RESOLVE, Event.DECLINE, Event.UPHOLD)


def reopen(work: Work, actor: Actor, case_id: str, reason: str) -> None:
    """Have an office below do a case again that it has answered; its reporters read why, as a message.

    NotFound for a case that is not of an office below; KeyNotHeld without the oversight key; InvalidFields when it is
    too late, or nothing is answered yet.
    """
    with work.reading() as db:
        case = _of_an_office_below(db, actor, case_id)
        given = _given(work, db, case)
        checked_move(case, Event.REOPEN, actor.role, given, field="reason")
        keys = reachable_keys(db, actor, case_id)
        office = db.get_one(Office, case.office_id)
    event_id = new_id()
    detail = seal_detail(keys.case_key, event_id, Decision(Event.REOPEN, reason=reason))
    said = _said(keys, reason)
    case = lock_case(work.db, case_id, case.version)
    move = checked_move(case, Event.REOPEN, actor.role, given, field="reason")
    case.assignee_id = None
    begin_again(work, case, office)
    apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=detail)
    present = set(work.db.scalars(sa.select(Report.id).where(Report.case_id == case_id)))
    work.db.add_all(
        new_message(work, report_id, message_id, Sender.OFFICE, sealed, ask=False)
        for report_id, (message_id, sealed) in said.items()
        if report_id in present
    )
    work.db.flush()


def begin_again(work: Work, case: Case, office: Office) -> None:
    """The clocks of a case that `office` does again today; a duty to tell by a certain day stays as it is."""
    policy = work.policy
    due = starting_clocks(work, case, office.department, work.today)
    finish = last_day(policy.limits, policy.calendar, Limit.REOPENED_FINISH, work.today)
    due = replace(due, finish_on=finish.on, is_provisional=finish.is_provisional)
    case.accept_on, case.first_answer_on, case.finish_on = due.accept_on, due.first_answer_on, due.finish_on
    case.due_is_provisional, case.first_answered = due.is_provisional, False
    case.asked_on, case.pause_used = None, False
    told = {"due_on": due.finish_on, "due_is_provisional": due.is_provisional}
    work.db.execute(sa.update(Report).where(Report.case_id == case.id).values(told))


def _of_an_office_below(db: Session, actor: Actor, case_id: str) -> Case:
    """A case of an office below the actor's; NotFound for any other."""
    case = db.get(Case, case_id)
    if case is None or actor.is_pending or is_recused(db, case_id, actor.id):
        raise NotFound
    superior_id = db.get_one(Office, case.office_id).superior_id
    while superior_id not in {actor.office_id, None}:
        superior_id = db.get_one(Office, superior_id).superior_id
    if superior_id is None:
        raise NotFound
    return case


def _given(work: Work, db: Session, case: Case) -> Given:
    """It is too late when the answer is too long ago, and when there is nobody left to answer to."""
    answers = (CaseEvent.case_id == case.id, CaseEvent.event.in_(ANSWERS))
    answered_on = db.scalar(sa.select(sa.func.max(CaseEvent.happened_on)).where(*answers))
    report_id = db.scalar(sa.select(Report.id).where(Report.case_id == case.id).limit(1))
    limits, calendar = work.policy.limits, work.policy.calendar
    is_late = answered_on is None or is_over(limits, calendar, Limit.REOPEN, answered_on, work.today)
    return Given(reason=True, too_late_to_reopen=is_late or report_id is None)


def _said(keys: CaseKeys, reason: str) -> dict[str, tuple[str, bytes]]:
    """The reason for each reporter: the message's id, and what is sealed."""
    ids = {report_id: new_id() for report_id in keys.report_keys}
    text = reason.encode()
    return {
        report_id: (ids[report_id], seal(key, text, table="message", column="sealed_text", row_id=ids[report_id]))
        for report_id, key in keys.report_keys.items()
    }

"""A supervisor decides an appeal: the answer stands, or the office below does it again (T8).

The third way is to take the case over: it is above already, and is worked on like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Office, Report, new_id
from policy.access import Permission
from policy.lifecycle import Given
from policy.transfers import Handing, TransferReason
from policy.vocabulary import Event, Outcome
from services.cases.access import find_case
from services.cases.joined_meanwhile import check_none_joined, reports_of, with_every_report
from services.cases.moves import Decision, given_of, seal_detail, seal_reply, tell
from services.cases.record import apply_move, checked_move, keep_due_days, lock_case
from services.cases.report_view import open_reply
from services.handing.again import begin_again
from services.handing.against import answered_by, can_uphold
from services.handing.transfers import record, replace_wraps, say_where
from services.keyring import Actor, CaseKeys, KeyWrap, case_keys, wraps_for
from services.people.members import first_to_alert, somebody_could_work
from services.refusals import InvalidFields
from services.work import Work

FIELD = "decision"


@dataclass(frozen=True)
class Below:
    """The office that answered, with everything that lets it open the appeal's case."""

    office: Office
    alerted: Office | None
    wraps: tuple[KeyWrap, ...]


def uphold(work: Work, actor: Actor, case_id: str, seen_version: int, public_reply: str) -> None:
    """The answer that was appealed against stands, and the reporter reads why; its outcome stays."""
    with_every_report(work, partial(_uphold, work, actor, case_id, seen_version, public_reply))


def _uphold(work: Work, actor: Actor, case_id: str, seen_version: int, public_reply: str) -> None:
    decision = Decision(Event.UPHOLD, public_reply=public_reply)
    with work.reading() as db:
        case = find_case(db, actor, case_id, Permission.DECIDE_APPEALS)
        reports = db.scalars(sa.select(Report).where(Report.case_id == case_id)).all()
        keys = case_keys(db, actor, case_id, [report.id for report in reports])
        given = given_of(db, case, decision, of_an_appeal=answered_by(db, case_id) is not None)
        if given.of_an_appeal and not can_uphold(db, case):
            raise InvalidFields.one(FIELD, "uphold.own_answer")
    event_id = new_id()
    detail = seal_detail(keys.case_key, event_id, decision)
    replies = {report.id: _standing(report, key, public_reply) for report, key in keys.of(reports)}
    case = lock_case(work.db, case_id, seen_version, actor=actor)
    check_none_joined(work.db, case, replies)
    move = checked_move(case, Event.UPHOLD, actor.role, given, field=FIELD)
    apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=detail)
    tell(work.db, replies)
    work.db.flush()


def send_back(work: Work, actor: Actor, case_id: str, seen_version: int, instructions: str) -> None:
    """The office that answered does it again, by somebody else, and reads the instructions.

    InvalidFields for what is no appeal, and where nobody but who answered could take it.
    """
    with_every_report(work, partial(_send_back, work, actor, case_id, seen_version, instructions))


def _send_back(work: Work, actor: Actor, case_id: str, seen_version: int, instructions: str) -> None:
    with work.reading() as db:
        case = find_case(db, actor, case_id, Permission.DECIDE_APPEALS)
        answered = answered_by(db, case_id)
        given = Given(reason=True, of_an_appeal=answered is not None)
        checked_move(case, Event.SEND_BACK, actor.role, given, field=FIELD)
        keys = case_keys(db, actor, case_id, reports_of(db, case_id))
        below = _below(db, case, keys, str(answered))
    event_id = new_id()
    detail = seal_detail(keys.case_key, event_id, Decision(Event.SEND_BACK, reason=instructions))
    case = lock_case(work.db, case_id, seen_version, actor=actor)
    move = checked_move(case, Event.SEND_BACK, actor.role, given, field=FIELD)
    replace_wraps(work.db, case, keys, below.wraps)
    record(work, case, Handing(case.office_id, below.office.id), TransferReason.SENT_BACK)
    case.office_id, case.assignee_id = below.office.id, None
    case.alerted_office_id = below.alerted.id if below.alerted else None
    keep_due_days(work.db, case)
    begin_again(work, case, below.office)
    apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=detail)
    say_where(work, case, below.office, "routing.sent_back")
    work.db.flush()


def _standing(report: Report, key: bytes, public_reply: str) -> bytes:
    """What the reporter reads: the outcome as it was, and why it stands."""
    outcome = open_reply(report, key).get("outcome")
    return seal_reply(key, report.id, Decision(Event.UPHOLD, Outcome(outcome) if outcome else None, public_reply))


def _below(db: Session, case: Case, keys: CaseKeys, office_id: str) -> Below:
    if office_id == case.office_id:
        raise InvalidFields.one(FIELD, "send_back.same_office")
    office = db.get_one(Office, office_id)
    if office.closed_on is not None or not somebody_could_work(db, office_id, case.id):
        raise InvalidFields.one(FIELD, "send_back.nobody_else")
    alerted = first_to_alert(db, office, case.id) if case.safety else None
    offices = filter(None, (office, alerted))
    return Below(office, alerted, tuple(wrap for one in offices for wrap in wraps_for(one, case.id, keys)))

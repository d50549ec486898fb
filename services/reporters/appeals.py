"""Appeal: the report goes on in a new case at the office above, which can open it at once.

The receipt opens the report's key and wraps it for the office above; the office that answered keeps its case and its
history, and opens the report no more. At the root there is nobody above: there another officer takes it.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Appeal, Avoidance, Case, CaseEvent, Consent, Office, Recusal, Report, ReportKeyWrap, Staff, new_id
from policy.lifecycle import Given
from policy.routing import reason_of
from policy.vocabulary import Event, Role, Sender
from security.envelope import new_key, seal
from security.receipts import Receipt
from services.cases.access import copy_recusals
from services.cases.beginnings import clocks_at, dated
from services.cases.by_receipt import find_report, lock_report
from services.cases.messages import new_message
from services.cases.record import apply_move, checked_move
from services.cases.stays import move_report
from services.handing.transfers import stored_reason, with_superior
from services.keyring import CaseKeys, KeyWrap, open_report_key, wraps_for
from services.people.members import nearest_above, workers
from services.work import Work

FIELD = "reason"
BOTH = 2


@dataclass(frozen=True)
class Answered:
    """What is appealed: who gave the answer, who approved it, and how many days ago."""

    staff_id: str | None
    approver_id: str | None
    days_ago: int


@dataclass(frozen=True)
class NewHome:
    """The new case with everything that lets its office open it."""

    case: Case
    event: CaseEvent
    wraps: tuple[KeyWrap, ...]
    office: Office


def appeal(work: Work, receipt: Receipt, reason: str) -> None:
    """Ask the office above to look at it again: once, within 30 days of the answer; InvalidFields otherwise."""
    with work.reading() as db:
        report = find_report(db, receipt)
        old = db.get_one(Case, report.case_id)
        answered = _answered(work, db, old)
        given = Given(reason=True, answered_days_ago=answered.days_ago, appealed=_appealed(db, report))
        checked_move(old, Event.APPEAL, Role.REPORTER, given, field=FIELD)
        lead = db.get_one(Office, old.office_id)
        office, alerted = with_superior(db, (nearest_above(db, lead) or lead).id, old)
        avoided = db.get(Avoidance, old.id)
    key = open_report_key(receipt, report)
    home = _new_home(work, old, CaseKeys(new_key(), {report.id: key}), office, alerted)
    message_id = new_id()
    said = seal(key, reason.encode(), table="message", column="sealed_text", row_id=message_id)
    case, report = lock_report(work, receipt)
    given = Given(reason=True, answered_days_ago=answered.days_ago, appealed=_appealed(work.db, report))
    move = checked_move(case, Event.APPEAL, Role.REPORTER, given, field=FIELD)
    _split(work, case, report, home, answered)
    apply_move(work, case, move)
    if avoided is not None:
        work.db.add(Avoidance(case_id=home.case.id, office_id=avoided.office_id))
    work.db.add(new_message(work, report.id, message_id, Sender.REPORTER, said, ask=False))
    work.db.flush()


def _split(work: Work, case: Case, report: Report, home: NewHome, answered: Answered) -> None:
    """Take the report out of its case and put it into the new one; every old wrap of its key is destroyed."""
    work.db.add(home.case)
    work.db.flush()
    work.db.execute(sa.delete(ReportKeyWrap).where(ReportKeyWrap.report_id == report.id))
    move_report(work, report, case, into=home.case.id, joined_version=0)
    report.due_on, report.due_is_provisional = home.case.finish_on, home.case.due_is_provisional
    place = home.office.division_code, home.office.department
    report.routing_reason = stored_reason(reason_of("routing.appealed", work.policy.divisions, *place))
    appealed = Appeal(
        report_id=report.id,
        case_id=home.case.id,
        from_case_id=case.id,
        from_version=case.version,
    )
    recused = [Recusal(case_id=home.case.id, staff_id=one) for one in _who_answered(work.db, case, home, answered)]
    work.db.execute(sa.delete(Consent).where(Consent.report_id == report.id))  # given for the case that was answered
    work.db.add_all((home.event, appealed, *recused, *home.wraps))
    work.db.flush()
    copy_recusals(work.db, case.id, home.case.id)


def _who_answered(db: Session, case: Case, home: NewHome, answered: Answered) -> list[str]:
    """Who is not to look at it again: who gave the answer, and who approved it, if anybody else is left at the root."""
    both = [one for one in (answered.staff_id, answered.approver_id) if one is not None]
    if len(both) < BOTH or home.office.id != case.office_id:
        return both
    others = workers(home.office.id).where(Staff.id.not_in(both))
    return both if db.scalar(others.limit(1)) is not None else both[:1]


def _new_home(work: Work, old: Case, keys: CaseKeys, office: Office, alerted: Office | None) -> NewHome:
    case = _new_case(work, old, office, alerted)
    event = CaseEvent(case_id=case.id, version=1, happened_on=work.today, event=Event.APPEAL, status=case.status)
    wraps = tuple(wrap for one in (office, alerted) if one is not None for wrap in wraps_for(one, case.id, keys))
    return NewHome(case, event, wraps, office)


def _new_case(work: Work, old: Case, office: Office, alerted: Office | None) -> Case:
    """A case on the same matter with clocks of its own."""
    same = ("category", "matter", "division_code", "school_id", "institution_id", "severity", "safety")
    return Case(
        id=new_id(),
        version=1,
        office_id=office.id,
        alerted_office_id=alerted.id if alerted else None,
        avoid_local_office=old.avoid_local_office,
        is_appealed=True,
        **{name: getattr(old, name) for name in same},
        **dated(work, clocks_at(work, old, office, work.today)),
    )


def _answered(work: Work, db: Session, case: Case) -> Answered:
    """The last answer of a case; for one without, the table of moves refuses anyway."""
    row = db.execute(
        sa.select(CaseEvent.staff_id, CaseEvent.happened_on, CaseEvent.version)
        .where(CaseEvent.case_id == case.id, CaseEvent.event.in_([Event.RESOLVE, Event.DECLINE, Event.REFER_OUT]))
        .order_by(CaseEvent.version.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return Answered(None, None, 0)
    approved = (CaseEvent.case_id == case.id, CaseEvent.event == Event.APPROVE, CaseEvent.version == row.version - 1)
    return Answered(
        row.staff_id, db.scalar(sa.select(CaseEvent.staff_id).where(*approved)), (work.today - row.happened_on).days
    )


def _appealed(db: Session, report: Report) -> bool:
    return db.get(Appeal, report.id) is not None

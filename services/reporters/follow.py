"""What the holder of a receipt does after filing: look, and answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from models import Case, Message, Office, Report, UnreleasedMessage, new_id
from policy.counts import Count
from policy.lifecycle import ANSWERED, APPEAL_DAYS, UNANSWERED, Given, Move
from policy.vocabulary import Event, Role, Sender, Status
from security.envelope import seal
from security.receipts import Receipt
from services.cases.by_receipt import find_report, lock_report
from services.cases.hourly import is_for_the_hour
from services.cases.messages import SaidMessage, new_message
from services.cases.questions import somebody_waits, waits
from services.cases.record import apply_move, checked_move, find_next_due, wait_no_more
from services.cases.report_view import ReportView, Stored, find_stored, view_report
from services.keyring import open_report_key
from services.refusals import InvalidFields, UnknownReceipt
from services.work import Work


def look(work: Work, receipt: Receipt) -> tuple[ReportView, bool]:
    """The report as its receipt shows it, and whether pushes about it are on."""
    stored = find_stored(work.db, receipt)
    if stored is None:
        raise UnknownReceipt
    key = open_report_key(receipt, stored.report)
    view = view_report(work.db, stored, key, work.today)
    again = None if view.status in UNANSWERED else stored.recheck_on
    return replace(view, kept_until=_kept_until(work, stored, view), recheck_on=again), stored.is_subscribed


def _kept_until(work: Work, stored: Stored, view: ReportView) -> date | None:
    """The day on which the report is deleted; None while it is worked on, or when somebody holds its case."""
    if stored.is_held or view.status in UNANSWERED:
        return None
    return work.policy.retention.kept_until(Status(stored.case_status), stored.case_category, stored.case_since)


def answer(work: Work, receipt: Receipt, text: str) -> SaidMessage:
    """Say something to the office. The case goes on when all have answered whom it asked, and that is shown.

    InvalidFields after as many messages since the office last wrote as `counts.csv` allows, and when the case is
    answered and its office closed: nobody would read it.
    """
    with work.reading() as db:
        report = find_report(db, receipt)
    key = open_report_key(receipt, report)
    message_id = new_id()
    sealed = seal(key, text.encode(), table="message", column="sealed_text", row_id=message_id)
    case, report = lock_report(work, receipt)
    _refuse_too_many(work, report)
    move = checked_move(case, Event.ANSWER, Role.REPORTER, Given(), field="text")
    if case.status in ANSWERED and work.db.get_one(Office, case.office_id).closed_on is not None:
        raise InvalidFields.one("text", "message.office_closed", days=APPEAL_DAYS)
    was_waited_for = move.target is not None and work.db.scalar(sa.select(waits(case)).where(Report.id == report.id))
    work.db.add(new_message(work, report.id, message_id, Sender.REPORTER, sealed, ask=False))
    work.db.flush()
    if is_for_the_hour(work, case):
        work.db.add(UnreleasedMessage(message_id=message_id))
    elif was_waited_for:  # what nobody asked for must not get in the way of the officer's next step
        go_on(work, case, report, move)
    work.db.flush()
    return SaidMessage(message_id, work.today, Sender.REPORTER, text, ask=False)


def go_on(work: Work, case: Case, report: Report, move: Move) -> None:
    """The wait for this report is over; the case goes on once nobody is waited for any more."""
    if case.asked_on is not None:
        wait_no_more(work, case, case.asked_on, Report.id == report.id)
    if somebody_waits(work.db, case):
        find_next_due(work, case)
    else:
        apply_move(work, case, move)


def _refuse_too_many(work: Work, report: Report) -> None:
    mine = Message.report_id == report.id
    heard = sa.select(sa.func.max(Message.position)).where(mine, Message.sender == Sender.OFFICE.value)
    since = (mine, Message.position > sa.func.coalesce(heard.scalar_subquery(), 0))
    said = work.db.scalar(sa.select(sa.func.count()).select_from(Message).where(*since)) or 0
    most = work.policy.counts[Count.UNANSWERED_MESSAGES].most
    if said >= most:
        raise InvalidFields.one("text", "message.wait_for_answer", max=most)

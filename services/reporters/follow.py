"""What the holder of a receipt does after filing: look, and answer."""

from __future__ import annotations

import sqlalchemy as sa

from models import Message, Office, Report, new_id
from policy.lifecycle import ANSWERED, MOST_UNANSWERED, Given
from policy.vocabulary import Event, Role, Sender
from security.envelope import seal
from security.receipts import Receipt
from services.cases.by_receipt import find_report, lock_report
from services.cases.messages import SaidMessage, new_message
from services.cases.record import apply_move, checked_move, was_asked
from services.cases.report_view import ReportView, find_stored, view_report
from services.keyring import open_report_key
from services.refusals import InvalidFields, UnknownReceipt
from services.work import Work


def look(work: Work, receipt: Receipt) -> tuple[ReportView, bool]:
    """The report as its receipt shows it, and whether pushes about it are on."""
    stored = find_stored(work.db, receipt)
    if stored is None:
        raise UnknownReceipt
    key = open_report_key(receipt, stored.report)
    return view_report(work.db, stored, key, work.today), stored.is_subscribed


def answer(work: Work, receipt: Receipt, text: str) -> SaidMessage:
    """Say something to the office. The answer to its question lets the case go on.

    InvalidFields after `MOST_UNANSWERED` messages since the office last wrote, and when the case is answered and its
    office closed: nobody would read it.
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
        raise InvalidFields.one("text", "message.office_closed")
    if move.target is not None and work.db.scalar(sa.select(was_asked(case)).where(Report.id == report.id)):
        # what nobody asked for must not get in the way of the officer's next step
        apply_move(work, case, move)
    work.db.add(new_message(work, report.id, message_id, Sender.REPORTER, sealed, ask=False))
    work.db.flush()
    return SaidMessage(message_id, work.today, Sender.REPORTER, text, ask=False)


def _refuse_too_many(work: Work, report: Report) -> None:
    mine = Message.report_id == report.id
    heard = sa.select(sa.func.max(Message.position)).where(mine, Message.sender == Sender.OFFICE.value)
    since = (mine, Message.position > sa.func.coalesce(heard.scalar_subquery(), 0))
    said = work.db.scalar(sa.select(sa.func.count()).select_from(Message).where(*since)) or 0
    if said >= MOST_UNANSWERED:
        raise InvalidFields.one("text", "message.wait_for_answer", max=MOST_UNANSWERED)

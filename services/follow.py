"""What the holder of a receipt does after filing: look, and answer."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Message, Report, Subscription, new_id
from policy.lifecycle import Given
from policy.vocabulary import Event, Role, Sender
from security.envelope import seal
from security.receipts import Receipt
from services.case_record import apply_move, checked_move, lock_case, next_position, was_asked
from services.keyring import open_report_key
from services.refusals import UnknownReceipt
from services.report_view import ReportView, SaidMessage, view_report
from services.work import Work


def find_report(db: Session, receipt: Receipt) -> Report:
    """The report of this receipt; UnknownReceipt when there is none."""
    report = db.scalar(sa.select(Report).where(Report.receipt_lookup == receipt.lookup))
    if report is None:
        raise UnknownReceipt
    return report


def lock_report(work: Work, receipt: Receipt) -> tuple[Case, Report]:
    """The report with its case locked until the transaction ends; it may have been withdrawn or moved meanwhile."""
    case = lock_case(work.db, find_report(work.db, receipt).case_id)
    mine = sa.select(Report).where(Report.receipt_lookup == receipt.lookup)
    report = work.db.scalar(mine.execution_options(populate_existing=True))
    if report is None:
        raise UnknownReceipt
    if report.case_id == case.id:
        return case, report
    work.db.rollback()  # nothing else was done in this transaction; two cases are locked in the order of their ids only
    return lock_report(work, receipt)


def look(work: Work, receipt: Receipt) -> tuple[ReportView, bool]:
    """The report as its receipt shows it, and whether pushes about it are on."""
    report = find_report(work.db, receipt)
    subscribed = work.db.scalar(sa.select(Subscription.id).where(Subscription.report_id == report.id))
    return view_report(work.db, report, open_report_key(receipt, report), work.today), subscribed is not None


def answer(work: Work, receipt: Receipt, text: str) -> SaidMessage:
    """Say something to the office. The answer to its question lets the case go on."""
    with work.reading() as db:
        report = find_report(db, receipt)
    key = open_report_key(receipt, report)
    message_id = new_id()
    sealed = seal(key, text.encode(), table="message", column="sealed_text", row_id=message_id)
    case, report = lock_report(work, receipt)
    move = checked_move(case, Event.ANSWER, Role.REPORTER, Given(), field="text")
    if move.target is not None and work.db.scalar(sa.select(was_asked(case)).where(Report.id == report.id)):
        # what nobody asked for must not get in the way of the officer's next step
        apply_move(work, case, move)
    work.db.add(new_message(work, report.id, message_id, Sender.REPORTER, sealed, ask=False))
    work.db.flush()
    return SaidMessage(message_id, work.today, Sender.REPORTER, text, ask=False)


def new_message(work: Work, report_id: str, message_id: str, sender: Sender, sealed: bytes, *, ask: bool) -> Message:
    """The next message of a report."""
    return Message(
        id=message_id,
        report_id=report_id,
        position=next_position(work.db, Message, Message.report_id == report_id),
        posted_on=work.today,
        sender=sender.value,
        ask=ask,
        sealed_text=sealed,
    )

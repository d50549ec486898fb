"""The report of a receipt: found, and locked with its case."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Report
from security.receipts import Receipt
from services.cases.record import lock_case
from services.refusals import UnknownReceipt
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

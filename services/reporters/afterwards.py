"""What the holder of a receipt does with a report later: rate the answer, or take the report back.

A report that is taken back is gone at once: its row with the receipt's wrap of its key, every office's wrap, messages,
rating, files, push address and what waited for it. The last report of a case takes the
case's key along, and with it notes and reasons. A tombstone keeps its receipt from being used again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import timedelta

import sqlalchemy as sa

from models import (
    Appeal,
    Case,
    CaseKeyWrap,
    Consent,
    ConsentRequest,
    Evidence,
    HeldMessage,
    Message,
    Rating,
    Report,
    ReportKeyWrap,
    Stay,
    Subscription,
    Tombstone,
)
from models.engine import leave_no_copy
from notifications.outbox import forget
from policy.lifecycle import WAIT_IS_OVER, Given
from policy.vocabulary import Event, Role, Status
from security.envelope import seal_json
from security.receipts import Receipt
from services.cases.by_receipt import find_report, lock_report
from services.cases.evidence import destroy_files
from services.cases.questions import somebody_waits
from services.cases.record import apply_move, checked_move
from services.keyring import open_report_key
from services.work import Work

TOMBSTONE_DAYS = 90
OF_A_REPORT = (Message, ReportKeyWrap, Rating, Appeal, Stay, Consent, Evidence)


@dataclass(frozen=True)
class Opinion:
    """What a reporter thinks of the answer: whether the matter is solved, and 1 (bad) to 5 (good)."""

    solved: bool
    score: int


def rate(work: Work, receipt: Receipt, opinion: Opinion) -> None:
    """Rate the answer; what was said before is replaced until the case is closed. It moves nothing."""
    with work.reading() as db:
        report = find_report(db, receipt)
    key = open_report_key(receipt, report)
    sealed = seal_json(key, asdict(opinion), table="rating", column="sealed_rating", row_id=report.id)
    case, report = lock_report(work, receipt)
    old = work.db.get(Rating, report.id)
    checked_move(case, Event.RATE, Role.REPORTER, Given(rated=old is not None), field="score")
    if old is None:
        work.db.add(Rating(report_id=report.id, sealed_rating=sealed))
    else:
        old.sealed_rating = sealed
    work.db.flush()


def withdraw(work: Work, receipt: Receipt) -> None:
    """Destroy the report, whatever its case is at; the last report of a case takes the case with it."""
    case, report = lock_report(work, receipt)
    cases = _cases_of(work, report)
    _destroy(work, report)
    work.db.add(Tombstone(receipt_lookup=receipt.lookup, forget_on=work.today + timedelta(days=TOMBSTONE_DAYS)))
    if not _has_reports(work, case):
        case.reseal_pending = False  # of what went up by itself: there is nothing left to seal
        apply_move(work, case, checked_move(case, Event.WITHDRAW, Role.REPORTER, Given()))
    elif case.status == Status.AWAITING_REPORTER and not somebody_waits(work.db, case):
        apply_move(work, case, WAIT_IS_OVER)
    work.db.flush()
    _destroy_keys(work, cases)
    leave_no_copy(work.db)


def _destroy(work: Work, report: Report) -> None:
    sealed = work.db.scalar(sa.select(Subscription.sealed_address).where(Subscription.report_id == report.id))
    if sealed is not None:
        forget(work.db, sealed)
    destroy_files(work, work.db.scalars(sa.select(Evidence.id).where(Evidence.report_id == report.id)))
    said = sa.select(Message.id).where(Message.report_id == report.id)
    work.db.execute(sa.delete(HeldMessage).where(HeldMessage.message_id.in_(said)))
    for table in OF_A_REPORT:
        work.db.execute(sa.delete(table).where(table.__table__.c.report_id == report.id))
    work.db.execute(sa.delete(Report).where(Report.id == report.id))


def _cases_of(work: Work, report: Report) -> tuple[str, ...]:
    """Every case that a report is or was in: the present one, those joined to others, the one appealed against."""
    before = sa.select(Stay.case_id).where(Stay.report_id == report.id)
    return (report.case_id, *work.db.scalars(before))


def _destroy_keys(work: Work, cases: Collection[str]) -> None:
    """Of cases that no report is or was in: their notes and reasons open for nobody, and nobody was asked anything."""
    for table in (CaseKeyWrap, ConsentRequest):
        is_in = sa.exists().where(Report.case_id == table.case_id)
        was_in = sa.exists().where(Stay.case_id == table.case_id)
        work.db.execute(sa.delete(table).where(table.case_id.in_(cases), ~is_in, ~was_in))


def _has_reports(work: Work, case: Case) -> bool:
    return work.db.scalar(sa.select(Report.id).where(Report.case_id == case.id).limit(1)) is not None

"""Destroy reports and files: their rows with every wrap of their keys, what waited for them, and the files.

What was sealed with a key that is gone opens for nobody. The ledger remembers each, so that no backup brings it back.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa

from models import (
    Appeal,
    Avoidance,
    Case,
    CaseEvent,
    CaseKeyWrap,
    Consent,
    ConsentRequest,
    Evidence,
    Extension,
    Hold,
    Joining,
    Message,
    Note,
    Oversight,
    Rating,
    Recusal,
    RegistrySuggestion,
    Reply,
    Report,
    ReportKeyWrap,
    Splitting,
    Stay,
    Subscription,
    Task,
    TaskKeyWrap,
    Tombstone,
    Transfer,
    UnreleasedCase,
    UnreleasedEvidence,
    UnreleasedMessage,
    UnreleasedRating,
    Urging,
)
from models.engine import leave_no_copy
from notifications.outbox import forget
from policy.evidence import EvidenceState
from policy.lifecycle import WAIT_IS_OVER, Given
from policy.vocabulary import Event, Role, Status
from services.cases.evidence import destroy_files
from services.cases.first_words import waited_for_no_more
from services.cases.questions import somebody_waits
from services.cases.record import apply_move, checked_move
from services.cases.reminding import forget_reminders
from services.cases.tasks import end_tasks
from services.ledger import CASE, EVIDENCE, REPORT, remember_deleted
from services.work import Work

TOMBSTONE_DAYS = 90
OF_A_CASE = (
    *(Note, Task, CaseEvent, Transfer, Oversight, Extension, Urging, Joining, Recusal, Avoidance, ConsentRequest, Hold),
    *(UnreleasedCase, Reply, RegistrySuggestion, Splitting),
)
OF_A_REPORT = (Message, ReportKeyWrap, UnreleasedRating, Rating, Appeal, Stay, Consent, Evidence, Reply)


def end_report(work: Work, case: Case, report: Report) -> None:
    """Destroy a report of a locked case, whatever it is at; the last report of a case ends it."""
    cases = _cases_of(work, report)
    destroy_report(work, report)
    if not _has_reports(work, case):
        case.reseal_pending = False  # of what went up by itself: there is nothing left to seal
        end_tasks(work, case.id)
        apply_move(work, case, checked_move(case, Event.WITHDRAW, Role.REPORTER, Given()))
    elif case.status == Status.AWAITING_REPORTER and not somebody_waits(work.db, case):
        apply_move(work, case, WAIT_IS_OVER)
    waited_for_no_more(work, case)
    work.db.flush()
    _destroy_keys(work, cases)


def destroy_report(work: Work, report: Report) -> None:
    """Its row and all that belongs to it; a tombstone keeps its receipt from being used again."""
    forget_on = work.today + timedelta(days=TOMBSTONE_DAYS)
    sealed = work.db.scalar(sa.select(Subscription.sealed_address).where(Subscription.report_id == report.id))
    if sealed is not None:
        forget(work.db, sealed)
    destroy_files(work, work.db.scalars(sa.select(Evidence.id).where(Evidence.report_id == report.id)))
    said = sa.select(Message.id).where(Message.report_id == report.id)
    work.db.execute(sa.delete(UnreleasedMessage).where(UnreleasedMessage.message_id.in_(said)))
    added = sa.select(Evidence.id).where(Evidence.report_id == report.id)
    work.db.execute(sa.delete(UnreleasedEvidence).where(UnreleasedEvidence.evidence_id.in_(added)))
    for table in OF_A_REPORT:
        work.db.execute(sa.delete(table).where(table.__table__.c.report_id == report.id))
    work.db.execute(sa.delete(Report).where(Report.id == report.id))
    work.db.merge(Tombstone(receipt_lookup=report.receipt_lookup, forget_on=forget_on))
    remember_deleted(work, REPORT, [report.id])
    leave_no_copy(work.db)


def destroy_evidence(work: Work, row: Evidence) -> None:
    """A file and its key. Half an upload is in no backup, and need not be remembered."""
    destroy_files(work, [row.id])
    if row.state == EvidenceState.READY.value:
        remember_deleted(work, EVIDENCE, [row.id])
    work.db.execute(sa.delete(UnreleasedEvidence).where(UnreleasedEvidence.evidence_id == row.id))
    work.db.delete(row)
    work.db.flush()
    leave_no_copy(work.db)


def destroy_reports(work: Work, case: Case) -> None:
    """All reports of a locked case, and its key, unless a report that goes on elsewhere was in it."""
    for report in work.db.scalars(sa.select(Report).where(Report.case_id == case.id)).all():
        destroy_report(work, report)
    _destroy_keys(work, [case.id])


def destroy_case(work: Work, case: Case) -> None:
    """A locked case that nothing else points at any more: its keys, its reports, and everything that says it was."""
    work.db.execute(sa.delete(CaseKeyWrap).where(CaseKeyWrap.case_id == case.id))
    destroy_reports(work, case)
    work.db.execute(sa.delete(Joining).where(Joining.into_case_id == case.id))
    work.db.execute(sa.delete(Splitting).where(Splitting.new_case_id == case.id))
    forget_reminders(work.db, case.id)
    for table in OF_A_CASE:
        work.db.execute(sa.delete(table).where(table.__table__.c.case_id == case.id))
    work.db.execute(sa.delete(Case).where(Case.id == case.id))
    remember_deleted(work, CASE, [case.id])
    leave_no_copy(work.db)


def _cases_of(work: Work, report: Report) -> tuple[str, ...]:
    """Every case that a report is or was in: the present one, those joined to others, the one appealed against."""
    before = sa.select(Stay.case_id).where(Stay.report_id == report.id)
    return (report.case_id, *work.db.scalars(before))


def _destroy_keys(work: Work, cases: Collection[str]) -> None:
    """Of cases that no report is or was in: notes, reasons and tasks open for nobody; nothing was asked or proposed."""
    for table in (CaseKeyWrap, ConsentRequest, RegistrySuggestion):
        work.db.execute(sa.delete(table).where(table.case_id.in_(cases), *_of_nobody(table.case_id)))
    work.db.execute(sa.update(Case).where(Case.id.in_(cases), *_of_nobody(Case.id)).values(recheck_on=None))
    left = sa.select(CaseKeyWrap.case_id)
    gone = sa.select(Task.id).where(Task.case_id.in_(cases), Task.case_id.not_in(left))
    work.db.execute(sa.delete(TaskKeyWrap).where(TaskKeyWrap.task_id.in_(gone)))


def _of_nobody(case_id: sa.orm.InstrumentedAttribute[str]) -> tuple[sa.ColumnElement[bool], ...]:
    """No report is or was in the case."""
    return ~sa.exists().where(Report.case_id == case_id), ~sa.exists().where(Stay.case_id == case_id)


def _has_reports(work: Work, case: Case) -> bool:
    return work.db.scalar(sa.select(Report.id).where(Report.case_id == case.id).limit(1)) is not None

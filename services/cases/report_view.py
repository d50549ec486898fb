"""What a receipt shows of its report: one structure, told by `POST /reports` and `GET /reports/mine` alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from models import Case, Consent, Evidence, Office, Rating, Report, Subscription
from policy.disclosure import Act, reporter_timeline
from policy.findings import Finding
from policy.lifecycle import UNANSWERED
from policy.reporter_acts import open_to_reporter
from policy.vocabulary import Event, Outcome, Reason, Result, Status
from security.envelope import open_json
from security.receipts import Receipt
from services.cases.acts import acts_of, answer_days
from services.cases.evidence import EvidenceView, evidence_of
from services.cases.messages import SaidMessage, messages_of
from services.cases.said import as_now
from services.cases.stays import IS_HELD
from services.refusals import UnknownReceipt


@dataclass(frozen=True)
class Asked:
    """Whether the report may be given to an office below; `agreed` is None until the reporter has answered."""

    on: date
    office: Office
    agreed: bool | None


@dataclass(frozen=True)
class ReportView:
    """A report and what came of it, for whoever holds the receipt."""

    reference: str
    category: str
    filed_on: date
    status: Status
    office: Office
    routing_reason: Reason
    findings: tuple[Finding, ...]
    due_on: date
    due_is_provisional: bool
    timeline: tuple[Act, ...]
    messages: tuple[SaidMessage, ...]
    outcome: Outcome | None
    public_reply: str | None
    rating: Mapping[str, Any] | None
    actions_taken: Sequence[str] = ()
    consent: Asked | None = None
    evidence: tuple[EvidenceView, ...] = ()
    allowed_events: tuple[Event, ...] = ()
    appeal_until: date | None = None
    kept_until: date | None = None
    recheck_on: date | None = None


class Stored(NamedTuple):
    """A report with what is read of its case each time, and whether pushes about it are on."""

    report: Report
    office: Office
    rating: Rating | None
    past_local: bool
    is_subscribed: bool
    has_evidence: bool
    case_category: str
    case_status: str
    case_since: date
    is_held: bool
    recheck_on: date | None


_STORED = (
    sa.select(Report, Office, Rating, Case.avoid_local_office)
    .add_columns(
        sa.exists().where(Subscription.report_id == Report.id),
        sa.exists().where(Evidence.report_id == Report.id),  # most have none: they are spared a question
        Case.category,
        Case.status,
        Case.status_since,
        IS_HELD,
        Case.recheck_on,
    )
    .select_from(Report)
    .join(Case, Case.id == Report.case_id)
    .join(Office, Office.id == Case.office_id)
    .outerjoin(Rating, Rating.report_id == Report.id)
    .where(Report.receipt_lookup == sa.bindparam("lookup"))
)


def find_stored(db: Session, receipt: Receipt) -> Stored | None:
    """The report of this receipt, if there is one."""
    row = db.execute(_STORED, {"lookup": receipt.lookup}).one_or_none()
    return Stored(*row) if row else None


def view_report(db: Session, stored: Stored, key: bytes, today: date) -> ReportView:
    """The stored report, opened with its key; UnknownReceipt when it was withdrawn since it was read.

    Each statement sees what stands then. An answer that came after the report was read is read once more: a reporter
    who saw its status without its sentence would not look again for a day.
    """
    report, office, rating, past_local, _, has_evidence, *_ = stored
    acts, messages = acts_of(db, report), messages_of(db, report.id, key)
    rated = open_rating(rating, key)
    viewed = partial(assemble, office=office, acts=acts, messages=messages, key=key, today=today, rating=rated)
    view = viewed(report)
    if view.public_reply is None and view.status not in UNANSWERED:
        view = viewed(_read_again(db, report))
    if has_evidence:
        view = replace(view, evidence=evidence_of(db, report.id, key))
    return _with_open_acts(view, asked_of(db, report.id) if past_local else None, today)


def _with_open_acts(view: ReportView, consent: Asked | None, today: date) -> ReportView:
    asked, rated = consent is not None, view.rating is not None
    acts = open_to_reporter(view.timeline, today, rated=rated, asked_for_consent=asked)
    return replace(view, consent=consent, **vars(acts))


def _read_again(db: Session, report: Report) -> Report:
    try:
        db.refresh(report)
    except InvalidRequestError:
        raise UnknownReceipt from None
    return report


def asked_of(db: Session, report_id: str) -> Asked | None:
    """The consent that the reporter was asked for last."""
    return asked_by_report(db, [report_id]).get(report_id)


def asked_by_report(db: Session, report_ids: Collection[str]) -> dict[str, Asked]:
    """The consents that reporters were asked for last, by report."""
    asked = sa.select(Consent, Office).join(Office, Office.id == Consent.office_id)
    rows = db.execute(asked.where(Consent.report_id.in_(report_ids)))
    return {row.Consent.report_id: Asked(row.Consent.asked_on, row.Office, row.Consent.agreed) for row in rows}


def open_rating(rating: Rating | None, key: bytes) -> Mapping[str, Any] | None:
    """`solved` and `score` as the reporter gave them; None while there is none."""
    if rating is None:
        return None
    opened: Mapping[str, Any] = open_json(
        key, rating.sealed_rating, table="rating", column="sealed_rating", row_id=rating.report_id
    )
    return opened


def assemble(
    report: Report,
    office: Office,
    *,
    acts: Iterable[Act],
    messages: tuple[SaidMessage, ...],
    key: bytes,
    today: date,
    rating: Mapping[str, Any] | None = None,
) -> ReportView:
    """The view of rows that are at hand; status as its own timeline ends, and no answer while unanswered."""
    timeline = reporter_timeline(acts, report.filed_on, answers=answer_days(messages), today=today)
    told = {} if timeline[-1].status in UNANSWERED else open_reply(report, key)
    return ReportView(
        reference=report.reference,
        category=report.category,
        filed_on=report.filed_on,
        status=timeline[-1].status,
        office=office,
        routing_reason=Reason(**report.routing_reason),
        findings=opened_findings(open_content(report, key)),
        due_on=report.due_on,
        due_is_provisional=report.due_is_provisional,
        timeline=timeline,
        messages=messages,
        outcome=Outcome(told["outcome"]) if told.get("outcome") else None,
        public_reply=told.get("public_reply"),
        rating=rating,
        actions_taken=told.get("actions_taken", ()),
    )


def open_content(report: Report, key: bytes) -> dict[str, Any]:
    """What the reporter said: answers, text, occurred_on, reporter_role, target_name, findings."""
    content: dict[str, Any] = open_json(
        key, report.sealed_content, table="report", column="sealed_content", row_id=report.id
    )
    return content


def open_reply(report: Report, key: bytes) -> Mapping[str, Any]:
    """Outcome, what was done and the public sentence as told to this reporter; empty while there is none."""
    if report.sealed_reply is None:
        return {}
    return as_now(open_json(key, report.sealed_reply, table="report", column="sealed_reply", row_id=report.id))


def opened_findings(content: Mapping[str, Any]) -> tuple[Finding, ...]:
    """The findings as they were computed on the day of filing."""
    return tuple(Finding(**{**item, "result": Result(item["result"])}) for item in content["findings"])

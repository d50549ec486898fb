"""What a receipt shows of its report: one structure, told by `POST /reports` and `GET /reports/mine` alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Consent, Evidence, Office, Rating, Report
from policy.disclosure import Act, reporter_timeline
from policy.findings import Finding
from policy.lifecycle import UNANSWERED
from policy.vocabulary import Outcome, Reason, Result, Status
from security.envelope import open_json
from services.cases.acts import acts_of, answer_days
from services.cases.evidence import EvidenceView, evidence_of
from services.cases.messages import SaidMessage, messages_of


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
    consent: Asked | None = None
    evidence: tuple[EvidenceView, ...] = ()


def view_report(db: Session, report: Report, key: bytes, today: date) -> ReportView:
    """The stored report, opened with its key."""
    has_files = sa.exists().where(Evidence.report_id == report.id)  # most have none: they are spared a question
    office, rating, past_local, has_evidence = db.execute(
        sa.select(Office, Rating, Case.avoid_local_office, has_files)
        .select_from(Case)
        .join(Office, Office.id == Case.office_id)
        .outerjoin(Rating, Rating.report_id == report.id)
        .where(Case.id == report.case_id)
    ).one()
    acts, messages = acts_of(db, report), messages_of(db, report.id, key)
    rated = open_rating(rating, key)
    view = assemble(report, office, acts=acts, messages=messages, key=key, today=today, rating=rated)
    view = replace(view, evidence=evidence_of(db, report.id, key)) if has_evidence else view
    return replace(view, consent=asked_of(db, report.id)) if past_local else view


def asked_of(db: Session, report_id: str) -> Asked | None:
    """The consent that the reporter was asked for last."""
    asked = sa.select(Consent, Office).join(Office, Office.id == Consent.office_id)
    row = db.execute(asked.where(Consent.report_id == report_id)).one_or_none()
    return Asked(row.Consent.asked_on, row.Office, row.Consent.agreed) if row else None


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
    reply = {} if timeline[-1].status in UNANSWERED else open_reply(report, key)
    outcome = reply.get("outcome")
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
        outcome=Outcome(outcome) if outcome else None,
        public_reply=reply.get("public_reply"),
        rating=rating,
    )


def open_content(report: Report, key: bytes) -> dict[str, Any]:
    """What the reporter said: answers, text, occurred_on, reporter_role, target_name, findings."""
    content: dict[str, Any] = open_json(
        key, report.sealed_content, table="report", column="sealed_content", row_id=report.id
    )
    return content


def open_reply(report: Report, key: bytes) -> Mapping[str, Any]:
    """Outcome and public sentence as told to this reporter; empty while there is none."""
    if report.sealed_reply is None:
        return {}
    reply: Mapping[str, Any] = open_json(
        key, report.sealed_reply, table="report", column="sealed_reply", row_id=report.id
    )
    return reply


def opened_findings(content: Mapping[str, Any]) -> tuple[Finding, ...]:
    """The findings as they were computed on the day of filing."""
    return tuple(Finding(**{**item, "result": Result(item["result"])}) for item in content["findings"])

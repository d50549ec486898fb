"""What a receipt shows of its report: one structure, told by `POST /reports` and `GET /reports/mine` alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Message, Office, Report
from policy.disclosure import Act, reporter_timeline
from policy.findings import Finding
from policy.vocabulary import Event, Outcome, Reason, Result, Status
from security.envelope import open_json, open_sealed


@dataclass(frozen=True)
class SaidMessage:
    """A message, opened."""

    id: str
    on: date
    sender: str
    text: str
    ask: bool


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


def view_report(db: Session, report: Report, key: bytes) -> ReportView:
    """The stored report, opened with its key."""
    case_and_office = sa.select(Case, Office).join(Office, Office.id == Case.office_id)
    case, office = db.execute(case_and_office.where(Case.id == report.case_id)).one()
    events = db.scalars(sa.select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.version))
    return assemble(report, case, office, events=events, messages=messages_of(db, report.id, key), key=key)


def assemble(
    report: Report,
    case: Case,
    office: Office,
    *,
    events: Iterable[CaseEvent],
    messages: tuple[SaidMessage, ...],
    key: bytes,
) -> ReportView:
    """The view of rows that are at hand."""
    reply = open_reply(report, key)
    acts = [Act(row.happened_on, Event(row.event), Status(row.status), own=True) for row in events]
    outcome = reply.get("outcome")
    return ReportView(
        reference=report.reference,
        category=report.category,
        filed_on=report.filed_on,
        status=Status(case.status),
        office=office,
        routing_reason=Reason(**report.routing_reason),
        findings=opened_findings(open_content(report, key)),
        due_on=report.due_on,
        due_is_provisional=report.due_is_provisional,
        timeline=reporter_timeline(acts, report.filed_on),
        messages=messages,
        outcome=Outcome(outcome) if outcome else None,
        public_reply=reply.get("public_reply"),
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


def messages_of(db: Session, report_id: str, key: bytes) -> tuple[SaidMessage, ...]:
    """The messages of a report, in order, opened with its key."""
    rows = db.scalars(sa.select(Message).where(Message.report_id == report_id).order_by(Message.position))
    return tuple(open_message(row, key) for row in rows)


def open_message(row: Message, key: bytes) -> SaidMessage:
    """One message, opened."""
    text = open_sealed(key, row.sealed_text, table="message", column="sealed_text", row_id=row.id).decode()
    return SaidMessage(row.id, row.posted_on, row.sender, text, row.ask)

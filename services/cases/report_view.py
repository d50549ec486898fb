"""What a receipt shows of its report: one structure, told by `POST /reports` and `GET /reports/mine` alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Consent, Office, Rating, Report, Stay, Transfer
from policy.disclosure import Act, reporter_timeline
from policy.findings import Finding
from policy.lifecycle import UNANSWERED
from policy.vocabulary import Event, Outcome, Reason, Result, Sender, Status
from security.envelope import open_json
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


def view_report(db: Session, report: Report, key: bytes, today: date) -> ReportView:
    """The stored report, opened with its key."""
    office, rating, past_local = db.execute(
        sa.select(Office, Rating, Case.avoid_local_office)
        .select_from(Case)
        .join(Office, Office.id == Case.office_id)
        .outerjoin(Rating, Rating.report_id == report.id)
        .where(Case.id == report.case_id)
    ).one()
    acts, messages = acts_of(db, report), messages_of(db, report.id, key)
    rated = open_rating(rating, key)
    view = assemble(report, office, acts=acts, messages=messages, key=key, today=today, rating=rated)
    return replace(view, consent=asked_of(db, report.id)) if past_local else view


def asked_of(db: Session, report_id: str) -> Asked | None:
    """The consent that the reporter was asked for last."""
    asked = sa.select(Consent, Office).join(Office, Office.id == Consent.office_id)
    row = db.execute(asked.where(Consent.report_id == report_id)).one_or_none()
    return Asked(row.Consent.asked_on, row.Office, row.Consent.agreed) if row else None


def acts_of(db: Session, report: Report) -> list[Act]:
    """What happened to the report, oldest first: in each case while it was there, never before or afterwards."""
    here = sa.and_(CaseEvent.case_id == report.case_id, CaseEvent.version > report.joined_version)
    was_there = sa.and_(
        Stay.report_id == report.id,
        Stay.case_id == CaseEvent.case_id,
        CaseEvent.version > Stay.after_version,
        CaseEvent.version <= Stay.until_version,
    )
    cases = sa.select(Stay.case_id).where(Stay.report_id == report.id)
    rows = db.execute(
        sa.select(CaseEvent, Office.name, Transfer.reason_code)
        .outerjoin(Stay, was_there)
        .outerjoin(Transfer, sa.and_(Transfer.case_id == CaseEvent.case_id, Transfer.version == CaseEvent.version))
        .outerjoin(Office, Office.id == Transfer.to_office_id)
        .where(sa.or_(CaseEvent.case_id == report.case_id, CaseEvent.case_id.in_(cases)))
        .where(sa.or_(here, Stay.position.is_not(None)))
        .order_by(Stay.position.is_(None), Stay.position, CaseEvent.version)
    )
    return [act_of(event, office, reason_code) for event, office, reason_code in rows]


def act_of(event: CaseEvent, office: str | None = None, reason_code: str | None = None) -> Act:
    """A stored event as an act. Whose answer it was the messages tell; another's appeal is none of a report's acts.

    An appeal of one's own made the case that it stands in.
    """
    own = event.event != Event.ANSWER and (event.event != Event.APPEAL or event.version == 1)
    on, what, status = event.happened_on, Event(event.event), Status(event.status)
    return Act(on, what, status, own=own, office=office, reason_code=reason_code)


def answer_days(messages: Sequence[SaidMessage]) -> list[date | None]:
    """For each question that was asked of a reporter, when they first said something to it."""
    asked = [number for number, message in enumerate(messages) if message.ask]
    said = [messages[one:end] for one, end in pairwise([*asked, len(messages)])]
    return [next((one.on for one in part if one.sender == Sender.REPORTER), None) for part in said]


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

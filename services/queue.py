"""The queue of an office: cases by (next_due_on, severity, random id), page by page.

A cursor is the key of the last row, signed and bound to its filters: it can be neither guessed nor reused elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from models import Case, Institution, Joining, Office, Report, School, Staff
from policy import Policy
from policy.lifecycle import UNANSWERED
from policy.vocabulary import Severity
from security.signing import mac, mac_matches
from services.case_access import visible
from services.keyring import Actor
from services.refusals import InvalidFields
from services.work import Work

TAG_BYTES = 32


@dataclass(frozen=True)
class Filters:
    """What to show; None is everything the reader may see."""

    office_id: str | None = None
    status: str | None = None
    category: str | None = None
    matter: str | None = None
    severity: int | None = None
    overdue: bool | None = None
    assignee: str | None = None


@dataclass(frozen=True)
class CaseSummary:
    """The clear part of a case, as a queue shows it.

    `last_filed_on` tells of reports that joined since it was read; `joined_into` is the case its reports went into.
    """

    case: Case
    office: Office
    school: School | None
    institution: Institution | None
    assignee: Staff | None
    joined_into: str | None
    severity: str
    references: tuple[str, ...]
    report_count: int
    last_filed_on: date | None
    is_overdue: bool


@dataclass(frozen=True)
class Page:
    """Part of a queue; `next_cursor` is None on the last page."""

    items: tuple[CaseSummary, ...]
    next_cursor: str | None


def list_cases(work: Work, actor: Actor, filters: Filters, cursor: str | None, limit: int) -> Page:
    """The next page of the queue; InvalidFields for a cursor of other filters or of nobody's making."""
    _refuse_unknown(work.policy, filters)
    key = sa.tuple_(Case.next_due_on, Case.severity, Case.id)
    query = sa.select(Case).where(visible(actor), *_conditions(filters, work.today))
    if cursor is not None:
        due, severity, case_id = _read_cursor(work, actor, filters, cursor)
        query = query.where(key > sa.tuple_(due, severity, sa.literal(case_id, Case.id.type)))
    cases = work.db.scalars(query.order_by(Case.next_due_on, Case.severity, Case.id).limit(limit + 1)).all()
    next_cursor = _cursor(work, actor, filters, cases[limit - 1]) if len(cases) > limit else None
    return Page(tuple(summarise(work, cases[:limit])), next_cursor)


def summarise(work: Work, cases: Sequence[Case]) -> list[CaseSummary]:
    """The cases with the names of what they refer to, in three queries however many there are."""
    ids = [case.id for case in cases]
    rows = work.db.execute(
        sa.select(Case.id, Office, School, Institution, Staff, Joining.into_case_id)
        .join(Office, Office.id == Case.office_id)
        .outerjoin(School, School.id == Case.school_id)
        .outerjoin(Institution, Institution.id == Case.institution_id)
        .outerjoin(Staff, Staff.id == Case.assignee_id)
        .outerjoin(Joining, sa.and_(Joining.case_id == Case.id, Joining.version == Case.version))
        .where(Case.id.in_(ids))
    )
    named = {row[0]: (row[1], row[2], row[3], row[4], row[5]) for row in rows}
    reports: dict[str, list[tuple[str, date]]] = {case_id: [] for case_id in ids}
    within = sa.select(Report.case_id, Report.reference, Report.filed_on).where(Report.case_id.in_(ids))
    for case_id, reference, filed_on in work.db.execute(within.order_by(Report.reference)):
        reports[case_id].append((reference, filed_on))
    return [
        CaseSummary(
            case,
            *named[case.id],
            severity=Severity(case.severity).word,
            references=tuple(reference for reference, _ in reports[case.id]),
            report_count=len(reports[case.id]),
            last_filed_on=max((filed_on for _, filed_on in reports[case.id]), default=None),
            is_overdue=is_overdue(case, work.today),
        )
        for case in cases
    ]


def is_overdue(case: Case, today: date) -> bool:
    """Whether a clock of an unanswered case has run out."""
    return case.status in UNANSWERED and case.next_due_on < today


def _refuse_unknown(policy: Policy, filters: Filters) -> None:
    """A filter that can match nothing is a mistake, not an empty queue."""
    for field, known in (("category", policy.forms), ("matter", policy.matters.by_code)):
        if getattr(filters, field) not in (None, *known):
            raise InvalidFields.one(field, "field.not_offered", allowed=tuple(known))


def _conditions(filters: Filters, today: date) -> list[sa.ColumnElement[bool]]:
    conditions = [
        getattr(Case, "assignee_id" if name == "assignee" else name) == value
        for name, value in asdict(filters).items()
        if value is not None and name != "overdue"
    ]
    if filters.overdue is not None:
        overdue = sa.and_(Case.status.in_([status.value for status in UNANSWERED]), Case.next_due_on < today)
        conditions.append(overdue if filters.overdue else sa.not_(overdue))
    return conditions


def _cursor(work: Work, actor: Actor, filters: Filters, last: Case) -> str:
    position = json.dumps([last.next_due_on.isoformat(), last.severity, last.id]).encode()
    tag = mac(work.world.cursor_key, _bound(actor, filters) + position)
    return base64.urlsafe_b64encode(tag + position).decode()


def _read_cursor(work: Work, actor: Actor, filters: Filters, cursor: str) -> tuple[date, int, str]:
    try:
        raw = base64.b64decode(cursor, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    tag, position = raw[:TAG_BYTES], raw[TAG_BYTES:]
    if not mac_matches(work.world.cursor_key, _bound(actor, filters) + position, tag):
        raise InvalidFields.one("cursor", "cursor_invalid")
    due, severity, case_id = json.loads(position)
    return date.fromisoformat(due), severity, case_id


def _bound(actor: Actor, filters: Filters) -> bytes:
    what: dict[str, Any] = {"office": actor.office_id, **asdict(filters)}
    return json.dumps(what, sort_keys=True).encode() + b"\n"

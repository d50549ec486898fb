"""The queue of an office: cases by (next_due_on, severity, random id), page by page.

A cursor is the key of the last row, signed and bound to its filters: it can be neither guessed nor reused elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Institution, Joining, Office, Report, School, Staff
from policy.access import Permission
from policy.lifecycle import UNANSWERED
from policy.steps import can_take
from policy.supervision import quiet_since
from policy.vocabulary import Severity, Status
from services.cases.access import capacity_of, find_case, find_reported
from services.cases.joined import HOLDS
from services.desk.queue_order import Filters, Position, Question, next_ids
from services.keyring import Actor
from services.paging import Asked, Order, make_cursor, part_of, read_cursor
from services.people.below import is_above, sees_below
from services.refusals import InvalidFields, NotFound
from services.registry.facts import open_on_target
from services.work import Work


@dataclass(frozen=True)
class CaseSummary:
    """The clear part of a case, as a queue shows it.

    `last_filed_on` tells of reports that joined since it was read; `joined_into` is the case its reports went into.
    `may_take`, in a queue: whoever asks may accept it and have it as their own.
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
    is_open: bool
    is_overdue: bool
    may_take: bool = False


@dataclass(frozen=True)
class Page:
    """Part of a queue; `next_cursor` is None on the last page."""

    items: tuple[CaseSummary, ...]
    next_cursor: str | None


def list_cases(work: Work, actor: Actor, filters: Filters, cursor: str | None, limit: int) -> Page:
    """The next page of the queue; InvalidFields for a cursor of other filters or of nobody's making.

    A supervisor's is that of the own office and all below, or of one of them; NotFound for another's.
    """
    _refuse_unknown(work, work.db, actor, filters)
    after = _read_cursor(work, actor, filters, cursor) if cursor is not None else None
    statement = next_ids(_question(work, actor, filters, after, limit + 1))
    ids = [] if statement is None else list(work.db.scalars(statement))
    items = _offered(work, actor, ids[:limit])
    return Page(items, _cursor(work, actor, filters, items[-1].case) if len(ids) > limit else None)


def look_up(work: Work, actor: Actor, reference: str) -> Page:
    """The case that a report is in now, if it is in the actor's queue; else an empty page, whatever the reason.

    No queue is walked: the reference is unique. `references` of every case in the queue find it, and no others.
    """
    try:
        ids = [find_reported(work.db, actor, reference, Permission.READ_CASES).id]
    except NotFound:
        ids = []
    return Page(_offered(work, actor, ids), None)


def list_on_target(work: Work, actor: Actor, case_id: str, asked: Asked) -> Page:
    """Other open cases on the same school or institution, in the queue's order; NotFound for a case of others."""
    case = find_case(work.db, actor, case_id, Permission.READ_CASES)
    place = Case.next_due_on, Case.severity, Case.id
    order: Order[Sequence[Any]] = Order(place, lambda row: row)
    query, bound = open_on_target(actor, case).with_only_columns(*place), f"on the target of {case_id}\n".encode()
    part = part_of(work, query, asked, order, bound=bound, item=lambda *row: row)
    return Page(_offered(work, actor, [case_id for *_, case_id in part.items]), part.next_cursor)


def _offered(work: Work, actor: Actor, ids: Sequence[str]) -> tuple[CaseSummary, ...]:
    return tuple(replace(item, may_take=_may_take(actor, item.case)) for item in summaries(work, ids))


def question_of(work: Work, db: Session, actor: Actor, filters: Filters, number: int) -> Question:
    """The first `number` cases of a queue; InvalidFields for a filter that can match nothing."""
    _refuse_unknown(work, db, actor, filters)
    return _question(work, actor, filters, None, number)


def _question(work: Work, actor: Actor, filters: Filters, after: Position | None, number: int) -> Question:
    quiet = quiet_since(work.policy.limits, work.policy.calendar, work.today)
    return Question(actor, filters, work.today, after, number, work.world.engine.dialect.name, quiet)


def summarise(work: Work, cases: Sequence[Case]) -> list[CaseSummary]:
    """The cases with the names of what they refer to."""
    return summaries(work, [case.id for case in cases])


def summaries(work: Work, ids: Sequence[str]) -> list[CaseSummary]:
    """Cases by id, in that order, with the names of what they refer to: in two queries however many there are."""
    rows = work.db.execute(
        sa.select(Case, Office, School, Institution, Staff, Joining.into_case_id)
        .join(Office, Office.id == Case.office_id)
        .outerjoin(School, School.id == Case.school_id)
        .outerjoin(Institution, Institution.id == Case.institution_id)
        .outerjoin(Staff, Staff.id == Case.assignee_id)
        .outerjoin(Joining, sa.and_(Joining.case_id == Case.id, HOLDS))
        .where(Case.id.in_(ids))
    )
    named = {row.Case.id: row for row in rows}
    reports: dict[str, list[tuple[str, date]]] = {case_id: [] for case_id in ids}
    within = sa.select(Report.case_id, Report.reference, Report.filed_on).where(Report.case_id.in_(ids))
    for case_id, reference, filed_on in work.db.execute(within.order_by(Report.reference)):
        reports[case_id].append((reference, filed_on))
    return [_summary(work, named[case_id], reports[case_id]) for case_id in ids]


def _summary(work: Work, row: Any, reports: Sequence[tuple[str, date]]) -> CaseSummary:
    case, office, school, institution, assignee, joined_into = row
    return CaseSummary(
        case,
        office,
        school,
        institution,
        assignee,
        joined_into,
        severity=Severity(case.severity).word,
        references=tuple(reference for reference, _ in reports),
        report_count=len(reports),
        last_filed_on=max((filed_on for _, filed_on in reports), default=None),
        is_open=case.status in UNANSWERED,
        is_overdue=is_overdue(case, work.today),
    )


def _may_take(actor: Actor, case: Case) -> bool:
    return can_take(Status(case.status), actor.role, capacity_of(actor, case))


def is_overdue(case: Case, today: date) -> bool:
    """Whether a clock of an unanswered case has run out."""
    return case.status in UNANSWERED and case.next_due_on < today


def _refuse_unknown(work: Work, db: Session, actor: Actor, filters: Filters) -> None:
    """A filter that can match nothing is a mistake, not an empty queue; an office elsewhere does not exist."""
    for field, known in (("category", work.policy.forms), ("matter", work.policy.matters.by_code)):
        if getattr(filters, field) not in (None, *known):
            raise InvalidFields.one(field, "field.not_offered", allowed=tuple(known))
    wanted = filters.office_id
    if sees_below(actor) and wanted not in (None, actor.office_id) and not is_above(db, actor, str(wanted)):
        raise NotFound


def _cursor(work: Work, actor: Actor, filters: Filters, last: Case) -> str:
    place = last.next_due_on.isoformat(), last.severity, last.id
    return make_cursor(work, _bound(actor, filters), place)


def _read_cursor(work: Work, actor: Actor, filters: Filters, cursor: str) -> Position:
    due, severity, case_id = read_cursor(work, _bound(actor, filters), cursor)
    return Position(date.fromisoformat(due), severity, case_id)


def _bound(actor: Actor, filters: Filters) -> bytes:
    what: dict[str, Any] = {"office": actor.office_id, **asdict(filters)}
    return json.dumps(what, sort_keys=True).encode() + b"\n"

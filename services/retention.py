"""Ended cases are deleted when their time is up, keys first; those that somebody holds are kept (promise O6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice

import sqlalchemy as sa

from models import Appeal, Case, Hold, Report, Stay
from policy.retention import EVERY, HoldReason, Span
from policy.vocabulary import Status
from services.cases.destruction import destroy_case, destroy_reports
from services.cases.record import lock_case
from services.cases.stays import IS_HELD
from services.refusals import NotFound
from services.work import Work

AT_ONCE = 100


@dataclass(frozen=True)
class HeldCase:
    """A case that is kept although its time may be up."""

    case_id: str
    references: tuple[str, ...]
    reason_code: str
    held_on: date


def delete_old_cases(work: Work) -> int:
    """Delete the cases whose time is up, at most a hundred at once; how many. Safe to repeat and beside another.

    Of one that is a part of a longer story the reports go, and the rest when that story has ended.
    """
    due = sa.or_(*(_due(work, *span) for span in work.policy.retention.spans()))
    deleted = 0
    for case_id in _candidates(work):
        case = _still_due(work, case_id, due)
        if case is not None:
            is_free = work.db.scalar(sa.select(Case.id).where(Case.id == case_id, *_FREE)) is not None
            (destroy_case if is_free else destroy_reports)(work, case)
            deleted += 1
    work.db.flush()
    return deleted


def hold_case(work: Work, reference: str, reason: HoldReason) -> HeldCase:
    """Keep the case of a report until it is released; NotFound. Said again, the reason is replaced."""
    case_id = work.db.scalar(sa.select(Report.case_id).where(Report.reference == reference))
    if case_id is None:
        raise NotFound
    lock_case(work.db, case_id)
    work.db.merge(Hold(case_id=case_id, reason_code=reason.value, held_on=work.today))
    work.db.flush()
    return next(held for held in held_cases(work) if held.case_id == case_id)


def release_case(work: Work, case_id: str) -> None:
    """Keep the case no longer than others; NotFound when nobody holds it."""
    hold = work.db.get(Hold, case_id)
    if hold is None:
        raise NotFound
    work.db.delete(hold)
    work.db.flush()


def held_cases(work: Work) -> list[HeldCase]:
    """Every case that is held, with the references of the reports that are or were in it."""
    holds = work.db.scalars(sa.select(Hold).order_by(Hold.held_on, Hold.case_id)).all()
    ids = [hold.case_id for hold in holds]
    there = sa.select(Report.case_id, Report.reference).where(Report.case_id.in_(ids))
    left = sa.select(Stay.case_id, Report.reference).join(Report, Report.id == Stay.report_id)
    reports = sa.union(there, left.where(Stay.case_id.in_(ids)))
    found: dict[str, list[str]] = {}
    for case_id, reference in work.db.execute(reports.order_by(Report.reference.name)):
        found.setdefault(case_id, []).append(reference)
    return [HeldCase(one.case_id, tuple(found.get(one.case_id, ())), one.reason_code, one.held_on) for one in holds]


def _candidates(work: Work) -> list[str]:
    """In the order in which cases are locked; each line is a walk along the index of a status."""
    with work.reading() as db:
        walks = (db.scalars(oldest(work, span)) for span in work.policy.retention.spans())
        return sorted(islice(chain.from_iterable(walks), AT_ONCE))


def oldest(work: Work, span: Span) -> sa.Select[str]:
    """The cases of a line whose time is up, the longest ended first."""
    due = sa.select(Case.id).where(_due(work, *span), _NOT_HELD, _LEFT_TO_DO)
    return due.order_by(Case.status_since).limit(AT_ONCE)


def _due(work: Work, status: Status, category: str, others: tuple[str, ...], days: int) -> sa.ColumnElement[bool]:
    about = Case.category.not_in(others) if category == EVERY else Case.category == category
    return sa.and_(Case.status == status.value, Case.status_since <= work.today - timedelta(days=days), about)


def _still_due(work: Work, case_id: str, due: sa.ColumnElement[bool]) -> Case | None:
    """The case, locked, unless somebody reopened or held it meanwhile, or deleted it already."""
    try:
        lock_case(work.db, case_id)
    except NotFound:
        return None
    return work.db.scalar(sa.select(Case).where(Case.id == case_id, due, _NOT_HELD, _LEFT_TO_DO))


_LEFT = sa.exists().where(Stay.case_id == Case.id, Stay.report_id == Report.id, Report.case_id != Case.id)
"""A report was in it that goes on elsewhere: this case is a part of its story as long as it is kept."""
_FREE = (~_LEFT, ~sa.exists().where(Appeal.from_case_id == Case.id))
_NOT_HELD = ~IS_HELD
_LEFT_TO_DO = sa.or_(sa.and_(*_FREE), sa.exists().where(Report.case_id == Case.id))

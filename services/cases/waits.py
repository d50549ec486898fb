"""How long an office waited for answers: until the wait of the case ended, and until each reporter's own did."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Message, Report
from policy.vocabulary import Event, Sender, Status

Wait = tuple[date, date]
"""The day of the question, and the day on which nobody waited for an answer any more."""


def waited(db: Session, case: Case, after: int) -> Wait | None:
    """From the first question after a version until the case went on; None where none was asked, or it still waits."""
    asked = _first_question(db, case, after)
    if asked is None:
        return None
    later = (CaseEvent.case_id == case.id, CaseEvent.version > asked.version)
    went_on = sa.select(CaseEvent.happened_on).where(*later, CaseEvent.status != Status.AWAITING_REPORTER.value)
    ended_on = db.scalar(went_on.order_by(CaseEvent.version).limit(1))
    return None if ended_on is None else (asked.happened_on, ended_on)


def waited_for(db: Session, case: Case, report: Report, after: int) -> Wait | None:
    """The same for one report: until its own answer, if that came first; None where it was not asked, or still is."""
    asked = _first_question(db, case, after)
    if asked is None or asked.version <= report.joined_version:
        return None
    wait = waited(db, case, after)
    ends = [day for day in (wait[1] if wait else None, _answered_on(db, report, asked.happened_on)) if day is not None]
    return (asked.happened_on, min(ends)) if ends else None


def _first_question(db: Session, case: Case, after: int) -> CaseEvent | None:
    """Only the first one stops the finish clock."""
    asked = (CaseEvent.case_id == case.id, CaseEvent.version > after, CaseEvent.event == Event.ASK.value)
    return db.scalar(sa.select(CaseEvent).where(*asked).order_by(CaseEvent.version).limit(1))


def _answered_on(db: Session, report: Report, asked_on: date) -> date | None:
    """When the reporter first said something after the question of that day."""
    mine = Message.report_id == report.id
    question = sa.select(sa.func.min(Message.position)).where(mine, Message.ask, Message.posted_on == asked_on)
    said = (mine, Message.sender == Sender.REPORTER.value, Message.position > question.scalar_subquery())
    return db.scalar(sa.select(Message.posted_on).where(*said).order_by(Message.position).limit(1))

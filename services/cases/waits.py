"""How long an office waited for answers: until the wait of the case ended, and until each reporter's own did."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import CaseEvent, Message, Report
from policy.vocabulary import Event, Sender, Status
from services.cases.past import Past, Place


@dataclass(frozen=True)
class Wait:
    """The day of a question, the day on which nobody waited for an answer any more, and where in a past it ended."""

    asked_on: date
    ended_on: date
    place: Place


def waited(db: Session, past: Past) -> Wait | None:
    """From the first question in a past until the case went on; None where none was asked, or it still waits."""
    found = _first_question(db, past)
    return None if found is None else _until_it_went_on(db, *found)


def waited_for(db: Session, report: Report, past: Past) -> Wait | None:
    """The same for a report with this past: until its own answer, if that came first."""
    found = _first_question(db, past)
    if found is None:
        return None
    asked, place = found
    wait, said_on = _until_it_went_on(db, *found), _answered_on(db, report, asked.happened_on)
    if wait is None:
        return None if said_on is None else Wait(asked.happened_on, said_on, place)
    return wait if said_on is None else replace(wait, ended_on=min(wait.ended_on, said_on))


def _until_it_went_on(db: Session, asked: CaseEvent, place: Place) -> Wait | None:
    later = (CaseEvent.case_id == asked.case_id, CaseEvent.version > asked.version)
    went_on = sa.select(CaseEvent).where(*later, CaseEvent.status != Status.AWAITING_REPORTER.value)
    ended = db.scalar(went_on.order_by(CaseEvent.version).limit(1))
    return None if ended is None else Wait(asked.happened_on, ended.happened_on, (place[0], ended.version))


def _first_question(db: Session, past: Past) -> tuple[CaseEvent, Place] | None:
    """Only the first one stops the finish clock."""
    for number, stretch in enumerate(past):
        asked = (stretch.covers(CaseEvent.case_id, CaseEvent.version), CaseEvent.event == Event.ASK.value)
        first = db.scalar(sa.select(CaseEvent).where(*asked).order_by(CaseEvent.version).limit(1))
        if first is not None:
            return first, (number, first.version)
    return None


def _answered_on(db: Session, report: Report, asked_on: date) -> date | None:
    """When the reporter first said something after the question of that day."""
    mine = Message.report_id == report.id
    question = sa.select(sa.func.min(Message.position)).where(mine, Message.ask, Message.posted_on == asked_on)
    said = (mine, Message.sender == Sender.REPORTER.value, Message.position > question.scalar_subquery())
    return db.scalar(sa.select(Message.posted_on).where(*said).order_by(Message.position).limit(1))

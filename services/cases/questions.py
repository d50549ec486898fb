"""A question of the office: who was asked, who has answered, and when the case need not wait any more (ADR 12).

Each reporter's wait ends with the own answer. The case waits until all who were asked have answered, for seven days, or
until the officer goes on without the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Case, CaseEvent, Message, Report, UnreleasedMessage
from policy.vocabulary import Event, Sender, Status


@dataclass(frozen=True)
class Answers:
    """How many reports of a case its last question was asked of, and how many of them have an answer."""

    asked: int
    answered: int


def was_asked(case: Case) -> sa.ColumnElement[bool]:
    """Of a report in the case: whether the last question that the office asked was asked of it too."""
    last = sa.select(sa.func.max(CaseEvent.version)).where(CaseEvent.case_id == case.id, CaseEvent.event == Event.ASK)
    return Report.joined_version < sa.func.coalesce(last.scalar_subquery(), 0)


def waits(case: Case) -> sa.ColumnElement[bool]:
    """Of a report in the case: whether it was asked and has no answer yet."""
    return sa.and_(was_asked(case), sa.not_(_has_answered()))


def somebody_waits(db: Session, case: Case) -> bool:
    """Whether the answer of anybody who was asked is still to come."""
    return db.scalar(sa.select(Report.id).where(Report.case_id == case.id, waits(case)).limit(1)) is not None


def answers_to(db: Session, case: Case) -> Answers | None:
    """What has come of the question that a case waits for; None for a case that waits for none."""
    if case.status != Status.AWAITING_REPORTER:
        return None
    answered = sa.func.coalesce(sa.func.sum(sa.case((_has_answered(), 1), else_=0)), 0)
    counted = sa.select(sa.func.count(), answered).where(Report.case_id == case.id, was_asked(case))
    return Answers(*db.execute(counted).one())


def _has_answered() -> sa.ColumnElement[bool]:
    """Of a report: whether its reporter has said anything since the last question that is shown to the office."""
    question, said = aliased(Message), aliased(Message)
    asked = sa.select(sa.func.max(question.position)).where(question.report_id == Report.id, question.ask)
    later = said.position > sa.func.coalesce(asked.correlate(Report).scalar_subquery(), 0)
    is_shown = said.id.not_in(sa.select(UnreleasedMessage.message_id))
    return (
        sa.exists()
        .where(said.report_id == Report.id, said.sender == Sender.REPORTER.value, later, is_shown)
        .correlate(Report)
    )

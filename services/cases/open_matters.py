"""What is open in a case beside its answer: a proposal that waits for a second person, an office above that waits."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Appeal, Case, CaseEvent, Urging
from policy.decisions import OUTLASTS
from policy.lifecycle import Given
from policy.vocabulary import Event
from services.cases.tasks import has_open_tasks


def given_apart(db: Session, case: Case) -> Given:
    """What keeps the reports of a case where they are, or away from others."""
    return Given(
        set_apart=is_set_apart(db, case),
        tasks_open=has_open_tasks(db, case.id),
        proposal_open=open_proposal(db, case.id) is not None,
        urged=is_urged(db, case.id),
    )


def is_set_apart(db: Session, case: Case) -> bool:
    """Whether a case is never one with another: about safety, past the local office, or an appeal."""
    appealed = sa.select(Appeal.report_id).where(Appeal.case_id == case.id)
    return case.safety or case.avoid_local_office or db.scalar(appealed) is not None


def open_proposal(db: Session, case_id: str) -> CaseEvent | None:
    """The event of the proposal that waits for a decision; None where nothing is proposed, or the case went on."""
    mine = sa.select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.event.not_in(OUTLASTS))
    last = db.scalar(mine.order_by(CaseEvent.version.desc()).limit(1))
    return last if last is not None and last.event == Event.PROPOSE else None


def is_urged(db: Session, case_id: str) -> bool:
    """Whether an office above waits for a report about a case."""
    return db.scalar(sa.select(Urging.version).where(*unanswered_urgings(case_id)).limit(1)) is not None


def unanswered_urgings(case_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Which urgings of a case nobody has reported back about."""
    return (Urging.case_id == case_id, Urging.answered_version.is_(None))

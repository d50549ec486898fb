"""The first words of an office to each reporter of a case: due again for whoever joins it by itself later."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Report, Stay
from policy.lifecycle import UNANSWERED
from policy.lives import BEGINS, RESPONSES
from services.cases.record import find_next_due
from services.work import Work

_WROTE = [event.value for event in RESPONSES]
_TELLS = CaseEvent.event.in_([event.value for event in RESPONSES | BEGINS])
"""Of an event: that it ends the wait for first words, or begins it."""


def waited_for_no_more(work: Work, case: Case) -> None:
    """After reports of a locked case went apart: the first words are not due for whoever was written to."""
    if case.status in UNANSWERED and not case.first_answered and all_written_to(work.db, case):
        case.first_answered = True
        find_next_due(work, case)


def all_written_to(db: Session, case: Case) -> bool:
    """Whether the office has written to each reporter of a case since an answer was last promised, wherever that was.

    As the figures have it: whoever wrote last began no new wait.
    """
    silent = sa.select(Report.id).where(Report.case_id == case.id, sa.func.coalesce(_last(), "").not_in(_WROTE))
    return db.scalar(silent.limit(1)) is None


def _last() -> sa.ColumnElement[str]:
    """What told of the wait last: in the case that the report is in, else in those that it has left."""
    here = sa.select(CaseEvent.event).where(
        CaseEvent.case_id == Report.case_id, CaseEvent.version > Report.joined_version
    )
    before = (
        sa.select(CaseEvent.event)
        .join(Stay, Stay.case_id == CaseEvent.case_id)
        .where(Stay.report_id == Report.id)
        .where(CaseEvent.version > Stay.after_version, CaseEvent.version <= Stay.until_version)
        .order_by(Stay.position.desc())
    )
    newest = (each.where(_TELLS).order_by(CaseEvent.version.desc()).limit(1) for each in (here, before))
    return sa.func.coalesce(*(each.correlate(Report).scalar_subquery() for each in newest))

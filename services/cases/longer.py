"""More time that an office took for a case, once: whether it may, and what it comes to when dates are settled anew."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Extension, Joining, Office, Report, Stay
from policy.deadlines import Deadline
from policy.extensions import longer_finish
from services.cases.joined import HOLDS
from services.cases.past import Stretch
from services.work import Work


def longer_clock(work: Work, db: Session, case: Case) -> Deadline | None:
    """The line that gives the office of a case more time; None where there is none."""
    divisions = work.policy.divisions
    return longer_finish(
        work.policy.deadlines,
        divisions,
        matter=case.matter,
        department=db.get_one(Office, case.office_id).department,
        division_code=divisions.standing(case.division_code).code,
    )


def was_extended(db: Session, case: Case) -> bool:
    """Whether more time was taken for the case before, for one joined to it, or for one that a report of it was in."""
    joined = sa.select(Joining.case_id).where(Joining.into_case_id == case.id, HOLDS)
    before = sa.select(Stay.case_id).join(Report, Report.id == Stay.report_id).where(Report.case_id == case.id)
    anywhere = sa.or_(Extension.case_id == case.id, Extension.case_id.in_(joined), Extension.case_id.in_(before))
    return db.scalar(sa.select(Extension.version).where(anywhere).limit(1)) is not None


def since_extended(db: Session, case: Case, version: int = 0) -> int | None:
    """The version of the case that its extension made; None where it was not extended after that version."""
    mine = (Extension.case_id == case.id, Extension.version > version)
    return db.scalar(sa.select(sa.func.max(Extension.version)).where(*mine))


def extensions_in(db: Session, stretch: Stretch) -> list[int]:
    """The versions with which more time was taken in a stretch of a case."""
    within = stretch.covers(Extension.case_id, Extension.version)
    return list(db.scalars(sa.select(Extension.version).where(within)))

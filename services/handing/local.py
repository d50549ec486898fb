"""Past the local office: where a case may not go without its reporters' consent (T12)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Avoidance, Case, Consent, Office, Report
from policy.transfers import Seat, is_below
from services.refusals import InvalidFields
from services.work import Work

FIELD = "to_office_id"


def needs_consent(work: Work, db: Session, case: Case, wanted: Office) -> bool:
    """Whether an office is the one that was to be avoided, below it, or otherwise further down than the case is.

    By the tree of divisions, and by who is above whom: an office may be above another one of the same division.
    """
    if not case.avoid_local_office:
        return False
    here = db.get_one(Office, case.office_id)
    avoided = db.get(Avoidance, case.id)
    if is_below(work.policy.divisions, seat_of(here), seat_of(wanted)):
        return True
    return avoided is not None and avoided.office_id in with_all_above(db, wanted)


def is_under_avoided(db: Session, case: Case, wanted: Office) -> bool:
    """Whether the avoided office, which is not above the case now, would be: it would see it, and get its appeal."""
    avoided = db.get(Avoidance, case.id)
    if avoided is None or avoided.office_id == wanted.id:
        return False
    here = with_all_above(db, db.get_one(Office, case.office_id))
    return avoided.office_id in with_all_above(db, wanted) - here


def is_free(work: Work, db: Session, case: Case, wanted: Office) -> bool:
    """Whether the case may go to an office: no consent is needed, or every reporter has given it for that office."""
    if not needs_consent(work, db, case, wanted):
        return True
    if is_under_avoided(db, case, wanted):
        return False
    agreed = sa.select(Consent.report_id).where(Consent.office_id == wanted.id, Consent.agreed.is_(True))
    without = sa.select(Report.id).where(Report.case_id == case.id, Report.id.not_in(agreed)).limit(1)
    return db.scalar(without) is None


def check_consent(work: Work, db: Session, case: Case, wanted_id: str) -> None:
    """InvalidFields when the case may not go there."""
    if not is_free(work, db, case, db.get_one(Office, wanted_id)):
        raise InvalidFields.one(FIELD, "transfer.below")


def seat_of(office: Office) -> Seat:
    """What counts of an office for a transfer."""
    return Seat(office.id, office.division_code, office.department)


def with_all_above(db: Session, office: Office) -> set[str]:
    """The ids of an office and of all offices above it."""
    chain = {office.id}
    superior_id = office.superior_id
    while superior_id is not None:
        chain.add(superior_id)
        superior_id = db.get_one(Office, superior_id).superior_id
    return chain

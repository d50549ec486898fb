"""Who at an office could see its cases, or work on them: members who hold its present key, and are not recused.

A supervisor sees, assigns and decides, but works on no case: an office with nobody else has nobody who could.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Case, KeyGrant, Office, Recusal, Staff
from policy.access import Permission, may
from policy.vocabulary import Role
from services.keyring import OVERSIGHT, WORK

SqlId = sa.ColumnElement[str] | str
WORKERS = tuple(role.value for role in Role if may(role, Permission.MOVE_CASES))


def members(office_id: SqlId, purpose: str = WORK) -> sa.Select[str]:
    """The ids of the members of an office who hold its present key."""
    office = aliased(Office)
    return (
        sa.select(Staff.id)
        .join(KeyGrant, sa.and_(KeyGrant.staff_id == Staff.id, KeyGrant.office_id == Staff.office_id))
        .join(office, sa.and_(office.id == Staff.office_id, office.key_version == KeyGrant.key_version))
        .where(Staff.office_id == office_id, KeyGrant.purpose == purpose, Staff.removed_on.is_(None))
    )


def workers(office_id: SqlId) -> sa.Select[str]:
    """The ids of those of them whose role works on cases."""
    return members(office_id).where(Staff.role.in_(WORKERS))


def who_could_see(office_id: SqlId, case_id: SqlId, purpose: str = WORK) -> sa.Select[str]:
    """The ids of those members who are not recused from a case."""
    recused = sa.select(Recusal.staff_id).where(Recusal.case_id == case_id)
    return members(office_id, purpose).where(Staff.id.not_in(recused.correlate(Case)))


def who_could_work(office_id: SqlId, case_id: SqlId) -> sa.Select[str]:
    """The ids of those of them whose role works on cases."""
    return who_could_see(office_id, case_id).where(Staff.role.in_(WORKERS))


_OFFICE_ID, _CASE_ID = (sa.bindparam(name, type_=Staff.__table__.c.id.type) for name in ("office_id", "case_id"))
_WHO_COULD_SEE = who_could_see(_OFFICE_ID, _CASE_ID).limit(1)
_WHO_COULD_WORK = who_could_work(_OFFICE_ID, _CASE_ID).limit(1)
"""Asked for each office that a case could go to: so they are made once."""


@cache
def nobody_sees() -> sa.ColumnElement[bool]:
    """Whether nobody of its office could see a case (of the enclosing query's Case)."""
    office_id, case_id = Case.__table__.c.office_id, Case.__table__.c.id
    return ~who_could_see(office_id, case_id).correlate(Case).exists()


@cache
def nobody_works() -> sa.ColumnElement[bool]:
    """Whether nobody of its office could work on a case (of the enclosing query's Case)."""
    office_id, case_id = Case.__table__.c.office_id, Case.__table__.c.id
    return ~who_could_work(office_id, case_id).correlate(Case).exists()


@cache
def nobody_is_alerted() -> sa.ColumnElement[bool]:
    """Whether no office is alerted of a case (of the enclosing query's Case), or nobody there could see it."""
    alerted_id, case_id = Case.__table__.c.alerted_office_id, Case.__table__.c.id
    return ~who_could_see(alerted_id, case_id).correlate(Case).exists()


def somebody_could_see(db: Session, office_id: str, case_id: str, *, besides: str | None = None) -> bool:
    """Whether somebody of the office could see the case, `besides` not counted."""
    return _is_any(db, _WHO_COULD_SEE, office_id, case_id, besides)


def somebody_could_work(db: Session, office_id: str, case_id: str, *, besides: str | None = None) -> bool:
    """Whether somebody of the office could work on the case, `besides` not counted."""
    return _is_any(db, _WHO_COULD_WORK, office_id, case_id, besides)


def offices_above(db: Session, office: Office) -> Iterator[Office]:
    """The offices above one that are not closed, the nearest first."""
    superior_id = office.superior_id
    while superior_id is not None:
        above = db.get_one(Office, superior_id)
        superior_id = above.superior_id
        if above.closed_on is None:
            yield above


def nearest_above(db: Session, office: Office) -> Office | None:
    """The office above one; a closed one is passed over."""
    return next(offices_above(db, office), None)


def first_to_alert(db: Session, office: Office, case_id: str, *, besides: str | None = None) -> Office | None:
    """The nearest office above one where somebody could work on a case about safety; where there is none, the root.

    None above the root. `besides` is not counted.
    """
    last = None
    for above in offices_above(db, office):
        if somebody_could_work(db, above.id, case_id, besides=besides):
            return above
        last = above
    return last


def keyless_target(db: Session, case: Case) -> Office | None:
    """The nearest office above where somebody holds the oversight key, and so can seal the case for that office."""
    above = offices_above(db, db.get_one(Office, case.office_id))
    held = (office for office in above if db.scalar(who_could_see(office.id, case.id, OVERSIGHT).limit(1)))
    return next(held, None)


@cache
def has_keyless_target() -> sa.ColumnElement[bool]:
    """Whether there is a `keyless_target` for a case (of the enclosing query's Case)."""
    office, case = aliased(Office), Case.__table__.c
    step = sa.select(office.id.label("office_id"), office.superior_id.label("above_id"))
    above = step.where(office.superior_id.is_not(None)).cte("above", recursive=True)
    higher = sa.select(above.c.office_id, office.superior_id).join(office, office.id == above.c.above_id)
    above = above.union_all(higher.where(office.superior_id.is_not(None)))
    is_open = sa.exists().where(office.id == above.c.above_id, office.closed_on.is_(None)).correlate(above)
    held = who_could_see(above.c.above_id, case.id, OVERSIGHT).correlate(above, Case).exists()
    return (
        sa.select(above.c.above_id).where(above.c.office_id == case.office_id, is_open, held).correlate(Case).exists()
    )


def _is_any(db: Session, found: sa.Select[str], office_id: str, case_id: str, besides: str | None) -> bool:
    wanted = found if besides is None else found.where(Staff.id != besides)
    return db.scalar(wanted, {"office_id": office_id, "case_id": case_id}) is not None

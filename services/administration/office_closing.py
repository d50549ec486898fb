"""Close an office, and say which offices need care.

Cases that nobody can see, cases that wait to be sealed, and keys whose change somebody began and nobody finished.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Office
from policy.vocabulary import Reason
from services.administration.rotation import left
from services.handing.escalation import IS_OPEN
from services.people.members import members, nobody_sees, nobody_works
from services.refusals import NotFound, RootStays
from services.work import Work


def close_office(work: Work, office_id: str) -> None:
    """Give the office no more cases; what it has not answered goes up by the clock (`services.handing.escalation`).

    Safe to repeat. NotFound for no such office; RootStays for the one that takes what nobody else can.
    """
    office = work.db.scalar(sa.select(Office).where(Office.id == office_id).with_for_update())
    if office is None:
        raise NotFound
    if office.superior_id is None:
        raise RootStays
    if office.closed_on is None:
        office.closed_on = work.today
    work.db.flush()


def check_offices(db: Session) -> Iterator[Reason]:
    """What an administrator should do something about, office by office."""
    offices = db.scalars(sa.select(Office).where(Office.closed_on.is_(None)).order_by(Office.division_code, Office.id))
    unseen = _counted(db, nobody_sees())
    pending = _counted(db, Case.reseal_pending.is_(True))
    for office in offices.all():
        if db.scalar(members(office.id).limit(1)) is None:
            yield Reason("office_check.nobody_there", {"office": office.name})
        for code, counted in (("case_nobody_sees", unseen), ("reseal_pending", pending)):
            if counted.get(office.id):
                yield Reason(f"office_check.{code}", {"office": office.name, "cases": counted[office.id]})
    yield from _changing_keys(db)
    yield from _promised_by_nobody(db)


def _promised_by_nobody(db: Session) -> Iterator[Reason]:
    """Offices, closed ones too, that promised to look again where nobody could: the office above can."""
    by_office = (Office.division_code, Office.id, Office.name)
    counted = sa.select(sa.func.count(), *by_office).join_from(Case, Office, Office.id == Case.office_id)
    counted = counted.where(Case.recheck_on.is_not(None)).group_by(*by_office).order_by(*by_office)
    for row in db.execute(counted.where(sa.or_(Office.closed_on.is_not(None), nobody_works()))).all():
        yield Reason("office_check.recheck_by_nobody", {"office": row.name, "cases": row[0]})


def _changing_keys(db: Session) -> Iterator[Reason]:
    """Offices, closed ones too, with wraps to old keys: these stay, and whoever held them opens what they open."""
    changing = sa.select(Office).where(Office.rotating_since.is_not(None)).order_by(Office.division_code, Office.id)
    for office in db.scalars(changing).all():
        remaining = sum(left(db, office).values())
        if remaining:
            key = f"{office.division_code}/{office.department}"
            yield Reason("office_check.changing_keys", {"office": office.name, "wraps": remaining, "key": key})


def _counted(db: Session, condition: sa.ColumnElement[bool]) -> dict[str, int]:
    rows = sa.select(Case.office_id, sa.func.count()).where(IS_OPEN, condition).group_by(Case.office_id)
    return {row[0]: row[1] for row in db.execute(rows).all()}

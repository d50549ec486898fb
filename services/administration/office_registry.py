"""Add offices, with nobody of the office above online, and list them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Office
from policy.divisions import UnknownDivision
from policy.routing import default_superior, directory_of
from services.administration.offices import grants_upward, new_office
from services.paging import Asked, Order, Part, part_of
from services.people.below import BY_PLACE
from services.refusals import BadOffice, KeysChanged, OfficeClosed
from services.work import Work


def add_office(work: Work, division_code: str, department: str, name: str | None = None) -> Office:
    """A new office below the one that the tree gives; whoever holds that one's oversight key can open its keys.

    BadOffice when there is one already (OfficeClosed: that is closed), or division or department are none;
    KeysChanged: try again.
    """
    policy = work.policy
    if not policy.words.has(f"department.{department}"):
        raise BadOffice
    with work.reading() as db:
        superior = _superior(work, db, division_code, department)
    said = policy.words.say(f"department.{department}", {}, "zh-Hans")
    division = policy.divisions.chain(division_code)[0].name
    new = new_office(division_code, department, name or f"{division} {said}", superior.id)
    grants = grants_upward(new, superior.id, superior.oversight_public_key, superior.key_version)
    version = work.db.scalar(
        sa.select(Office.key_version).where(Office.id == superior.id).with_for_update(key_share=True)
    )
    if version != superior.key_version:
        raise KeysChanged
    work.db.add(new.office)
    try:
        work.db.flush()
    except IntegrityError:  # somebody was faster
        raise BadOffice from None
    work.db.add_all(grants)
    return new.office


def belong_below(work: Work, office: Office) -> Sequence[Office]:
    """Offices that lie beside a new one, and by the tree would lie below it: they were made before it."""
    divisions = work.policy.divisions
    offices = work.db.scalars(sa.select(Office).where(Office.closed_on.is_(None)).order_by(Office.division_code)).all()
    directory = directory_of(divisions, ((one.division_code, one.department, one.id) for one in offices))
    beside = (one for one in offices if one.superior_id == office.superior_id and one.id != office.id)
    return [
        one for one in beside if default_superior(divisions, directory, one.division_code, one.department) == office.id
    ]


def _superior(work: Work, db: Session, division_code: str, department: str) -> Office:
    offices = db.scalars(sa.select(Office)).all()
    same = [office for office in offices if (office.division_code, office.department) == (division_code, department)]
    if same:
        raise OfficeClosed if same[0].closed_on is not None else BadOffice
    open_ones = (office for office in offices if office.closed_on is None)
    seats = ((office.division_code, office.department, office.id) for office in open_ones)
    directory = directory_of(work.policy.divisions, seats)
    try:
        superior_id = default_superior(work.policy.divisions, directory, division_code, department)
    except UnknownDivision:
        raise BadOffice from None
    if superior_id is None:
        raise BadOffice
    return db.get_one(Office, superior_id)


def find_office(work: Work, division_code: str, department: str) -> Office:
    """An office by its key; BadOffice when there is none."""
    with work.reading() as db:
        office = db.scalar(
            sa.select(Office).where(Office.division_code == division_code, Office.department == department)
        )
    if office is None:
        raise BadOffice
    return office


def page_of_offices(work: Work, asked: Asked) -> Part[Office]:
    """Part of all offices, by division and department."""
    order = Order[Office](BY_PLACE, lambda office: (office.division_code, office.department))
    return part_of(work, sa.select(Office), asked, order, bound=b"offices\n", item=lambda office: office)


def list_offices(db: Session) -> Sequence[Office]:
    """All offices, by division and department."""
    return db.scalars(sa.select(Office).order_by(Office.division_code, Office.department)).all()

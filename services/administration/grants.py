"""Give a member of staff the keys of their office: pending → active, by somebody who can open those keys."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import KeyGrant, Office, Staff
from policy.vocabulary import Role
from security.wraps import wrap
from services.keyring import OVERSIGHT, WORK, grant_for
from services.people.key_reach import Holder, office_key, versions_in_use
from services.refusals import KeysChanged, NotFound
from services.work import Work

PURPOSES: dict[Role, tuple[str, ...]] = {Role.OFFICER: (WORK,), Role.SUPERVISOR: (WORK, OVERSIGHT)}
"""The keys of the own office that a role works with; the other roles hold none."""


def grant_keys(work: Work, holder: Holder, staff_id: str) -> None:
    """Give an account what its role needs of its office's keys; safe to repeat.

    NotFound for no such account, or one that needs no keys; KeyNotHeld for a holder who cannot open them; KeysChanged
    when account or office changed in the meantime.
    """
    with work.reading() as db:
        staff = db.get(Staff, staff_id)
        if staff is None or staff.office_id is None or staff.removed_on is not None:
            raise NotFound
        office = db.get_one(Office, staff.office_id)
        office_key(db, holder, office.id, WORK, office.key_version)  # also where nothing is lacking
        grants = prepare_grants(db, holder, staff, office)
    store_grants(work.db, staff, office, grants)


def prepare_grants(db: Session, holder: Holder, staff: Staff, office: Office) -> list[KeyGrant]:
    """The grants an account lacks, one for each key and version in use; nothing is stored."""
    has = _held(db, staff)
    wanted = [(purpose, version) for purpose in PURPOSES[Role(staff.role)] for version in versions_in_use(db, office)]
    return [
        _grant(staff, office.id, purpose, version, office_key(db, holder, office.id, purpose, version))
        for purpose, version in wanted
        if (purpose, version) not in has
    ]


def _held(db: Session, staff: Staff) -> set[tuple[str, int]]:
    """Purpose and version of the keys that an account has."""
    rows = db.execute(sa.select(KeyGrant.purpose, KeyGrant.key_version).where(KeyGrant.staff_id == staff.id))
    return {(row.purpose, row.key_version) for row in rows}


def _grant(staff: Staff, office_id: str, purpose: str, key_version: int, private_key: bytes) -> KeyGrant:
    to = grant_for(office_id, purpose, staff.id, key_version)
    return KeyGrant(
        office_id=office_id,
        purpose=purpose,
        key_version=key_version,
        staff_id=staff.id,
        wrapped_key=wrap(staff.public_key, private_key, to),
    )


def store_grants(db: Session, staff: Staff, office: Office, grants: Sequence[KeyGrant]) -> None:
    """Store prepared grants; KeysChanged when somebody was faster: the account left or was reset, the keys rotated.

    Rows that others refer to, also a new account that is stored beside this one, are locked for changes only.
    """
    key_version = db.scalar(sa.select(Office.key_version).where(Office.id == office.id).with_for_update(key_share=True))
    public_key = db.scalar(
        sa.select(Staff.public_key)
        .where(Staff.id == staff.id, Staff.removed_on.is_(None))
        .with_for_update(key_share=True)
    )
    if public_key != staff.public_key or key_version != office.key_version:
        raise KeysChanged
    has = _held(db, staff)  # by somebody who gave them at the same time
    db.add_all(grant for grant in grants if (grant.purpose, grant.key_version) not in has)
    db.flush()

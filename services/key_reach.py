"""Who can open an office's private keys: a grant to them, or a grant to an office above whose oversight key they reach.

The mathematics decides, not a question who somebody is: a key that no chain of wraps leads to cannot be given on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Installation, KeyGrant, Office, Staff
from security.envelope import open_sealed
from security.passwords import check_password, decoy_record
from security.wraps import public_of, unwrap
from services.keyring import OVERSIGHT, RECOVERY, Actor, grant_for
from services.refusals import BadCredentials, KeyNotHeld, WrongRecoveryKey
from services.staff import password_record
from services.work import Work


@dataclass(frozen=True)
class Holder:
    """Somebody with a private key: a member of staff by id, or whoever has the offline recovery key."""

    id: str
    private_key: bytes = field(repr=False)


def holder_of(actor: Actor) -> Holder:
    """Somebody who is logged in."""
    return Holder(actor.id, actor.private_key)


def recovery_holder(work: Work, private_key: bytes) -> Holder:
    """Whoever brings the offline recovery key; WrongRecoveryKey when it is another installation's."""
    with work.reading() as db:
        public_key = db.scalar(sa.select(Installation.recovery_public_key))
    if public_of(private_key) != public_key:
        raise WrongRecoveryKey
    return Holder(RECOVERY, private_key)


def staff_holder(work: Work, username: str, password: str) -> Holder:
    """A member of staff at the terminal, by password; BadCredentials otherwise. One Argon2id run."""
    with work.reading() as db:
        staff = db.scalar(sa.select(Staff).where(Staff.username == username, Staff.removed_on.is_(None)))
    kek = check_password(password_record(staff) if staff else decoy_record(work.world.argon2_cost), password)
    if staff is None or kek is None:
        raise BadCredentials
    return Holder(staff.id, private_key_of(staff, kek))


def private_key_of(staff: Staff, kek: bytes) -> bytes:
    """The private key of an account, by what its password gave."""
    return open_sealed(kek, staff.sealed_private_key, table="staff", column="sealed_private_key", row_id=staff.id)


def office_key(db: Session, holder: Holder, office_id: str, purpose: str, key_version: int) -> bytes:
    """One private key of an office, as far as the holder reaches; KeyNotHeld beyond."""
    grants = db.scalars(
        sa.select(KeyGrant).where(
            KeyGrant.office_id == office_id, KeyGrant.purpose == purpose, KeyGrant.key_version == key_version
        )
    ).all()
    by_holder = {grant.staff_id or grant.holder_office_id or RECOVERY: grant for grant in grants}
    if holder.id in by_holder:
        to = grant_for(office_id, purpose, holder.id, key_version)
        return unwrap(holder.private_key, by_holder[holder.id].wrapped_key, to)
    above = next((grant for grant in grants if grant.holder_office_id is not None), None)
    if above is None:
        raise KeyNotHeld
    return _by_office_above(db, holder, above)


def _by_office_above(db: Session, holder: Holder, grant: KeyGrant) -> bytes:
    above_id, above_version = str(grant.holder_office_id), grant.holder_key_version or 1
    private_key = office_key(db, holder, above_id, OVERSIGHT, above_version)
    return unwrap(
        private_key, grant.wrapped_key, grant_for(grant.office_id, grant.purpose, above_id, grant.key_version)
    )


def versions_in_use(db: Session, office: Office) -> list[int]:
    """The versions of an office's keys that may still be needed: more than one while it changes them."""
    held = sa.select(KeyGrant.key_version).where(KeyGrant.office_id == office.id).distinct()
    return sorted(db.scalars(held))

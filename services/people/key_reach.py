"""Who can open an office's private keys: a grant to them, or a grant to an office above whose oversight key they reach.

The mathematics decides, not a question who somebody is: a key that no chain of wraps leads to cannot be given on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Installation, KeyGrant, Office, Staff
from security.envelope import open_sealed
from security.passwords import check_password, decoy_record
from security.wraps import public_of, unwrap
from services.keyring import OVERSIGHT, RECOVERY, WORK, Actor, grant_for
from services.people.factors import NOTHING, Given, check_factor
from services.people.staff import has_passkey, password_record
from services.people.usernames import by_name
from services.people.wrong_codes import HARDEST
from services.refusals import BadCredentials, KeyNotHeld, WrongRecoveryKey
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


def staff_holder(work: Work, username: str, password: str, ask_otp: Callable[[], str] | None = None) -> Holder:
    """A member of staff at the terminal, by password; BadCredentials otherwise. One Argon2id run.

    Who has a second factor is asked for a code by `ask_otp`, and the code is spent; OtpNeeded with nobody to ask.
    """
    with work.reading() as db:
        found = db.execute(by_name(sa.select(Staff, has_passkey()), username)).one_or_none()
    staff = found.Staff if found else None
    kek = check_password(password_record(staff) if staff else decoy_record(work.world.argon2_cost), password)
    if found is None or staff is None or kek is None:
        raise BadCredentials
    spend = check_factor(work, staff, kek, _given(staff, found.has_passkey, ask_otp), has_passkey=found.has_passkey)
    holder = Holder(staff.id, private_key_of(staff, kek))
    spend()
    return holder


def _given(staff: Staff, has_passkey: bool, ask_otp: Callable[[], str] | None) -> Given:  # noqa: FBT001 - a column
    """No passkey works at a terminal: whoever has nothing else gives a recovery code. Nor is work asked for there."""
    if ask_otp is None or not (has_passkey or staff.last_otp_step is not None):
        return NOTHING
    return Given(otp=ask_otp(), effort=HARDEST) if staff.last_otp_step is not None else Given(recovery_code=ask_otp())


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


@dataclass
class OfficeKeys:
    """The private work keys of offices that a holder reaches, each opened once."""

    db: Session
    holder: Holder
    opened: dict[tuple[str, int], bytes] = field(default_factory=dict, repr=False)

    def reaches(self, office_id: str, key_version: int) -> bool:
        """Whether the holder can open it."""
        try:
            self.get(office_id, key_version)
        except KeyNotHeld:
            return False
        return True

    def get(self, office_id: str, key_version: int) -> bytes:
        """One of them; KeyNotHeld when the holder does not reach it."""
        if (office_id, key_version) not in self.opened:
            key = office_key(self.db, self.holder, office_id, WORK, key_version)
            self.opened[office_id, key_version] = key
        return self.opened[office_id, key_version]

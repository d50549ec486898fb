"""Staff accounts."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from models import KeyGrant, Office, Passkey, Staff, new_id
from policy.vocabulary import Role
from security.envelope import seal
from security.passwords import Argon2Cost, PasswordRecord, generate_password, new_record
from security.wraps import generate_key_pair
from services.keyring import WORK


@dataclass(frozen=True)
class NewStaff:
    """An account that is not stored yet, with the password that is shown once."""

    staff: Staff
    password: str = field(repr=False)


def new_staff(username: str, role: Role, office_id: str | None, cost: Argon2Cost) -> NewStaff:
    """An account with a generated password and its own key pair. One Argon2id run: call it outside a transaction."""
    staff = Staff(id=new_id(), username=username, role=role.value, office_id=office_id)
    return NewStaff(staff, renew(staff, cost))


def renew(staff: Staff, cost: Argon2Cost) -> str:
    """Give an account a fresh password, which is returned, and a fresh key pair; nothing opens with the old ones."""
    password, keys = generate_password(), generate_key_pair()
    record, kek = new_record(password, cost)
    staff.password_salt, staff.password_auth, staff.password_parameters = record.salt, record.auth, record.parameters
    staff.public_key = keys.public
    staff.sealed_private_key = seal(kek, keys.private, table="staff", column="sealed_private_key", row_id=staff.id)
    staff.sealed_totp_seed, staff.last_otp_step, staff.sealed_views = None, None, None
    staff.wrong_codes, staff.wrong_codes_since = 0, None
    return password


def is_pending() -> sa.ColumnElement[bool]:
    """Whether an account (of the enclosing query's Staff) has an office, and not its present work key."""
    holds = (
        sa.select(KeyGrant.id)
        .join(Office, Office.id == KeyGrant.office_id)
        .where(
            KeyGrant.staff_id == Staff.id,
            KeyGrant.office_id == Staff.office_id,
            KeyGrant.purpose == WORK,
            KeyGrant.key_version == Office.key_version,
        )
        .correlate(Staff)
        .exists()
    )
    return sa.and_(Staff.office_id.is_not(None), sa.not_(holds)).label("is_pending")


def has_passkey() -> sa.ColumnElement[bool]:
    """Whether an account (of the enclosing query's Staff) has a passkey."""
    return sa.select(Passkey.id).where(Passkey.staff_id == Staff.id).correlate(Staff).exists().label("has_passkey")


def password_record(staff: Staff) -> PasswordRecord:
    """What is stored of the password."""
    return PasswordRecord(staff.password_salt, staff.password_auth, staff.password_parameters)

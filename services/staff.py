"""Staff accounts."""

from __future__ import annotations

from dataclasses import dataclass, field

from models import Staff, new_id
from policy.vocabulary import Role
from security.envelope import seal
from security.passwords import Argon2Cost, PasswordRecord, generate_password, new_record
from security.wraps import generate_key_pair


@dataclass(frozen=True)
class NewStaff:
    """An account that is not stored yet, with the password that is shown once."""

    staff: Staff
    password: str = field(repr=False)


def new_staff(username: str, role: Role, office_id: str | None, cost: Argon2Cost) -> NewStaff:
    """An account with a generated password and its own key pair. One Argon2id run: call it outside a transaction."""
    password, keys, staff_id = generate_password(), generate_key_pair(), new_id()
    record, kek = new_record(password, cost)
    staff = Staff(
        id=staff_id,
        username=username,
        role=role.value,
        office_id=office_id,
        password_salt=record.salt,
        password_auth=record.auth,
        password_parameters=record.parameters,
        public_key=keys.public,
        sealed_private_key=seal(kek, keys.private, table="staff", column="sealed_private_key", row_id=staff_id),
    )
    return NewStaff(staff, password)


def password_record(staff: Staff) -> PasswordRecord:
    """What is stored of the password."""
    return PasswordRecord(staff.password_salt, staff.password_auth, staff.password_parameters)

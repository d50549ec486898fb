"""The second factor of an account: set up with the password, asked for at every log-in, each code good once.

The seed is sealed under what the password gives, so that a thief of the database has neither factor. It counts once a
code of it was given.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Staff, StaffSession
from security.envelope import open_sealed, seal
from security.passwords import check_password
from security.totp import matching_step, new_seed, otpauth_uri
from services.keyring import Actor
from services.people.staff import password_record
from services.people.wrong_codes import WrongCode
from services.refusals import BadCredentials, SecondFactorExists
from services.work import Work

ADDRESS = {"table": "staff", "column": "sealed_totp_seed"}


def enrol(work: Work, actor: Actor, password: str) -> str:
    """A new seed as an `otpauth:` URI, shown once; it counts after `confirm`.

    BadCredentials for a wrong password, SecondFactorExists when there is one that counts.
    """
    _, kek = with_password(work, actor, password)
    seed = new_seed()
    sealed = seal(kek, seed, row_id=actor.id, **ADDRESS)
    without = (Staff.id == actor.id, Staff.last_otp_step.is_(None))
    stored = work.db.execute(sa.update(Staff).where(*without).values(sealed_totp_seed=sealed))
    if stored.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise SecondFactorExists
    return otpauth_uri(seed, actor.username)


def confirm(work: Work, actor: Actor, password: str, otp: str, lookup: bytes) -> None:
    """The first code: from now on the second factor counts. BadCredentials when password or code are wrong.

    Every session but the one of `lookup` ends: whoever else had only the password is not let in by this code.
    """
    staff, kek = with_password(work, actor, password)
    step = check_otp(staff, kek, otp, work.now)
    spend_otp(work.db, staff, step)
    others = (StaffSession.staff_id == staff.id, StaffSession.lookup != lookup)
    work.db.execute(sa.delete(StaffSession).where(*others))


def check_otp(staff: Staff, kek: bytes, otp: str, now: datetime) -> int:
    """The step of the code given, which is not spent yet; WrongCode for a wrong one, or one that was used."""
    if staff.sealed_totp_seed is None:
        raise WrongCode(staff.id)
    seed = open_sealed(kek, staff.sealed_totp_seed, row_id=staff.id, **ADDRESS)
    step = matching_step(seed, otp, now)
    if step is None or (staff.last_otp_step is not None and step <= staff.last_otp_step):
        raise WrongCode(staff.id)
    return step


def spend_otp(db: Session, staff: Staff, step: int) -> None:
    """Mark a code as used; BadCredentials when it, or a later one, was used before: also when both come at once.

    So it is for an account that was removed or reset since `staff` was read: the code is not one of its new life.
    """
    unused = sa.or_(Staff.last_otp_step.is_(None), Staff.last_otp_step < step)
    same = (Staff.id == staff.id, Staff.password_auth == staff.password_auth)
    spent = db.execute(sa.update(Staff).where(*same, unused).values(last_otp_step=step))
    if spent.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise BadCredentials


def with_password(work: Work, actor: Actor, password: str) -> tuple[Staff, bytes]:
    """Somebody's account, and what its password opens; BadCredentials for a wrong one. One Argon2id run."""
    with work.reading() as db:
        staff = db.get_one(Staff, actor.id)
    kek = check_password(password_record(staff), password)
    if kek is None:
        raise BadCredentials
    return staff, kek

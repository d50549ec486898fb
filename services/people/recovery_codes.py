"""Recovery codes: ten, shown once; each stands in for the second factor once, and never for the password."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import RecoveryCode, Staff
from security.recovery_codes import code_digest, new_code
from services.keyring import Actor
from services.ledger import RECOVERY_CODE, remember_deleted
from services.people.second_factor import with_password
from services.refusals import BadCredentials
from services.work import Work

CODES = 10


def renew_codes(work: Work, actor: Actor, password: str) -> list[str]:
    """Ten new codes; those from before are good for nothing. BadCredentials for a wrong password."""
    with_password(work, actor, password)
    codes = [new_code() for _ in range(CODES)]
    forget_codes(work, actor.id)
    work.db.add_all(RecoveryCode(staff_id=actor.id, digest=code_digest(code, actor.id)) for code in codes)
    return codes


def forget_codes(work: Work, staff_id: str) -> None:
    """No code of the account is good any more."""
    theirs = RecoveryCode.staff_id == staff_id
    digests = work.db.scalars(sa.select(RecoveryCode.digest).where(theirs)).all()
    remember_deleted(work, RECOVERY_CODE, [bytes(digest).hex() for digest in digests])
    work.db.execute(sa.delete(RecoveryCode).where(theirs))


def codes_left(db: Session, staff_id: str) -> int:
    """How many were not used."""
    unused = (RecoveryCode.staff_id == staff_id, RecoveryCode.used_on.is_(None))
    return db.scalar(sa.select(sa.func.count()).select_from(RecoveryCode).where(*unused)) or 0


def spend_code(work: Work, staff: Staff, typed: str) -> None:
    """Mark a code as used; BadCredentials for one that is none or was used before, also when both come at once."""
    digest = code_digest(typed, staff.id)
    this = (RecoveryCode.staff_id == staff.id, RecoveryCode.digest == digest)
    unused = sa.update(RecoveryCode).where(*this, RecoveryCode.used_on.is_(None))
    spent = work.db.execute(unused.values(used_on=work.today))
    if spent.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise BadCredentials
    remember_deleted(work, RECOVERY_CODE, [digest.hex()])

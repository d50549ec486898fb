"""The second factor at log-in: a code of an authenticator app, a passkey, or a recovery code in place of either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Passkey, SpentChallenge, Staff
from security.passkeys import Known, PasskeyRefused, Proof, read_part
from security.proof_of_work import Spent
from services.people.recovery_codes import codes_left, spend_code
from services.people.second_factor import check_otp, spend_otp
from services.people.wrong_codes import refuse_unless_paid
from services.refusals import BadCredentials, OtpNeeded
from services.work import Work

OTP, PASSKEY, RECOVERY_CODE = "otp", "passkey", "recovery_code"


@dataclass(frozen=True, repr=False)
class Given:
    """What came with the password: `passkey` is what a browser says of one, `effort` how hard a challenge was."""

    otp: str | None = None
    recovery_code: str | None = None
    passkey: Mapping[str, str] | None = None
    effort: int = 0


NOTHING = Given()
Spend = Callable[[], None]


def check_factor(work: Work, staff: Staff, kek: bytes, given: Given, *, has_passkey: bool) -> Spend:
    """What marks the factor that was given as used, in the transaction that makes the session.

    OtpNeeded without one, for an account that has any; BadCredentials for a wrong one; WorkNeeded for a code after
    many wrong ones.
    """
    if staff.last_otp_step is None and not has_passkey:
        return partial(refuse_changed, work.db, staff)
    if given.recovery_code:
        return partial(_spend_recovery_code, work, staff, given.recovery_code)
    if given.passkey is not None:
        return _check_passkey(work, staff, given.passkey)
    if not given.otp or staff.last_otp_step is None:
        raise _needed(work, staff)
    refuse_unless_paid(work, staff, given.effort)
    step = check_otp(staff, kek, given.otp, work.now)
    return partial(spend_otp, work.db, staff, step)


def refuse_changed(db: Session, staff: Staff) -> None:
    """BadCredentials for an account that was removed, reset or given a second factor while its password was checked.

    Locked: whoever changes it from now on ends this session with the others.
    """
    none_yet = (Staff.last_otp_step.is_(None), ~sa.exists().where(Passkey.staff_id == staff.id))
    if db.scalar(_same(staff).where(*none_yet)) is None:
        raise BadCredentials


def spend_passkey(work: Work, staff: Staff, passkey_id: str, before: Known, proof: Proof) -> None:
    """Count a passkey as used; BadCredentials where the account or the passkey changed meanwhile."""
    if work.db.scalar(_same(staff)) is None:
        raise BadCredentials
    same = (Passkey.id == passkey_id, Passkey.sign_count == before.sign_count)
    values = {"sign_count": proof.passkey.sign_count, "last_used_on": work.today}
    used = work.db.execute(sa.update(Passkey).where(*same).values(**values))
    if used.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has one
        raise BadCredentials
    spend_challenge(work.db, proof.spent)


def spend_challenge(db: Session, spent: Spent) -> None:
    """Remember the challenge of a passkey; BadCredentials when it was answered before, also when both come at once."""
    db.add(SpentChallenge(mark=spent.mark, expires_on=spent.expires_on))
    try:
        db.flush()
    except IntegrityError:
        raise BadCredentials from None


def known(passkey: Passkey) -> Known:
    """What the ceremonies have to know of a passkey."""
    return Known(passkey.credential_id, passkey.public_key, passkey.sign_count)


def credential_id_of(answer: Mapping[str, str]) -> bytes:
    """Which passkey a browser speaks of; BadCredentials for none."""
    try:
        return read_part(answer["credential_id"])
    except PasskeyRefused:
        raise BadCredentials from None


def _check_passkey(work: Work, staff: Staff, answer: Mapping[str, str]) -> Spend:
    own = (Passkey.staff_id == staff.id, Passkey.credential_id == credential_id_of(answer))
    with work.reading() as db:
        passkey = db.scalar(sa.select(Passkey).where(*own))
    before = known(passkey) if passkey is not None else None
    try:
        proof = work.world.passkeys.asserted(answer, before, staff.id, work.now)
    except PasskeyRefused:
        raise BadCredentials from None
    if passkey is None or before is None:
        raise BadCredentials
    return partial(spend_passkey, work, staff, passkey.id, before, proof)


def _spend_recovery_code(work: Work, staff: Staff, typed: str) -> None:
    if work.db.scalar(_same(staff)) is None:
        raise BadCredentials
    spend_code(work, staff, typed)


def _same(staff: Staff) -> sa.Select[str]:
    same = (Staff.id == staff.id, Staff.password_auth == staff.password_auth)
    return sa.select(Staff.id).where(*same).with_for_update(key_share=True)


def _needed(work: Work, staff: Staff) -> OtpNeeded:
    """Which factors the account has, and what a browser needs to ask a passkey: said only after the right password."""
    with work.reading() as db:
        ids = list(db.scalars(sa.select(Passkey.credential_id).where(Passkey.staff_id == staff.id)))
        has_codes = codes_left(db, staff.id) > 0
    has = {OTP: staff.last_otp_step is not None, PASSKEY: bool(ids), RECOVERY_CODE: has_codes}
    options = work.world.passkeys.request_options(staff.id, ids, work.now) if ids else None
    return OtpNeeded([factor for factor, is_there in has.items() if is_there], options)

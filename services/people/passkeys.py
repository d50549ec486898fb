"""The passkeys of an account: offered, added, named, listed, removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Passkey, Staff, new_id
from models.passkeys import LONGEST_CREDENTIAL_ID
from security.envelope import open_sealed, seal
from security.passkeys import PasskeyRefused, Proof, name_key, prf_key
from services.keyring import Actor
from services.ledger import PASSKEY, remember_deleted
from services.people.factors import spend_challenge
from services.people.own_sessions import end_other_sessions
from services.people.recovery_codes import codes_left
from services.people.second_factor import with_password
from services.refusals import BadCredentials, InvalidFields, LastSecondFactor, NotFound, PasskeyTaken
from services.work import Work

MOST = 20
NAME = {"table": "passkey", "column": "sealed_name"}
PRIVATE_KEY = {"table": "passkey", "column": "sealed_private_key"}


@dataclass(frozen=True)
class OwnPasskey:
    """One line of the list; `replaces_password` where it opens the account by itself."""

    id: str
    name: str
    added_on: date
    last_used_on: date | None
    replaces_password: bool


@dataclass(frozen=True)
class Factors:
    """What the account has beside its password."""

    has_authenticator: bool
    passkeys: list[OwnPasskey]
    recovery_codes_left: int


@dataclass(frozen=True, repr=False)
class NewPasskey:
    """What a browser says of a passkey it made; `prf` is 32 bytes in base64url where its authenticator has that."""

    name: str
    answer: Mapping[str, str]
    prf: str | None


def list_factors(work: Work, actor: Actor) -> Factors:
    """The own second factors, the newest passkey last."""
    rows = work.db.scalars(sa.select(Passkey).where(Passkey.staff_id == actor.id).order_by(Passkey.added_on)).all()
    has_authenticator = work.db.scalar(sa.select(Staff.last_otp_step).where(Staff.id == actor.id)) is not None
    return Factors(has_authenticator, [_own(row, actor) for row in rows], codes_left(work.db, actor.id))


def offer_passkey(work: Work, actor: Actor) -> dict[str, Any]:
    """What a browser needs to make a passkey; PasskeyTaken when there are as many as there may be."""
    ids = list(work.db.scalars(sa.select(Passkey.credential_id).where(Passkey.staff_id == actor.id)))
    if len(ids) >= MOST:
        raise PasskeyTaken
    return work.world.passkeys.creation_options(actor.id, actor.username, ids, work.now)


def add_passkey(work: Work, actor: Actor, password: str, new: NewPasskey, lookup: bytes) -> str:
    """The id of a passkey that counts from now on. With PRF it opens the account without the password, too.

    BadCredentials for a wrong password, InvalidFields for what proves nothing, PasskeyTaken. Every session but that of
    `lookup` ends.
    """
    staff, _ = with_password(work, actor, password)
    proof, passkey_id = _registered(work, actor, new), new_id()
    row = Passkey(
        id=passkey_id,
        staff_id=actor.id,
        credential_id=proof.passkey.credential_id,
        public_key=proof.passkey.public_key,
        sign_count=proof.passkey.sign_count,
        sealed_name=seal(name_key(actor.private_key), new.name.encode(), row_id=passkey_id, **NAME),
        sealed_private_key=_wrapped(actor, new.prf, passkey_id),
        added_on=work.today,
    )
    _refuse_changed(work.db, staff)
    spend_challenge(work.db, proof.spent)
    _store(work.db, row)
    end_other_sessions(work.db, actor.id, lookup)
    return passkey_id


def remove_passkey(work: Work, actor: Actor, password: str, passkey_id: str, lookup: bytes) -> None:
    """It is good for nothing any more, and what it opened is destroyed. Every session but that of `lookup` ends.

    BadCredentials for a wrong password, NotFound, LastSecondFactor where an account needs one.
    """
    staff, _ = with_password(work, actor, password)
    _refuse_changed(work.db, staff)
    ids = set(work.db.scalars(sa.select(Passkey.id).where(Passkey.staff_id == actor.id)))
    if passkey_id not in ids:
        raise NotFound
    if work.world.second_factor and staff.last_otp_step is None and len(ids) == 1:
        raise LastSecondFactor
    work.db.execute(sa.delete(Passkey).where(Passkey.id == passkey_id))
    remember_deleted(work, PASSKEY, [passkey_id])
    end_other_sessions(work.db, actor.id, lookup)


def forget_passkeys(work: Work, staff_id: str) -> None:
    """No passkey of the account is good any more, nor anything that one of them opened."""
    theirs = Passkey.staff_id == staff_id
    remember_deleted(work, PASSKEY, work.db.scalars(sa.select(Passkey.id).where(theirs)).all())
    work.db.execute(sa.delete(Passkey).where(theirs))


def _own(row: Passkey, actor: Actor) -> OwnPasskey:
    name = open_sealed(name_key(actor.private_key), row.sealed_name, row_id=row.id, **NAME).decode()
    return OwnPasskey(row.id, name, row.added_on, row.last_used_on, row.sealed_private_key is not None)


def _registered(work: Work, actor: Actor, new: NewPasskey) -> Proof:
    try:
        proof = work.world.passkeys.registered(new.answer, actor.id, work.now)
    except PasskeyRefused:
        raise InvalidFields.one("passkey", "field.passkey_refused") from None
    if len(proof.passkey.credential_id) > LONGEST_CREDENTIAL_ID:
        raise InvalidFields.one("passkey", "field.passkey_refused")
    return proof


def _wrapped(actor: Actor, prf: str | None, passkey_id: str) -> bytes | None:
    if prf is None:
        return None
    try:
        key = prf_key(prf, passkey_id)
    except PasskeyRefused:
        raise InvalidFields.one("prf", "field.passkey_refused") from None
    return seal(key, actor.private_key, row_id=passkey_id, **PRIVATE_KEY)


def _refuse_changed(db: Session, staff: Staff) -> None:
    """Locked, so that two who change the factors of one account come one after the other."""
    same = (Staff.id == staff.id, Staff.password_auth == staff.password_auth)
    if db.scalar(sa.select(Staff.id).where(*same).with_for_update()) is None:
        raise BadCredentials


def _store(db: Session, row: Passkey) -> None:
    have = sa.select(sa.func.count()).select_from(Passkey).where(Passkey.staff_id == row.staff_id)
    if (db.scalar(have) or 0) >= MOST:
        raise PasskeyTaken
    db.add(row)
    try:
        db.flush()
    except IntegrityError:  # some account has this credential
        raise PasskeyTaken from None

"""Log in with a passkey instead of name and password: by PRF its authenticator gives the key of the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from models import Passkey, Staff
from security.envelope import CannotOpen, open_sealed
from security.passkeys import Known, PasskeyRefused, Proof, prf_key
from services.people.factors import credential_id_of, spend_passkey
from services.people.passkeys import PRIVATE_KEY
from services.people.sessions import LoggedIn, actor_of, begin_session
from services.people.staff import is_pending
from services.refusals import BadCredentials
from services.work import Work


def offer_log_in(work: Work) -> dict[str, Any]:
    """What a browser needs to ask for any passkey of this service; nothing is stored for it."""
    return work.world.passkeys.request_options(None, [], work.now)


def log_in_by_passkey(work: Work, answer: Mapping[str, str], prf: str) -> LoggedIn:
    """A session for a passkey and what its PRF gave; BadCredentials otherwise, alike for unknown passkeys.

    The passkey asked for the finger or PIN of its owner, so that it is two factors by itself. Whose it is is read once
    it has signed: making objects of two rows takes longer than finding none, and would tell which passkeys there are.
    """
    named = (Passkey.credential_id == credential_id_of(answer), Staff.removed_on.is_(None))
    with work.reading() as db:
        row = db.execute(_KNOWN.where(*named)).one_or_none()
    before = Known(*row) if row else None
    proof = _asserted(work, answer, before)
    with work.reading() as db:
        found = db.execute(sa.select(Passkey, Staff, is_pending()).join(Staff).where(*named)).one_or_none()
    if before is None or found is None:
        raise BadCredentials
    passkey, staff, pending = found
    private_key = _opened(passkey, prf)
    spend_passkey(work, staff, passkey.id, before, proof)
    return begin_session(work, actor_of(staff, private_key, is_pending=pending, has_passkey=True))


_KNOWN: Final = sa.select(Passkey.credential_id, Passkey.public_key, Passkey.sign_count).join(Staff)


def _asserted(work: Work, answer: Mapping[str, str], passkey: Known | None) -> Proof:
    try:
        return work.world.passkeys.asserted(answer, passkey, None, work.now)
    except PasskeyRefused:
        raise BadCredentials from None


def _opened(passkey: Passkey, prf: str) -> bytes:
    if passkey.sealed_private_key is None:
        raise BadCredentials
    try:
        key = prf_key(prf, passkey.id)
        return open_sealed(key, passkey.sealed_private_key, row_id=passkey.id, **PRIVATE_KEY)
    except (PasskeyRefused, CannotOpen):
        raise BadCredentials from None

"""Passkeys (W3C Web Authentication, level 3): a key pair of a device beside the password, or by PRF instead of it.

A challenge is its own memory: nonce, end and purpose under an HMAC, so that nobody who only asks for one makes a row.
It is good for five minutes, for one account and once: its mark is the caller's to remember.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric import ec
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import encode_cbor, options_to_json_dict, parse_client_data_json
from webauthn.helpers import structs as w3c

from security.derivation import hkdf
from security.proof_of_work import Spent
from security.secrets_file import derive
from security.signing import mac, mac_matches

LIFETIME: Final = timedelta(minutes=5)
LONGEST_PART: Final = 6000
"""Of base64url; attestation objects without an attestation have a few hundred bytes."""
PRF_BYTES: Final = 32
PRF_INPUT: Final = b"jianfu/passkey/v1"
"""Asked of every authenticator alike, since who logs in is not known before; the key is bound to the credential."""

_NAME: Final = "Jianfu"
_LOCAL: Final = ZoneInfo("Asia/Shanghai")
_ENDS, _NONCE, _TAG = 8, 16, 32


class PasskeyRefused(Exception):
    """This does not prove that the passkey is here."""


@dataclass(frozen=True)
class RelyingParty:
    """For whom passkeys are: the host of an origin, and that origin."""

    id: str
    origin: str

    @classmethod
    def at(cls, origin: str) -> RelyingParty:
        """The one of an origin such as `https://example.org`; browsers take no number for a host."""
        return cls(urlsplit(origin).hostname or "", origin)


@dataclass(frozen=True)
class Known:
    """What is stored of a passkey: nothing in it is secret."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True)
class Proof:
    """The passkey as it is now, and what to remember of the challenge."""

    passkey: Known
    spent: Spent = field(repr=False)


class Passkeys:
    """The ceremonies, under one server secret."""

    def __init__(self, secret: bytes, relying_party: RelyingParty) -> None:
        self._tag_key = derive(secret, "passkey challenge")
        self._mark_key = derive(secret, "passkey challenge mark")
        self._at = relying_party

    def creation_options(self, staff_id: str, username: str, known: list[bytes], now: datetime) -> dict[str, Any]:
        """For `navigator.credentials.create`, as the standard's JSON; `known` are credentials the account has."""
        options = generate_registration_options(
            rp_id=self._at.id,
            rp_name=_NAME,
            user_id=staff_id.encode(),
            user_name=username,
            challenge=self._challenge("create", staff_id, now),
            attestation=w3c.AttestationConveyancePreference.NONE,
            authenticator_selection=w3c.AuthenticatorSelectionCriteria(
                resident_key=w3c.ResidentKeyRequirement.PREFERRED,
                user_verification=w3c.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_descriptors(known),
        )
        return options_to_json_dict(options) | _PRF

    def request_options(self, staff_id: str | None, known: list[bytes], now: datetime) -> dict[str, Any]:
        """For `navigator.credentials.get`; without an account any passkey for this host will do, and PRF is asked."""
        options = generate_authentication_options(
            rp_id=self._at.id,
            challenge=self._challenge("get", staff_id, now),
            allow_credentials=_descriptors(known),
            user_verification=w3c.UserVerificationRequirement.REQUIRED,
        )
        return options_to_json_dict(options) | (_PRF if staff_id is None else {})

    def registered(self, answer: Mapping[str, str], staff_id: str, now: datetime) -> Proof:
        """A new passkey; PasskeyRefused unless it answers a challenge of ours for this account."""
        try:
            spent, challenge = self._spent(answer, "create", staff_id, now)
            found = verify_registration_response(
                credential=_created(answer),
                expected_challenge=challenge,
                expected_rp_id=self._at.id,
                expected_origin=self._at.origin,
                require_user_verification=True,
            )
        except Exception:  # noqa: BLE001 - bytes of a stranger, read by three libraries: whatever they trip over
            raise PasskeyRefused from None
        return Proof(Known(found.credential_id, found.credential_public_key, found.sign_count), spent)

    def asserted(self, answer: Mapping[str, str], known: Known | None, staff_id: str | None, now: datetime) -> Proof:
        """That the passkey is here; PasskeyRefused otherwise, also where its counter went back (WebAuthn §7.2).

        An unknown one is checked against a key of nobody, so that it costs as much.
        """
        passkey = known or _nobody()
        try:
            spent, challenge = self._spent(answer, "get", staff_id, now)
            found = verify_authentication_response(
                credential=_used(answer),
                expected_challenge=challenge,
                expected_rp_id=self._at.id,
                expected_origin=self._at.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except Exception:  # noqa: BLE001 - as above
            raise PasskeyRefused from None
        if known is None or found.credential_id != known.credential_id:
            raise PasskeyRefused
        return Proof(Known(known.credential_id, known.public_key, found.new_sign_count), spent)

    def _challenge(self, purpose: str, staff_id: str | None, now: datetime) -> bytes:
        said = int((now + LIFETIME).timestamp()).to_bytes(_ENDS, "big") + secrets.token_bytes(_NONCE)
        return said + mac(self._tag_key, _bound(said, purpose, staff_id))

    def _spent(
        self, answer: Mapping[str, str], purpose: str, staff_id: str | None, now: datetime
    ) -> tuple[Spent, bytes]:
        challenge = parse_client_data_json(read_part(answer["client_data"])).challenge
        said, tag = challenge[: _ENDS + _NONCE], challenge[_ENDS + _NONCE :]
        if len(tag) != _TAG or not mac_matches(self._tag_key, _bound(said, purpose, staff_id), tag):
            raise PasskeyRefused
        ends = datetime.fromtimestamp(int.from_bytes(said[:_ENDS], "big"), UTC)
        if now >= ends:
            raise PasskeyRefused
        return Spent(mac(self._mark_key, challenge), ends.astimezone(_LOCAL).date()), challenge


def read_part(text: str) -> bytes:
    """Bytes as browsers send them, base64url without padding (RFC 4648 §5); PasskeyRefused for anything else."""
    try:
        part = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise PasskeyRefused from None
    return part


def prf_key(prf: str, passkey_id: str) -> bytes:
    """The key that wraps a staff private key, from what PRF gave (32 bytes); each passkey has its own."""
    secret = read_part(prf)
    if len(secret) != PRF_BYTES:
        raise PasskeyRefused
    return hkdf(secret, f"jianfu/passkey/v1|kek|{passkey_id}")


def name_key(private_key: bytes) -> bytes:
    """The key under which the names of somebody's passkeys are sealed: a thief learns no make of a phone."""
    return hkdf(private_key, "jianfu/passkey/v1|name")


_PRF: Final = {"extensions": {"prf": {"eval": {"first": base64.urlsafe_b64encode(PRF_INPUT).decode().rstrip("=")}}}}


def _bound(said: bytes, purpose: str, staff_id: str | None) -> bytes:
    return said + f"|{purpose}|{staff_id or ''}".encode()


def _descriptors(known: list[bytes]) -> list[w3c.PublicKeyCredentialDescriptor]:
    return [w3c.PublicKeyCredentialDescriptor(id=credential_id) for credential_id in known]


def _created(answer: Mapping[str, str]) -> w3c.RegistrationCredential:
    return w3c.RegistrationCredential(
        id=answer["credential_id"],
        raw_id=read_part(answer["credential_id"]),
        response=w3c.AuthenticatorAttestationResponse(
            client_data_json=read_part(answer["client_data"]), attestation_object=read_part(answer["attestation"])
        ),
    )


def _used(answer: Mapping[str, str]) -> w3c.AuthenticationCredential:
    return w3c.AuthenticationCredential(
        id=answer["credential_id"],
        raw_id=read_part(answer["credential_id"]),
        response=w3c.AuthenticatorAssertionResponse(
            client_data_json=read_part(answer["client_data"]),
            authenticator_data=read_part(answer["authenticator_data"]),
            signature=read_part(answer["signature"]),
        ),
    )


@cache
def _nobody() -> Known:
    """A passkey that nobody has: ES256 over P-256 as COSE has it (RFC 9053)."""
    numbers = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
    return Known(b"", encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y}), 0)

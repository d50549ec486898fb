"""The second factor: time-based one-time codes (RFC 6238), SHA-1, 6 digits, 30 s, as authenticator apps know them."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from security.signing import same

STEP_S: Final = 30
DIGITS: Final = 6
ISSUER: Final = "Jianfu"

_SEED_BYTES: Final = 20


def new_seed() -> bytes:
    """160 random bits (RFC 4226 §4)."""
    return secrets.token_bytes(_SEED_BYTES)


def step_at(now: datetime) -> int:
    """The number of the 30 seconds that `now` lies in."""
    return int(now.timestamp()) // STEP_S


def code_at(seed: bytes, step: int) -> str:
    """The code of one step."""
    return _totp(seed).generate(step * STEP_S).decode("ascii")


def matching_step(seed: bytes, typed: str, now: datetime) -> int | None:
    """The step of `now`, or the one before, whose code was typed, or None; spaces do not matter.

    One step back, for who types slowly (RFC 6238, 5.2), and none ahead: each code that is good makes guessing easier,
    and clocks of phones are set by their network. Whose phone is ahead has typed the code when its time has come.
    """
    given = "".join(typed.split()).encode("utf-8", "surrogatepass")
    here = step_at(now)
    return next((step for step in (here, here - 1) if same(code_at(seed, step).encode(), given)), None)


def otpauth_uri(seed: bytes, username: str) -> str:
    """What an authenticator app reads from a QR code; it holds the seed."""
    return _totp(seed).get_provisioning_uri(username, ISSUER)


def _totp(seed: bytes) -> TOTP:
    return TOTP(seed, DIGITS, SHA1(), STEP_S)  # nosec B303 # noqa: S303 - RFC 6238's default, and what apps support

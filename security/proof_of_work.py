"""Proof of work: ALTCHA v2, PBKDF2/SHA-256, made once, solved on the phone, checked by two HMACs.

The answer is checked here and not by `altcha.verify_solution`, which reads the system clock and runs a key derivation
with the sender's parameters when there is no key signature. What it accepts of ours, this accepts, and never more.
"""

from __future__ import annotations

import base64
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import altcha

from security.secrets_file import derive
from security.signing import mac, same

ALGORITHM: Final = "PBKDF2/SHA-256"
LIFETIME: Final = timedelta(minutes=10)
SET_BACK: Final = timedelta(hours=1)
"""A clock may be set back so far; what a clock that was far ahead has made is no good any more."""
LONGEST_PAYLOAD: Final = 4096
DATA: Final = "data"
EFFORT: Final = "effort"
"""Where a challenge that is harder than usual says so, under its signature."""

MALFORMED: Final = "challenge_malformed"
FORGED: Final = "challenge_forged"
UNSOLVED: Final = "challenge_unsolved"
EXPIRED: Final = "challenge_expired"

_LOCAL: Final = ZoneInfo("Asia/Shanghai")
_UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


class ChallengeRefused(Exception):
    """The proof of work is no good; `code` is one of the four codes above."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Spent:
    """A good answer: `mark` must be unique in the database until the Asia/Shanghai day `expires_on` is over.

    A day, not the moment: the exact expiry would tell when the report was filed.
    """

    mark: bytes
    expires_on: date
    effort: int = 1
    """How many times the usual work it took."""


class ProofOfWork:
    """Makes challenges and checks answers under one server secret."""

    def __init__(self, secret: bytes, *, cost: int = 5000, counter_range: tuple[int, int] = (150, 350)) -> None:
        self._signature_key = derive(secret, "challenge signature")
        self._answer_key = derive(secret, "challenge answer")
        self._mark_key = derive(secret, "challenge mark")
        self._cost = cost
        self._counter_range = counter_range

    def new_challenge(self, now: datetime, *, effort: int = 1) -> dict[str, Any]:
        """A challenge good for ten minutes; its solution takes 150–350 derivations, times `effort`."""
        lowest, highest = (bound * effort for bound in self._counter_range)
        challenge = altcha.create_challenge(
            ALGORITHM,
            self._cost,
            counter=lowest + secrets.randbelow(highest - lowest + 1),
            expires_at=now + LIFETIME,
            data={EFFORT: effort} if effort > 1 else None,
            hmac_secret=self._signature_key,
            hmac_key_secret=self._answer_key,
        )
        return challenge.to_dict()

    def check(self, payload: str, now: datetime) -> Spent:
        """What to remember of a good answer (base64 JSON), else ChallengeRefused; replays are the caller's to find."""
        parameters, signature, answer = _read(payload)
        if not same(self._signature_of(parameters), signature):
            raise ChallengeRefused(FORGED)
        expires_at = datetime.fromtimestamp(parameters["expiresAt"], UTC)
        if not now < expires_at <= now + LIFETIME + SET_BACK:
            raise ChallengeRefused(EXPIRED)
        if not same(mac(self._answer_key, answer).hex().encode(), parameters["keySignature"].encode()):
            raise ChallengeRefused(UNSOLVED)
        mark, effort = mac(self._mark_key, signature), parameters.get(DATA, {}).get(EFFORT, 1)
        return Spent(mark, expires_at.astimezone(_LOCAL).date(), effort)

    def _signature_of(self, parameters: dict[str, Any]) -> bytes:
        # ALTCHA signs JSON with sorted keys; for the ASCII strings and whole numbers of our own challenges this is it.
        canonical = json.dumps(parameters, sort_keys=True, separators=(",", ":"))
        return mac(self._signature_key, canonical.encode()).hex().encode()


def solve(challenge: dict[str, Any]) -> str:
    """The base64 payload that answers `challenge`; ChallengeRefused when it is none or takes over 90 s."""
    try:
        parsed = altcha.Challenge.from_dict(challenge)
        solution = altcha.solve_challenge(parsed)
    except (*_UNREADABLE, OverflowError):
        raise ChallengeRefused(MALFORMED) from None
    if solution is None:
        raise ChallengeRefused(UNSOLVED)
    return altcha.Payload(parsed, solution).to_base64()


def _read(payload: str) -> tuple[dict[str, Any], bytes, bytes]:
    """Parameters, signature (as sent) and derived key of a payload."""
    if len(payload) <= LONGEST_PAYLOAD:
        with suppress(*_UNREADABLE):
            sent = json.loads(base64.b64decode(payload, validate=True))
            parameters, signature = sent["challenge"]["parameters"], sent["challenge"]["signature"]
            if _is_flat(parameters):
                return parameters, signature.encode("ascii"), bytes.fromhex(sent["solution"]["derivedKey"])
    raise ChallengeRefused(MALFORMED)


def _is_flat(parameters: Any) -> bool:
    """Whether these could be parameters of ours: nothing nested that could exhaust the stack when written again."""
    if not isinstance(parameters, dict) or not isinstance(parameters.get(DATA, {}), dict):
        return False
    plain = [value for name, value in parameters.items() if name != DATA]
    return all(isinstance(value, str | int) for value in (*plain, *parameters.get(DATA, {}).values()))

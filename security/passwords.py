"""Generated passwords: one Argon2id run gives both the proof that is stored and the key that is not.

password ─Argon2id→ 32 bytes ─HKDF "auth"→ stored as SHA-256 · ─HKDF "kek"→ opens the staff private key and TOTP seed.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Final

from argon2.low_level import Type, hash_secret_raw

from security.crockford import forgive, grouped, random_characters
from security.derivation import hkdf
from security.signing import same

LONGEST: Final = 128

_INFO: Final = "jianfu/password/v1"
_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32


@dataclass(frozen=True)
class Argon2Cost:
    """What one Argon2id run costs (RFC 9106); the default takes about 0.2 s and 64 MiB."""

    memory_kib: int = 65536
    passes: int = 3
    lanes: int = 1

    @property
    def text(self) -> str:
        """As stored: `argon2id$m=65536,t=3,p=1`."""
        return f"argon2id$m={self.memory_kib},t={self.passes},p={self.lanes}"

    @classmethod
    def parse(cls, text: str) -> Argon2Cost:
        """The cost `text` was made from; ValueError for anything else."""
        pairs = dict(pair.split("=", 1) for pair in text.partition("$")[2].split(","))
        cost = cls(int(pairs.get("m", 0)), int(pairs.get("t", 0)), int(pairs.get("p", 0)))
        if cost.text != text:
            raise ValueError("unknown password parameters")
        return cost


REAL_COST: Final = Argon2Cost()
DEMO_COST: Final = Argon2Cost(memory_kib=19456, passes=2)
"""For the demo's 160 generated passwords, all made at its first start; the least that OWASP advises for chosen ones."""


@dataclass(frozen=True)
class PasswordRecord:
    """What is stored of a password: salt (16 bytes), SHA-256 of the "auth" key (32 bytes), Argon2 parameters."""

    salt: bytes = field(repr=False)
    auth: bytes = field(repr=False)
    parameters: str


def generate_password() -> str:
    """80 random bits as 16 Crockford characters in groups of four."""
    return grouped(random_characters(16), 4, 4, 4, 4)


def new_record(password: str, cost: Argon2Cost = REAL_COST) -> tuple[PasswordRecord, bytes]:
    """The record to store and the 32-byte kek; ValueError past 128 characters."""
    if len(password) > LONGEST:
        raise ValueError("the password is too long")
    salt = secrets.token_bytes(_SALT_BYTES)
    auth, kek = _auth_and_kek(password, salt, cost)
    return PasswordRecord(salt, auth, cost.text), kek


def check_password(record: PasswordRecord, password: str) -> bytes | None:
    """The kek when the password is right, else None; case, dashes, O/0 and I/1/L do not matter.

    More than 128 characters are wrong without a hash, for every account alike.
    """
    if len(password) > LONGEST:
        return None
    auth, kek = _auth_and_kek(password, record.salt, Argon2Cost.parse(record.parameters))
    return kek if same(auth, record.auth) else None


def decoy_record(cost: Argon2Cost = REAL_COST) -> PasswordRecord:
    """A record no password fits, to be checked for unknown users so that they cost as much as known ones."""
    return PasswordRecord(secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_HASH_BYTES), cost.text)


def _auth_and_kek(password: str, salt: bytes, cost: Argon2Cost) -> tuple[bytes, bytes]:
    meant = forgive(password).encode("utf-8", "surrogatepass")  # JSON may carry a lone surrogate
    root = hash_secret_raw(
        secret=meant,
        salt=salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=_HASH_BYTES,
        type=Type.ID,
    )
    return hashlib.sha256(hkdf(root, f"{_INFO}|auth")).digest(), hkdf(root, f"{_INFO}|kek")

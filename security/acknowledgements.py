"""A signed acknowledgement: that a report with just this content was filed here on this day (promise A11).

Signed with Ed25519 (RFC 8032) are the bytes `jianfu/acknowledgement/v1|reference|category|day|digest`; the digest is
SHA-256(nonce ‖ canonical report) in hexadecimal. The nonce (32 bytes) comes from the receipt: without it nobody can try
out what a report may have said, and nothing more is stored.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from security.envelope import joined
from security.signatures import SigningKey, keys_since

KEY_BYTES: Final = 32
_WHAT: Final = "jianfu/acknowledgement/v1"


@dataclass(frozen=True)
class Signed:
    """What an acknowledgement says: public reference, category, day, and the digest of nonce and report."""

    reference: str
    category: str
    filed_on: date
    digest: bytes

    def written(self) -> bytes:
        """What is signed; ValueError for parts that cannot be of an acknowledgement."""
        return joined(_WHAT, self.reference, self.category, self.filed_on.isoformat(), self.digest.hex()).encode()


@dataclass(frozen=True)
class Signer:
    """The key of this installation, and the public keys that it had before."""

    secret: bytes = field(repr=False)
    former: tuple[bytes, ...] = ()

    @property
    def public_key(self) -> bytes:
        """Whoever has it can check a signature without us."""
        return self._key.public_key

    @property
    def public_keys(self) -> tuple[bytes, ...]:
        """Those of which acknowledgements are genuine, the one in use first."""
        return self._key.public_keys

    def sign(self, signed: Signed) -> bytes:
        """The same 64 bytes each time for the same acknowledgement."""
        return self._key.sign(signed.written())

    def is_genuine(self, signed: Signed, signature: bytes) -> bool:
        """Whether this key, or one that was in use before, signed just that."""
        with suppress(ValueError):  # of parts that no acknowledgement has
            return bool(keys_since(self.public_keys, signed.written(), signature))
        return False

    @cached_property
    def _key(self) -> SigningKey:
        return SigningKey(self.secret, "acknowledgement", self.former)


def digest_of(nonce: bytes, canonical: bytes) -> bytes:
    """What stands for the report in its acknowledgement."""
    return hashlib.sha256(nonce + canonical).digest()

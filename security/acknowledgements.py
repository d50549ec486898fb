"""A signed acknowledgement: that a report with just this content was filed here on this day (promise A11).

Signed with Ed25519 (RFC 8032) are the bytes `jianfu/acknowledgement/v1|reference|category|day|digest`; the digest is
SHA-256(nonce ‖ canonical report) in hexadecimal. The nonce (32 bytes) comes from the receipt: without it nobody can try
out what a report may have said, and nothing more is stored.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Final

from security.envelope import joined
from security.signatures import UseSigner, signers_since

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


class Signer(UseSigner):
    """The key of this installation for acknowledgements, and the public keys that it had before."""

    use = "acknowledgement"

    def is_genuine(self, signed: Signed, signature: bytes) -> bool:
        """Whether this key, or one that was in use before, signed just that."""
        return bool(signers_since(self.public_keys, signed, signature))


def digest_of(nonce: bytes, canonical: bytes) -> bytes:
    """What stands for the report in its acknowledgement."""
    return hashlib.sha256(nonce + canonical).digest()

"""Signed heads of the audit log: that it had just these rows at this moment (promise K7).

Signed with Ed25519 (RFC 8032) are the bytes `jianfu/audit/v1|installation|size|moment|root`, the root in hexadecimal.
The key is derived from the server's secret, for this use alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import ClassVar

from security.envelope import joined
from security.signatures import SigningKey, keys_since


@dataclass(frozen=True)
class Head:
    """The head of the tree over the first `size` rows of an installation's log."""

    installation_id: str
    size: int
    at: datetime
    root: bytes

    what: ClassVar[str] = "jianfu/audit/v1"

    def written(self) -> bytes:
        """What is signed."""
        moment = self.at.astimezone(UTC).isoformat()
        return joined(self.what, self.installation_id, str(self.size), moment, self.root.hex()).encode()


class PrunedHead(Head):
    """That the first `size` rows of the log, over which this was the head, were deleted at this moment."""

    what = "jianfu/audit/pruned/v1"


@dataclass(frozen=True)
class HeadSigner:
    """The key that signs the heads of this installation's log, and the public keys that did before."""

    secret: bytes = field(repr=False)
    former: tuple[bytes, ...] = ()

    @property
    def public_key(self) -> bytes:
        """Whoever has it can check the log's copies without us: 32 bytes."""
        return self._key.public_key

    @property
    def public_keys(self) -> tuple[bytes, ...]:
        """Those of which signatures count, the one in use first."""
        return self._key.public_keys

    def sign(self, head: Head) -> bytes:
        """The signature: 64 bytes."""
        return self._key.sign(head.written())

    @cached_property
    def _key(self) -> SigningKey:
        return SigningKey(self.secret, "audit", self.former)


def signers_since(public_keys: Sequence[bytes], head: Head, signature: bytes) -> tuple[bytes, ...]:
    """The keys that may sign what comes after this head: the one that signed it, and later ones; else none."""
    with suppress(TypeError, ValueError):  # nobody signed what cannot even be written
        return keys_since(public_keys, head.written(), signature)
    return ()

"""Signed heads of the audit log: that it had just these rows at this moment (promise K7).

Signed with Ed25519 (RFC 8032) are the bytes `jianfu/audit/v1|installation|size|moment|root`, the root in hexadecimal.
The key is derived from the server's secret, for this use alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from security.envelope import joined
from security.signatures import UseSigner


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


class HeadSigner(UseSigner):
    """The key that signs the heads of this installation's log, and the public keys that did before."""

    use = "audit"

"""Ed25519 signatures (RFC 8032) under a key of the server's secret, for one use alone."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from security.secrets_file import derive


@dataclass(frozen=True)
class SigningKey:
    """The key for one named use."""

    secret: bytes = field(repr=False)
    use: str

    @property
    def public_key(self) -> bytes:
        """Whoever has it can check a signature without us: 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, written: bytes) -> bytes:
        """The same 64 bytes each time for the same text."""
        return self._key.sign(written)

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(derive(self.secret, self.use))


def is_signature(public_key: bytes, written: bytes, signature: bytes) -> bool:
    """Whether the owner of this key signed just that; False for bytes that are no key or no signature."""
    with suppress(InvalidSignature, ValueError):
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, written)
        return True
    return False

"""Ed25519 signatures (RFC 8032) under a key of the server's secret, for one use alone.

A new secret makes new keys. What was signed before is checked with the former public keys, the latest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from security.secrets_file import derive


class Writable(Protocol):
    """What can be signed."""

    def written(self) -> bytes:
        """The bytes that are signed; ValueError or TypeError for parts that none of its kind has."""


@dataclass(frozen=True)
class UseSigner:
    """The key for one named use, and the public keys that were in use before it."""

    secret: bytes = field(repr=False)
    former: tuple[bytes, ...] = ()

    use: ClassVar[str]

    @property
    def public_key(self) -> bytes:
        """Whoever has it can check a signature without us: 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    @property
    def public_keys(self) -> tuple[bytes, ...]:
        """Those of which signatures count, the one in use first."""
        return (self.public_key, *self.former)

    def sign(self, said: Writable) -> bytes:
        """The same 64 bytes each time for the same words."""
        return self._key.sign(said.written())

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(derive(self.secret, self.use))


def signers_since(public_keys: Sequence[bytes], said: Writable, signature: bytes) -> tuple[bytes, ...]:
    """Of keys that are given with the latest first, the one that signed just that and all later ones; else none."""
    with suppress(TypeError, ValueError):  # nobody signed what cannot even be written
        written = said.written()
        signers = (number for number, key in enumerate(public_keys, 1) if is_signature(key, written, signature))
        return tuple(public_keys[: next(signers, 0)])
    return ()


def is_signature(public_key: bytes, written: bytes, signature: bytes) -> bool:
    """Whether the owner of this key signed just that; False for bytes that are no key or no signature."""
    with suppress(InvalidSignature, ValueError):
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, written)
        return True
    return False

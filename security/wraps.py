"""Wraps: a key sealed to one recipient's public key, for one row and one version of that key.

HPKE base mode (RFC 9180), DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; wire enc (32 bytes) ‖ ciphertext.
The context goes into `info`; the additional data of the single message is empty.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from security.envelope import CannotOpen, joined
from security.padding import pad, unpad

_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class KeyPair(NamedTuple):
    """An X25519 key pair, raw, 32 bytes each (RFC 7748)."""

    private: bytes
    public: bytes

    def __repr__(self) -> str:
        return f"KeyPair(public={self.public.hex()})"


@dataclass(frozen=True)
class WrapFor:
    """What a wrap is bound to; ValueError when a part is empty or contains `|`."""

    table: str
    row_id: str
    recipient_id: str
    key_version: int

    def __post_init__(self) -> None:
        self.info()

    def info(self) -> bytes:
        """`jianfu/wrap/v1|table|row_id|recipient_id|key_version`."""
        return joined("jianfu/wrap/v1", self.table, self.row_id, self.recipient_id, str(self.key_version)).encode()


def generate_key_pair() -> KeyPair:
    """A fresh key pair."""
    private = X25519PrivateKey.generate()
    return KeyPair(private.private_bytes_raw(), private.public_key().public_bytes_raw())


def public_of(private: bytes) -> bytes:
    """The public key of `private`."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def wrap(public: bytes, secret: bytes, to: WrapFor) -> bytes:
    """`secret` sealed to `public`, 48 bytes longer; ValueError when `public` is no usable X25519 key."""
    return _SUITE.encrypt(secret, X25519PublicKey.from_public_bytes(public), info=to.info())


def unwrap(private: bytes, wrapped: bytes, to: WrapFor) -> bytes:
    """What `wrap` was given, or CannotOpen whatever is wrong."""
    with suppress(InvalidTag, ValueError):
        return _SUITE.decrypt(wrapped, X25519PrivateKey.from_private_bytes(private), info=to.info())
    raise CannotOpen


def seal_to(public: bytes, plaintext: bytes, to: WrapFor) -> bytes:
    """`wrap` of a text of any length up to 1 MiB, padded to a size bucket."""
    return wrap(public, pad(plaintext), to)


def open_from(private: bytes, sealed: bytes, to: WrapFor) -> bytes:
    """What `seal_to` was given, or CannotOpen."""
    padded = unwrap(private, sealed, to)
    with suppress(ValueError):
        return unpad(padded)
    raise CannotOpen

"""Envelopes for many texts: what `security.envelope.seal` makes, for who seals thousands of them a second.

Nothing is shared between two of them but work: a text that is sealed often is padded once by the caller, a key's cipher
is set up once, and the system's random bytes are drawn by the block, of which none is used twice.
"""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from security.envelope import AES_256_GCM, KEY_BYTES, VERSION, joined

Cipher = AESGCM
BLOCK_BYTES: Final = 1 << 16
NONCE_BYTES: Final = 12
_HEAD: Final = bytes((VERSION, AES_256_GCM))


class ManySeals:
    """Draws keys and seals with them. Not for several threads, nor for a process that is forked."""

    def __init__(self) -> None:
        self._block, self._taken = b"", 0

    def new_key(self) -> bytes:
        """A fresh key."""
        return self.draw(KEY_BYTES)

    def seal(self, cipher: Cipher, padded: bytes, address: bytes) -> bytes:
        """What `open_sealed` opens; `padded` is made by `security.padding.pad`, `address` by `address_of`."""
        nonce = self.draw(NONCE_BYTES)
        return _HEAD + nonce + cipher.encrypt(nonce, padded, address)

    def draw(self, length: int) -> bytes:
        """So many random bytes of the system's, at most a block of them."""
        taken = self._taken
        if taken + length > len(self._block):
            self._block, taken = secrets.token_bytes(BLOCK_BYTES), 0
        self._taken = taken + length
        return self._block[taken : self._taken]


def cipher_of(key: bytes) -> Cipher:
    """The cipher of a key of 32 bytes; ValueError for another length."""
    if len(key) != KEY_BYTES:
        raise ValueError("a key is 32 bytes")
    return AESGCM(key)


def address_of(table: str, column: str) -> bytes:
    """What the row's id is written behind, so that a text is bound to where it stands."""
    return joined(table, column).encode() + b"|"

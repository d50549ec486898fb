"""The receipt: what the reporter holds instead of an account, computed alike by phone and server; and the reference.

100 bits = the first 100 bits of HKDF-SHA256(the 16 bytes of the Idempotency-Key, info `jianfu/receipt/v1`), written as
20 Crockford characters and a check character: the sum of αⁱ · dᵢ over GF(32) modulo x⁵+x²+1, α = x, i = 1 … 20 from the
left. The check itself has weight α⁰, so every substitution and every exchange of two different characters is caught.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from security.crockford import ALPHABET, encode, forgive, grouped, is_written_in, random_characters
from security.derivation import hkdf
from security.signing import mac, same

__all__ = [
    "MalformedKey",
    "MalformedReceipt",
    "MalformedReference",
    "Receipt",
    "body_mac",
    "new_reference",
    "parse_receipt",
    "parse_reference",
    "same",
]

LENGTH: Final = 20
REFERENCE_LENGTH: Final = 8
LONGEST_TYPED: Final = 64

_INFO: Final = "jianfu/receipt/v1"
_MODULUS: Final = 0b100101  # x⁵ + x² + 1
_RANDOM_VERSION: Final = 4


class MalformedKey(ValueError):
    """The Idempotency-Key is not a random (version 4) UUID of RFC 9562."""


class MalformedReceipt(ValueError):
    """This cannot be a receipt: wrong length, wrong characters or wrong check."""


class MalformedReference(ValueError):
    """This cannot be a reference: wrong length or wrong characters."""


@dataclass(frozen=True, repr=False)
class Receipt:
    """A receipt's 20 characters; every key of the reporter comes from them. Never printed."""

    characters: str

    def __post_init__(self) -> None:
        if len(self.characters) != LENGTH or not is_written_in(self.characters):
            raise MalformedReceipt("a receipt is 20 characters of the alphabet")

    def __repr__(self) -> str:
        return "Receipt(…)"

    @classmethod
    def from_idempotency_key(cls, key: uuid.UUID) -> Receipt:
        """The receipt of the report filed under `key`; MalformedKey unless it is a UUIDv4."""
        if key.version != _RANDOM_VERSION:  # it is None when the variant is not that of RFC 9562
            raise MalformedKey("a version 4 UUID is expected")
        return cls(encode(hkdf(key.bytes, _INFO), LENGTH))

    @property
    def text(self) -> str:
        """As shown: `XXXXX-XXXXX-XXXXX-XXXXXX`, the last character being the check."""
        return grouped(self.characters + _check_character(self.characters), 5, 5, 5, 6)

    @cached_property
    def lookup(self) -> bytes:
        """What the server stores to find the report again."""
        return self._derived("lookup")

    @property
    def unwrap_key(self) -> bytes:
        """Opens the reporter's own wrap of the report key."""
        return self._derived("unwrap")

    @property
    def body_key(self) -> bytes:
        """Signs the body, so that a replay is told from another report under the same key."""
        return self._derived("body")

    @property
    def nonce(self) -> bytes:
        """Makes the digest in an acknowledgement one that nobody else can try reports against."""
        return self._derived("nonce")

    @property
    def topic(self) -> str:
        """The FCM topic native apps subscribe to: 64 lower-case hexadecimal digits."""
        return self._derived("topic").hex()

    def _derived(self, label: str) -> bytes:
        return hkdf(self.characters.encode("ascii"), f"{_INFO}|{label}")


def parse_receipt(text: str) -> Receipt:
    """The receipt as typed or scanned; MalformedReceipt when a character is wrong, missing or exchanged."""
    if len(text) > LONGEST_TYPED:
        raise MalformedReceipt("too long")
    meant = forgive(text)
    receipt = Receipt(meant[:LENGTH])
    if meant[LENGTH:] != _check_character(receipt.characters):
        raise MalformedReceipt("the check character does not fit")
    return receipt


def body_mac(receipt: Receipt, canonical: bytes) -> bytes:
    """The tag of a canonical request body under this receipt."""
    return mac(receipt.body_key, canonical)


def new_reference() -> str:
    """A random public reference, `7K3M-9QXD`; opens nothing."""
    return grouped(random_characters(REFERENCE_LENGTH), 4, 4)


def parse_reference(text: str) -> str:
    """A reference as it is kept, from what somebody typed or heard; MalformedReference when it cannot be one."""
    if len(text) > LONGEST_TYPED:
        raise MalformedReference("too long")
    meant = forgive(text)
    if len(meant) != REFERENCE_LENGTH or not is_written_in(meant):
        raise MalformedReference("a reference is 8 characters of the alphabet")
    return grouped(meant, 4, 4)


def _check_character(characters: str) -> str:
    total = 0
    for character in reversed(characters):  # Horner's rule: the leftmost character ends up with weight α¹
        total = (total ^ ALPHABET.index(character)) << 1
        total ^= _MODULUS * (total >> 5)
    return ALPHABET[total]

"""HMAC-SHA256 tags, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac


def mac(key: bytes, data: bytes) -> bytes:
    """The 32-byte tag of `data`."""
    return hmac.digest(key, data, hashlib.sha256)


def same(one: bytes, other: bytes) -> bool:
    """Whether both are equal; takes as long wherever they differ."""
    return hmac.compare_digest(one, other)


def mac_matches(key: bytes, data: bytes, tag: bytes) -> bool:
    """Whether `tag` is the tag of `data`."""
    return same(mac(key, data), tag)

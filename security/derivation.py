"""HKDF-SHA256 (RFC 5869), the one way a key is made from another secret."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def hkdf(secret: bytes, info: str, length: int = 32) -> bytes:
    """`length` bytes for the use named by `info`, with an empty salt; `secret` must be uniformly random."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info.encode()).derive(secret)

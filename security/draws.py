"""Draws that look like chance to whoever has no key, and are the same each time to whoever has it."""

from __future__ import annotations

from security.signing import mac

BITS = 53
"""As many as a float holds without rounding, which could make it 1."""


def draw(key: bytes, what: str) -> float:
    """A number from [0, 1), evenly spread over whatever is drawn for (HMAC-SHA256)."""
    return (int.from_bytes(mac(key, what.encode())[:8]) >> (64 - BITS)) / (1 << BITS)

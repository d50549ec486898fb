"""Recovery codes: each is good once in place of the second factor, and opens nothing."""

from __future__ import annotations

from security.crockford import forgive, grouped, random_characters
from security.derivation import hkdf


def new_code() -> str:
    """80 random bits as 16 Crockford characters in groups of four."""
    return grouped(random_characters(16), 4, 4, 4, 4)


def code_digest(typed: str, staff_id: str) -> bytes:
    """What is stored of a code, however carelessly typed: 80 bits are too many to try, slow hash or not."""
    return hkdf(forgive(typed).encode("utf-8", "surrogatepass"), f"jianfu/recovery/v1|{staff_id}")

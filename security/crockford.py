"""Crockford base 32: what people copy by hand (receipts, references, generated passwords)."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS: Final = 5

_DROPPED: Final = " \t\r\n-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"
_FORGIVEN: Final = (
    {ord(letter): letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"}
    | dict.fromkeys(map(ord, "oO"), "0")
    | dict.fromkeys(map(ord, "iIlL"), "1")
    | dict.fromkeys(map(ord, _DROPPED))
)


def encode(data: bytes, length: int) -> str:
    """The first `5 * length` bits of `data`, most significant first; ValueError when there are fewer."""
    bits = int.from_bytes(data, "big") >> (8 * len(data) - BITS * length)
    return "".join(ALPHABET[bits >> BITS * place & 31] for place in reversed(range(length)))


def random_characters(length: int) -> str:
    """`length` characters from the system's CSPRNG."""
    return encode(secrets.token_bytes(length), length)


def forgive(text: str) -> str:
    """What was meant: no dashes or spaces, upper case, O read as 0, I and L as 1, full-width as half-width.

    Characters outside the alphabet are left for the caller to refuse.
    """
    return unicodedata.normalize("NFKC", text).translate(_FORGIVEN)


def is_written_in(text: str) -> bool:
    """Whether every character of `text` belongs to the alphabet."""
    return all(character in ALPHABET for character in text)


def grouped(text: str, *sizes: int) -> str:
    """`text` cut into groups of `sizes` characters, joined by dashes."""
    characters: Iterator[str] = iter(text)
    return "-".join("".join(islice(characters, size)) for size in sizes)

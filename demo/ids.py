"""Ids and references for many rows: random, each larger than the one before, so that trees only grow at their end."""

from __future__ import annotations

from collections.abc import Container
from random import Random
from typing import Final

from security.crockford import ALPHABET

RANDOM_BITS: Final = 122
_TAIL, _MIDDLE = 62, 12
_REFERENCE_BITS: Final = 40
_PAIRS: Final = tuple(one + other for one in ALPHABET for other in ALPHABET)
"""Ten bits of a reference."""


class Ids:
    """At most so many ids (UUIDv4, 32 hexadecimal digits); what they tell is the order in which they were made."""

    def __init__(self, number: int, chance: Random) -> None:
        self._draw = chance.getrandbits
        self._step = (1 << RANDOM_BITS) // number
        self._room = self._step.bit_length() - 1
        self._next = 0

    def begin_at(self, number: int) -> None:
        """Go on with the id that is the `number`-th, from 0: each has a range of its own, whoever draws it."""
        self._next = self._step * number

    def new(self) -> str:
        """The next one."""
        drawn = self._next + self._draw(self._room)
        self._next += self._step
        head, middle, tail = drawn >> _TAIL + _MIDDLE, drawn >> _TAIL & 0xFFF, drawn & (1 << _TAIL) - 1
        return f"{head << 80 | 4 << 76 | middle << 64 | 2 << 62 | tail:032x}"


def written(drawn: str) -> str:
    """An id in its canonical form."""
    return f"{drawn[:8]}-{drawn[8:12]}-{drawn[12:16]}-{drawn[16:20]}-{drawn[20:]}"


class References:
    """At most so many references, none of those that are there."""

    def __init__(self, number: int, chance: Random, there: Container[str]) -> None:
        self._draw = chance.randrange
        self._step = (1 << _REFERENCE_BITS) // number
        self._next = 0
        self._there = there

    def begin_at(self, number: int) -> None:
        """As `Ids.begin_at`."""
        self._next = self._step * number

    def new(self) -> str:
        """The next one."""
        drawn = self._drawn()
        while drawn in self._there:
            drawn = self._drawn()
        self._next += self._step
        return drawn

    def _drawn(self) -> str:
        number = self._next + self._draw(self._step)
        first, second, third, last = number >> 30, number >> 20 & 0x3FF, number >> 10 & 0x3FF, number & 0x3FF
        return f"{_PAIRS[first]}{_PAIRS[second]}-{_PAIRS[third]}{_PAIRS[last]}"

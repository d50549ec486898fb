"""Size buckets: a sealed text tells only how long it is at most."""

from __future__ import annotations

from bisect import bisect_left
from itertools import takewhile
from typing import Final

SMALLEST: Final = 64
LARGEST: Final = 1 << 20
BUCKETS: Final = tuple(takewhile(lambda size: size <= LARGEST, (SMALLEST << step for step in range(64))))

_PREFIX: Final = 4  # bytes of the length in front of the data


def pad(data: bytes) -> bytes:
    """4-byte big-endian length, `data`, zeros up to the next bucket; ValueError past 1 MiB (files are streamed)."""
    needed = _PREFIX + len(data)
    if needed > LARGEST:
        raise ValueError("too long to be padded")
    return (len(data).to_bytes(_PREFIX, "big") + data).ljust(BUCKETS[bisect_left(BUCKETS, needed)], b"\0")


def unpad(padded: bytes) -> bytes:
    """The data `pad` was given; ValueError for anything that `pad` did not make."""
    length = int.from_bytes(padded[:_PREFIX], "big")
    data = padded[_PREFIX : _PREFIX + length]
    if length > LARGEST or pad(data) != padded:
        raise ValueError("not padded")
    return data

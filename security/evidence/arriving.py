"""Take in what arrives of an upload; its last piece is not stored but handed on, to be cleaned with the rest.

So an upload is never complete and yet not cleaned: whoever completes it and is not answered asks where it ends, and
sends the last piece again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from security.evidence.uploads import MOST_FRAMES, PIECE, End, MovedOn, Upload
from security.signing import same

ALGORITHMS: Final = ("sha1", "sha256")


class TooLong(Exception):
    """More arrived than was announced, or in far too many pieces."""


class OtherContent(Exception):
    """What arrived does not have the checksum it was sent with; it was dropped."""


@dataclass(frozen=True)
class Checksum:
    """The checksum of what is about to arrive: an algorithm of `ALGORITHMS`, and its digest."""

    algorithm: str
    digest: bytes = field(repr=False)


@dataclass(frozen=True)
class Arriving:
    """What a request brings: bytes from `offset` on, in parts of any length."""

    offset: int
    parts: Iterable[bytes] = field(repr=False)
    checksum: Checksum | None = None


def take_in(upload: Upload, arriving: Arriving, length: int) -> tuple[End, bytes | None]:
    """Seal what arrives; where the upload ends now, and its last piece once it is complete.

    MovedOn when it does not end where the sender goes on; TooLong past `length`; OtherContent; Locked while somebody
    finishes it.
    """
    start = end = upload.end()
    if start.offset != arriving.offset:
        raise MovedOn
    if start.frames >= MOST_FRAMES:
        raise TooLong
    checksum = arriving.checksum
    hashed, held = hashlib.new(checksum.algorithm if checksum else "sha256"), bytearray()
    for piece in _pieces(arriving.parts, held, length - start.offset):
        hashed.update(piece)
        end = upload.append(end, piece)
    hashed.update(held)
    if checksum and not same(hashed.digest(), checksum.digest):
        upload.cut_back(start)
        raise OtherContent
    if end.offset + len(held) == length:
        return end, bytes(held)
    return (upload.append(end, bytes(held)) if held else end), None


def _pieces(parts: Iterable[bytes], held: bytearray, left: int) -> Iterator[bytes]:
    """Full pieces of what arrives; `held` is what comes after them, and never empty when anything came."""
    for part in parts:
        left -= len(part)
        if left < 0:
            raise TooLong
        held += part
        while len(held) > PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]

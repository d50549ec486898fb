"""Clean a complete upload and keep what is left of it, sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from security.evidence.child import Refused
from security.evidence.cleaning import BEGINNING, Cleaning, cleaned, cleaner_of, slot
from security.evidence.scanning import Infected, scan
from security.evidence.storage import Storage
from security.evidence.uploads import End, Upload

INFECTED: Final = "evidence_infected"
PATIENCE_S: Final = 10.0


@dataclass(frozen=True)
class Kept:
    """What is kept of a file: its type and size now, what was taken out, and what the virus scanner said."""

    media_type: str
    size: int
    removed: tuple[str, ...]
    scan: str


def keep(storage: Storage, upload: Upload, end: End, last: bytes, cost: Cleaning) -> Kept:
    """Scan, clean, and seal the upload that ended at `end` and is completed by `last`.

    Refused when nothing of it can be kept; Busy, MovedOn and Locked leave the upload as it is.
    """
    with slot(storage.folder, cost.at_once, PATIENCE_S), upload.finishing(end):
        cleaner = cleaner_of(_beginning(upload, last))
        try:
            scanned = scan(storage.clamd, _whole(upload, last))
        except Infected:
            raise Refused(INFECTED) from None
        with cleaned(cleaner, _whole(upload, last), cost) as clean:
            storage.keep(upload.id, upload.key, clean.pieces, clean.size)
    return Kept(clean.media_type, clean.size, clean.removed, scanned)


def _whole(upload: Upload, last: bytes) -> Iterator[bytes]:
    return chain(upload.pieces(), (last,))


def _beginning(upload: Upload, last: bytes) -> bytes:
    found = b""
    for piece in _whole(upload, last):
        found += piece
        if len(found) >= BEGINNING:
            break
    return found[:BEGINNING]

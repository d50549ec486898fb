"""A half upload: what has arrived of a file, sealed piece by piece before it touches the disk.

The file is a list of frames: start within the upload (8 bytes) ‖ length (4) ‖ envelope of the piece (suite 1), bound to
the upload and to the piece's start: pieces cannot be exchanged, doubled or left out. A frame that a crash has cut short
does not count, and the next piece takes its place.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from security.envelope import CannotOpen, open_sealed, seal

PIECE: Final = 64 * 1024 - 4
"""The longest piece: with its length in front, it fills a bucket of the envelope's padding."""
MOST_FRAMES: Final = 5000

_HEAD: Final = 12
_START: Final = 8


class Locked(Exception):
    """Somebody else is writing to the upload, or finishing it."""


class MovedOn(Exception):
    """The upload is not where the writer left it: another request has gone on with it."""


class Vanished(Exception):
    """The upload was destroyed meanwhile."""


class End(NamedTuple):
    """Where an upload ends: how much has arrived, how long the sealed file is, in how many frames."""

    offset: int
    position: int
    frames: int


@dataclass(frozen=True)
class Upload:
    """One half upload; its file is made with the first piece."""

    path: Path
    id: str
    key: bytes = field(repr=False)

    def end(self) -> End:
        """How far it has come."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return End(0, 0, 0)
        try:
            return self._end(descriptor)
        finally:
            os.close(descriptor)

    def append(self, end: End, piece: bytes) -> End:
        """Add a piece where the upload ended; MovedOn when it does not end there, Locked while it is being finished."""
        sealed = seal(self.key, piece, table="evidence", column="upload", row_id=self._row(end.offset))
        with self.locked() as descriptor:
            self._cut(descriptor, end)
            frame = end.offset.to_bytes(_START, "big") + len(sealed).to_bytes(_HEAD - _START, "big") + sealed
            written = 0
            while written < len(frame):
                written += os.pwrite(descriptor, frame[written:], end.position + written)
        return End(end.offset + len(piece), end.position + len(frame), end.frames + 1)

    def cut_back(self, end: End) -> None:
        """Drop what came after `end`."""
        with self.locked() as descriptor:
            os.ftruncate(descriptor, end.position)

    @contextmanager
    def locked(self) -> Iterator[int]:
        """Nobody else adds to it meanwhile, in whatever process; gives a descriptor. Locked when somebody does."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise Locked from None
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    @contextmanager
    def finishing(self, end: End) -> Iterator[None]:
        """Nobody adds to it any more from here on; MovedOn when it does not end at `end`."""
        with self.locked() as descriptor:
            if self._end(descriptor) != end:
                raise MovedOn
            yield

    def pieces(self) -> Iterator[bytes]:
        """Everything that has arrived, opened; CannotOpen when it is damaged, Vanished when it is no longer there."""
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            raise Vanished from None
        with file:
            offset = 0
            while head := file.read(_HEAD):
                start, length = _read(head)
                if start != offset:
                    raise CannotOpen
                piece = self._opened(start, file.read(length))
                yield piece
                offset += len(piece)

    def _end(self, descriptor: int) -> End:
        """The end of the last whole frame. Of the others the heads are believed: reading opens them all."""
        size, frames = os.fstat(descriptor).st_size, [(0, 0)]
        position = 0
        while position + _HEAD <= size:
            start, length = _read(os.pread(descriptor, _HEAD, position))
            if position + _HEAD + length > size:
                break
            frames.append((position, start))
            position += _HEAD + length
        while len(frames) > 1:
            begins, start = frames[-1]
            try:
                piece = self._opened(start, os.pread(descriptor, position - begins - _HEAD, begins + _HEAD))
            except CannotOpen:  # half of it was on its way to the disk
                position = begins
                frames.pop()
            else:
                return End(start + len(piece), position, len(frames) - 1)
        return End(0, 0, 0)

    def _cut(self, descriptor: int, end: End) -> None:
        """Drop a frame that was cut short; a whole one is another writer's."""
        if os.fstat(descriptor).st_size == end.position:
            return
        if self._end(descriptor) != end:
            raise MovedOn
        os.ftruncate(descriptor, end.position)

    def _opened(self, start: int, sealed: bytes) -> bytes:
        return open_sealed(self.key, sealed, table="evidence", column="upload", row_id=self._row(start))

    def _row(self, start: int) -> str:
        return f"{self.id}.{start}"


def _read(head: bytes) -> tuple[int, int]:
    return int.from_bytes(head[:_START], "big"), int.from_bytes(head[_START:], "big")

"""The folder where evidence lies, sealed: `<id>.upload` while it arrives, `<id>.file` when it is kept."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, Final

from security.envelope import CannotOpen
from security.evidence.streams import open_stream, seal_stream
from security.evidence.turns import Turns
from security.evidence.uploads import Upload

UPLOAD: Final = ".upload"
KEPT: Final = ".file"
UNFINISHED: Final = ".new"
SWEPT: Final = "swept"
PIECE: Final = 1 << 20


@dataclass(frozen=True)
class Storage:
    """The folder, whoever scans for viruses (`clamd`: an address, or None), and how many may upload at a time."""

    folder: Path
    clamd: str | None = None
    uploads: Turns = field(default_factory=lambda: Turns(4, 2))

    def upload(self, evidence_id: str, key: bytes) -> Upload:
        """The half upload of this id."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Upload(self._path(evidence_id, UPLOAD), evidence_id, key)

    def keep(self, evidence_id: str, key: bytes, data: Iterable[bytes], size: int) -> None:
        """Seal a cleaned file; it is there whole, or not at all."""
        unfinished = self._path(evidence_id, UNFINISHED)
        sealed = seal_stream(key, data, size, table="evidence", column="file", row_id=evidence_id)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for piece in sealed:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
        except OSError:  # of a full disk it would take the last room
            unfinished.unlink()
            raise
        os.utime(unfinished, (0, 0))  # when it was written is nobody's business
        unfinished.rename(self._path(evidence_id, KEPT))

    def open(self, evidence_id: str, key: bytes) -> Opening:
        """A kept file; FileNotFoundError, CannotOpen."""
        return Opening(self._path(evidence_id, KEPT).open("rb"), key, evidence_id)

    def sealed_pieces(self, evidence_id: str) -> Iterator[bytes]:
        """A kept file as it lies there; nothing when it is not there any more."""
        with suppress(FileNotFoundError), self._path(evidence_id, KEPT).open("rb") as file:
            while piece := file.read(PIECE):
                yield piece

    def append_sealed(self, evidence_id: str, piece: bytes) -> None:
        """The next piece of a file that comes back from a backup; written when is nobody's business."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(evidence_id, KEPT)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as file:
            file.write(piece)
        os.utime(path, (0, 0))

    def forget_upload(self, evidence_id: str) -> None:
        """Delete what is left of an upload."""
        for suffix in (UPLOAD, UNFINISHED):
            self._path(evidence_id, suffix).unlink(missing_ok=True)

    def destroy(self, evidence_id: str) -> None:
        """Delete everything of this id."""
        self.forget_upload(evidence_id)
        self._path(evidence_id, KEPT).unlink(missing_ok=True)

    def ids(self) -> set[str]:
        """Of whatever lies in the folder."""
        if not self.folder.is_dir():
            return set()
        return {path.stem for path in self.folder.iterdir() if path.suffix in {UPLOAD, KEPT, UNFINISHED}}

    def was_swept(self, day: str) -> bool:
        """Whether somebody looked on this day for files of nobody; there is nothing to do without a folder."""
        mark = self.folder / SWEPT
        return not self.folder.is_dir() or (mark.exists() and mark.read_text() == day)

    def mark_swept(self, day: str) -> None:
        """Somebody has looked."""
        (self.folder / SWEPT).write_text(day)

    def _path(self, evidence_id: str, suffix: str) -> Path:
        return self.folder / f"{evidence_id}{suffix}"


class Opening(Iterator[bytes]):
    """A sealed file, opened piece by piece; the first is opened at once, so that damage is known before any is sent."""

    def __init__(self, file: IO[bytes], key: bytes, evidence_id: str) -> None:
        self._file = file
        self._pieces = open_stream(key, file, table="evidence", column="file", row_id=evidence_id)
        try:
            self._pieces = chain((next(self._pieces),), self._pieces)
        except CannotOpen:
            file.close()
            raise

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except (StopIteration, CannotOpen):
            self.close()
            raise

    def close(self) -> None:
        """Nobody reads on."""
        self._file.close()

"""Have a file cleaned by a process of its own that can do nothing else, in bounded time and memory."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import IO, Any, Final

import filetype

from security.evidence.child import DAMAGED, TOO_DEMANDING, Refused
from security.evidence.traces import ALL

ROOT: Final = Path(__file__).parents[2]
BEGINNING: Final = 8192
"""So much of a file is looked at to know what it is."""
NOT_TAKEN: Final = "evidence_type"
PIECE: Final = 64 * 1024
LONGEST_ANSWER: Final = 4096

_CLEANERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("image/jpeg", "image/png", "image/webp", "image/heic"), "images"),
    "application/pdf": "documents",
    **dict.fromkeys(("audio/mpeg", "audio/mp4", "audio/ogg", "audio/x-wav", "audio/x-flac", "audio/amr"), "sounds"),
    **dict.fromkeys(("audio/aac", "video/mp4", "video/3gpp", "video/quicktime", "video/webm"), "sounds"),
    **dict.fromkeys(("video/x-matroska", "video/x-m4v"), "sounds"),  # phones record sound as MP4 without a picture
}
"""What a file is by its first bytes, and the module that cleans it; the decoder has the last word."""
_MADE: Final = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf", "audio/ogg"})
_KILLED: Final = frozenset({-9, -24, -25})
"""By us after so many seconds or by the kernel for want of memory; for CPU time; for a file that it may not write."""


class Busy(Exception):
    """As many files are being cleaned as may be at a time."""


@dataclass(frozen=True)
class Cleaning:
    """What cleaning a file may cost, what is too much to be opened, and how big the result may be."""

    seconds: int
    memory_mb: int
    most_bytes: int
    at_once: int
    more: Mapping[str, int]


@dataclass(frozen=True)
class Clean:
    """A file without anything that tells on its maker: `pieces` come from the process that cleans it."""

    media_type: str
    size: int
    removed: tuple[str, ...]
    pieces: Iterator[bytes] = field(repr=False)


def cleaner_of(beginning: bytes) -> str:
    """The module for a file that begins like this; Refused for what is not taken."""
    kind = filetype.guess(beginning)
    cleaner = _CLEANERS.get(kind.mime if kind else "")
    if cleaner is None:
        raise Refused(NOT_TAKEN)
    return cleaner


@contextmanager
def slot(folder: Path, at_once: int, patience_s: float) -> Iterator[None]:
    """One of the places for cleaning on this machine, whichever process asks; Busy when none comes free in time."""
    deadline = time.monotonic() + patience_s
    while (descriptor := _taken(folder, at_once)) is None:
        if time.monotonic() >= deadline:
            raise Busy
        time.sleep(0.05)
    try:
        yield
    finally:
        os.close(descriptor)  # and with it the lock


@contextmanager
def cleaned(cleaner: str, data: Iterable[bytes], cost: Cleaning) -> Iterator[Clean]:
    """The cleaned file while its process lives; Refused with the reason for which there is none."""
    limits = {"seconds": cost.seconds, "memory_mb": cost.memory_mb, **cost.more}
    command = [sys.executable, "-E", "-s", "-B", "-m", f"security.evidence.{cleaner}", json.dumps(limits)]
    with subprocess.Popen(  # noqa: S603 - a module of our own
        command, cwd=ROOT, env={}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        end = Timer(cost.seconds, process.kill)
        end.daemon = True
        end.start()
        try:
            yield _spoken_with(process, data, cost)
        finally:
            end.cancel()
            process.kill()


def _spoken_with(process: subprocess.Popen[bytes], data: Iterable[bytes], cost: Cleaning) -> Clean:
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise ValueError("a process with pipes is expected")
    with suppress(BrokenPipeError):
        for piece in data:
            stdin.write(piece)
    with suppress(BrokenPipeError):
        stdin.close()
    answer = _answer(stdout.readline(LONGEST_ANSWER))
    if "refused" in answer:
        raise Refused(str(answer["refused"]))
    media_type, size, removed = answer.get("media_type"), answer.get("size"), answer.get("removed", ())
    if media_type not in _MADE or type(size) is not int:
        raise Refused(TOO_DEMANDING if process.wait() in _KILLED else DAMAGED)
    if not 0 < size <= cost.most_bytes:
        raise Refused(TOO_DEMANDING)
    return Clean(media_type, size, tuple(code for code in removed if code in ALL), _pieces(stdout, size))


def _pieces(stdout: IO[bytes], size: int) -> Iterator[bytes]:
    """So many bytes; Refused when the process ends before."""
    while size:
        piece = stdout.read(min(PIECE, size))
        if not piece:
            raise Refused(TOO_DEMANDING)
        yield piece
        size -= len(piece)


def _answer(line: bytes) -> dict[str, Any]:
    with suppress(ValueError):
        answer = json.loads(line)
        if isinstance(answer, dict):
            return answer
    return {}


def _taken(folder: Path, at_once: int) -> int | None:
    """A descriptor that holds a place, or None."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(at_once):
        descriptor = os.open(folder / f"place.{number}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
        else:
            return descriptor
    return None

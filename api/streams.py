"""Bodies that are no JSON: read and written piece by piece, while no transaction is open."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any, Final

from flask import Request

from api.problems import BadRequest

PART: Final = 16 * 1024
SILENT_S: Final = 30.0
"""Who sends less than a part in so long has gone, or means to keep others out."""
LONGEST_S: Final = 600.0
"""Then the thread is needed for somebody else; what has arrived is kept."""


@dataclass(frozen=True)
class Stream:
    """The body of a request or an answer: one of these media types, at most `limit` bytes."""

    media_types: tuple[str, ...]
    limit: int


def load_stream(stream: Stream, request: Request) -> Iterator[bytes]:
    """The body in parts, as they come; 415 and 413 before any. It ends early when the sender goes or takes too long."""
    if request.mimetype not in stream.media_types:
        raise BadRequest(415, "unsupported_media_type")
    if (request.content_length or 0) > stream.limit:
        raise BadRequest(413, "too_large")
    return _parts(request, stream.limit)


def _parts(request: Request, limit: int) -> Iterator[bytes]:
    until, arrived = time.monotonic() + LONGEST_S, Arrived()
    with _not_waiting_for_ever(request, arrived):
        while limit > 0 and time.monotonic() < until:
            part = _read(request, min(PART, limit))
            if not part:
                return
            arrived.parts += 1
            limit -= len(part)
            yield part


@dataclass
class Arrived:
    """How much has come of a body."""

    parts: int = 0


def _read(request: Request, size: int) -> bytes:
    try:
        part: bytes = request.stream.read(size)
    except Exception:  # noqa: BLE001 - each server has exceptions of its own for a sender who goes away
        return b""
    return part


@contextmanager
def _not_waiting_for_ever(request: Request, arrived: Arrived) -> Iterator[None]:
    """Gunicorn waits for a body as long as the connection stands, with one of its few threads.

    It reads until a part is whole, and a byte now and then is no silence: hence somebody who looks at the clock.
    """
    connection: Any = request.environ.get("gunicorn.socket")
    if connection is None:
        yield
        return
    over = Event()
    Thread(target=_watch, args=(connection, arrived, over), daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _watch(connection: Any, arrived: Arrived, over: Event) -> None:
    """Until it is over, hang up on who brings no part in `SILENT_S`, or has not come to the end in `LONGEST_S`."""
    until, before = time.monotonic() + LONGEST_S, -1
    while arrived.parts > before and time.monotonic() < until:
        before = arrived.parts
        if over.wait(min(SILENT_S, max(0.0, until - time.monotonic()))):
            return
    _hear_no_more(connection)


def _hear_no_more(connection: Any) -> None:
    """Whoever reads from it finds the end; it can still be answered."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RD)

"""Ask clamd whether a file is harmful: INSTREAM of its protocol (clamd(8)), over a Unix or a TCP socket.

clamd writes what it is sent into its own TemporaryDirectory: that has to be in memory (docs/evidence.md).
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

CLEAN: Final = "clean"
NOT_SCANNED: Final = "not_scanned"
PATIENCE_S: Final = 30.0

_COMMAND: Final = b"zINSTREAM\0"
_END: Final = bytes(4)
_LONGEST_ANSWER: Final = 4096
_UNIX: Final = "unix:"


class Infected(Exception):
    """The scanner knows something in the file as harmful. Says no more: the signature's name is nobody's business."""


def is_address(text: str) -> bool:
    """Whether this says where clamd listens: `unix:/path` or `host:port`."""
    if text.startswith(_UNIX):
        return text[len(_UNIX) :].startswith("/")
    host, _, port = text.rpartition(":")
    return bool(host) and port.isascii() and port.isdigit() and 0 < int(port) < 1 << 16


def scan(address: str | None, data: Iterable[bytes]) -> str:
    """`clean`, or `not_scanned` when there is no scanner, it is away, or it does not take the file; Infected."""
    if address is None:
        return NOT_SCANNED
    answer = b""
    with suppress(OSError):
        answer = _asked(address, data)
    if answer.endswith(b" FOUND"):
        raise Infected
    return CLEAN if answer == b"stream: OK" else NOT_SCANNED


def _asked(address: str, data: Iterable[bytes]) -> bytes:
    with _connected(address) as connection:
        connection.sendall(_COMMAND)
        for piece in data:
            if piece:
                connection.sendall(len(piece).to_bytes(4, "big") + piece)
        connection.sendall(_END)
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
            part = connection.recv(_LONGEST_ANSWER)
            if not part:
                break
            answer += part
    return answer.rstrip(b"\0\n")


def _connected(address: str) -> socket.socket:
    if address.startswith(_UNIX):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(PATIENCE_S)
        try:
            connection.connect(address[len(_UNIX) :])
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), PATIENCE_S)

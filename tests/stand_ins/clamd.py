"""A strict stand-in for clamd: INSTREAM over a Unix or a TCP socket, and nothing else.

`zINSTREAM\\0`, then chunks of a 4-byte big-endian length and so many bytes, then a length of zero; the answer is one
line that ends with a NUL. A file that has `KNOWN` in it is harmful. What is no such conversation is answered as clamd
does, and remembered in `errors`.
Source: clamd(8), INSTREAM; StreamMaxLength of clamd.conf(5).
"""

from __future__ import annotations

import socketserver
import threading
from pathlib import Path
from typing import Self

KNOWN = b"X5O!P%@AP-STAND-IN-TEST-FILE"
COMMAND = b"zINSTREAM\0"
LONGEST = 100 << 20


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """One command on one connection."""
        stand_in: ClamdStandIn = self.server.stand_in  # type: ignore[attr-defined]
        if self.rfile.read(len(COMMAND)) != COMMAND:
            stand_in.errors.append("command")
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = self._content(stand_in)
        if content is None:
            return
        stand_in.scanned.append(len(content))
        self.wfile.write(stand_in.answer or (b"stream: Stand.In FOUND\0" if KNOWN in content else b"stream: OK\0"))

    def _content(self, stand_in: ClamdStandIn) -> bytes | None:
        """Everything up to the length of zero; None when the conversation breaks off or is too long."""
        content = bytearray()
        while True:
            head = self.rfile.read(4)
            size = int.from_bytes(head, "big")
            if len(head) < 4:
                stand_in.errors.append("no end")
                return None
            if size == 0:
                return bytes(content)
            if len(content) + size > stand_in.longest:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return None
            part = self.rfile.read(size)
            if len(part) < size:
                stand_in.errors.append("short chunk")
                return None
            content += part


class _UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


class _TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class ClamdStandIn:
    """`with ClamdStandIn(folder / "clamd.sock") as clamd: clamd.address`; without a path, on a port of its own."""

    def __init__(self, path: Path | None = None, *, longest: int = LONGEST) -> None:
        self.longest = longest
        self.answer: bytes | None = None
        self.scanned: list[int] = []
        self.errors: list[str] = []
        self._server = _UnixServer(str(path), _Conversation) if path else _TcpServer(("127.0.0.1", 0), _Conversation)
        self._server.stand_in = self  # type: ignore[union-attr]
        self.address = f"unix:{path}" if path else f"127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

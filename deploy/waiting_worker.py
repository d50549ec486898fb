"""gunicorn's worker with threads, which waits for senders in its one loop: a thread is for a request that is there."""

from __future__ import annotations

import json
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from deploy.arrival import MOST_KEPT, Arrival, Standing

HEAD_S, BODY_S, LEAVING_S = 8.0, 30.0, 30.0
"""So long a head may take to arrive, a body after it, and a sender who was answered to finish what it sends."""
HEARD_AT_MOST = 16 * 1024 * 1024
AT_ONCE = 64 * 1024
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
TOO_LONG = {Standing.HEAD_TOO_LONG: (431, "malformed_request"), Standing.BODY_TOO_LONG: (413, "too_large")}


@dataclass
class Waiting:
    """A connection that the loop looks after: a request is to come, or whoever was answered has not hung up yet."""

    until: float
    arrival: Arrival = field(default_factory=Arrival)
    heard: int = 0


class WaitingWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Whoever promises and does not send holds a place in the loop for a while, and no thread.

    Where all places are taken, whoever has waited longest goes.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: dict[Any, Waiting] = {}

    def accept(self, listener: Any) -> None:
        """A new connection."""
        if self._waiting and self.nr_conns >= self.worker_connections - 1:
            self._drop(next(iter(self._waiting)))
        super().accept(listener)

    def enqueue_req(self, conn: Any) -> None:
        """A connection from which a request is to come."""
        conn.init()  # makes the parser: there is neither TLS nor HTTP/2 here
        conn.sock.settimeout(0)
        self._waiting[conn] = Waiting(time.monotonic() + HEAD_S)
        self._arrived(conn, conn.parser.unreader.take_buffered())
        if conn in self._waiting:
            self._hear(conn, conn.sock)
        if conn in self._waiting:
            self.poller.register(conn.sock, EVENT_READ, partial(self._hear, conn))

    def finish_request(self, conn: Any, fs: Any) -> None:
        """An answer has left. Gunicorn's own would hold the loop up until the sender of a last request is done."""
        if fs.cancelled() or fs.exception() is not None or fs.result():
            super().finish_request(conn, fs)
        else:
            self._let_go(conn)

    def notify(self) -> None:
        """Between two rounds of the loop: whoever takes too long goes, and at the end whoever has not begun."""
        super().notify()
        now = time.monotonic()
        for conn, waiting in list(self._waiting.items()):
            if now > waiting.until or (not self.alive and not waiting.arrival.data):
                self._drop(conn)

    def _keepalive_after(self, conn: Any, keepalive: Any) -> bool:
        """Nobody waits with a thread for a body that the answer did not need: what has come of it is taken away.

        A body that came whole is whole however long this thread had to wait for its turn.
        """
        conn.sock.settimeout(0)
        with suppress(Exception):  # more is to come, or it is no body: it was answered, and nothing after it is read
            return bool(keepalive and conn.parser.finish_body(max_bytes=MOST_KEPT))
        return False

    def _hear(self, conn: Any, client: Any) -> None:  # noqa: ARG002 - what the poller says
        if conn not in self._waiting:  # it had to go in this very round, after what it says was seen
            return
        part = _received(conn)
        if part:
            self._arrived(conn, part)
        elif part is not None and self._waiting[conn].arrival.data:  # no more will come: gunicorn says what is missing
            self._hand_over(conn)
        elif part is not None:
            self._drop(conn)

    def _arrived(self, conn: Any, part: bytes) -> None:
        waiting = self._waiting.get(conn)
        if waiting is None or not part:
            return
        had_head, standing = waiting.arrival.has_head, waiting.arrival.add(part)
        if standing is Standing.WHOLE:
            self._hand_over(conn)
        elif standing in TOO_LONG:
            self._forget(conn)
            send_problem(conn.sock, *TOO_LONG[standing])
            self._let_go(conn)
        elif not had_head and waiting.arrival.has_head:
            self._head_is_there(conn, waiting)

    def _head_is_there(self, conn: Any, waiting: Waiting) -> None:
        waiting.until = time.monotonic() + BODY_S
        if waiting.arrival.expects:
            conn.was_told_to_go_on = True
            with suppress(OSError):
                conn.sock.send(CONTINUE)

    def _hand_over(self, conn: Any) -> None:
        """To the threads."""
        conn.parser.unreader.unread(bytes(self._forget(conn).arrival.data))
        super().enqueue_req(conn)

    def _let_go(self, conn: Any) -> None:
        """Say that this was all, and hear it out: who is hung up on while still sending never reads the answer."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.settimeout(0)
            self.poller.register(conn.sock, EVENT_READ, partial(self._hear_out, conn))
        except (OSError, ValueError):  # it has gone
            self.nr_conns -= 1
            conn.close()
        else:
            self._waiting[conn] = Waiting(time.monotonic() + LEAVING_S)

    def _hear_out(self, conn: Any, client: Any) -> None:  # noqa: ARG002 - what the poller says
        waiting = self._waiting.get(conn)
        part = _received(conn) if waiting else None
        if waiting is None or part is None:
            return
        waiting.heard += len(part)
        if not part or waiting.heard > HEARD_AT_MOST:
            self._drop(conn)

    def _drop(self, conn: Any) -> None:
        self._forget(conn)
        self.nr_conns -= 1
        conn.close()

    def _forget(self, conn: Any) -> Waiting:
        with suppress(KeyError, ValueError):  # what is there at once was never waited for
            self.poller.unregister(conn.sock)
        return self._waiting.pop(conn)


def send_problem(client: Any, status: int, code: str) -> None:
    """Answer with a problem document what never became a request."""
    document = {"type": f"urn:jianfu:problem:{code}", "title": code, "status": status, "code": code, "errors": []}
    body = json.dumps(document | {"detail": "This is not a request that can be read."}).encode()
    head = f"HTTP/1.1 {status} {code}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
    with suppress(OSError):  # the sender has gone
        client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)


def _received(conn: Any) -> bytes | None:
    """What has come; nothing when it has gone, None when there is nothing yet."""
    try:
        part: bytes = conn.sock.recv(AT_ONCE)
    except BlockingIOError:
        return None
    except OSError:
        return b""
    return part

"""gunicorn's worker, for senders who do not speak HTTP, or too slowly: no word of theirs is kept or repeated."""

from __future__ import annotations

import logging
import socket
import time
from contextlib import suppress
from typing import Any

from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException

from deploy.waiting_worker import HEAD_S, WaitingWorker, send_problem

STATUS = {LimitRequestLine: 414, LimitRequestHeaders: 431}
BAD_REQUEST, BROKEN = 400, 500
WHOLE_S, FILE_S = 60.0, 660.0
"""So long a request, and one that brings a file or a list, may have a thread, until its answer has left."""
LISTS = "/api/v1/registry/imports"
log = logging.getLogger("jianfu.server")


class QuietWorker(WaitingWorker):
    """Answers what cannot be parsed with a problem document; its own failures by the kind of error, nothing more.

    A sender who trickles is cut off, so that it holds none of the few threads. An answer is not: its reader is.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._until: dict[Any, tuple[float, int]] = {}

    def handle(self, conn: Any) -> Any:
        """Serve what comes on a connection."""
        self._allow(conn, HEAD_S, socket.SHUT_RD)
        try:
            return super().handle(conn)
        finally:
            self._until.pop(conn, None)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """The head is there: the body, the work and the answer have longer."""
        req._expected_100_continue &= not getattr(conn, "was_told_to_go_on", False)  # noqa: SLF001 - gunicorn's
        is_long = "/evidence" in req.path or req.path == LISTS
        self._allow(conn, FILE_S if is_long else WHOLE_S, socket.SHUT_RDWR)
        return super().handle_request(req, conn)

    def notify(self) -> None:
        """Once a second: cut off who is too slow, and forget who came."""
        super().notify()
        now = time.monotonic()
        for conn, (until, how) in list(self._until.items()):
            if now > until:
                with suppress(OSError):  # it has gone
                    conn.sock.shutdown(how)
        service = getattr(self.wsgi, "extensions", {}).get("jianfu")
        if service is not None:
            service.forget()

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:  # noqa: ARG002 - gunicorn's signature
        """Gunicorn's own would log address and header, and repeat the header in HTML."""
        is_theirs = isinstance(exc, ParseException)
        status = next((STATUS[kind] for kind in STATUS if isinstance(exc, kind)), BAD_REQUEST) if is_theirs else BROKEN
        if not is_theirs:
            log.error("crash in the web server: %(error)s", {"error": type(exc).__name__})
        code = "malformed_request" if is_theirs else "internal"
        send_problem(client, status, code)

    def _allow(self, conn: Any, seconds: float, how: int) -> None:
        self._until[conn] = time.monotonic() + seconds, how

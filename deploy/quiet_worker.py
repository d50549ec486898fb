"""gunicorn's worker, for senders who do not speak HTTP: no word of what they sent is kept or repeated."""

from __future__ import annotations

import json
import logging
from typing import Any

from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.workers.gthread import ThreadWorker

STATUS = {LimitRequestLine: 414, LimitRequestHeaders: 431}
BAD_REQUEST, BROKEN = 400, 500
log = logging.getLogger("jianfu.server")


class QuietWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Answers what cannot be parsed with a problem document; its own failures by the kind of error, nothing more."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:  # noqa: ARG002 - gunicorn's signature
        """Gunicorn's own would log address and header, and repeat the header in HTML."""
        is_theirs = isinstance(exc, ParseException)
        status = next((STATUS[kind] for kind in STATUS if isinstance(exc, kind)), BAD_REQUEST) if is_theirs else BROKEN
        if not is_theirs:
            log.error("crash in the web server: %(error)s", {"error": type(exc).__name__})
        code = "malformed_request" if is_theirs else "internal"
        document = {"type": f"urn:jianfu:problem:{code}", "title": code, "status": status, "code": code, "errors": []}
        body = json.dumps(document | {"detail": "This is not a request that can be read."}).encode()
        head = f"HTTP/1.1 {status} {code}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
        try:
            client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        except OSError:
            self.log.debug("the sender has gone")

"""tus 1.0.0, the protocol for uploads that are cut and go on (tus.io/protocols/resumable-upload): what is not a body.

Extensions: creation, termination, checksum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from flask import Request, Response

from security.evidence.arriving import ALGORITHMS

PATH: Final = "/api/v1/reports/mine/evidence"
VERSION: Final = "1.0.0"
OFFSET_STREAM: Final = "application/offset+octet-stream"
EXTENSIONS: Final = ("creation", "termination", "checksum")

WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def spoken(largest_bytes: int) -> dict[str, str]:
    """What OPTIONS tells: version, extensions, the largest upload."""
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": ",".join(EXTENSIONS),
        "Tus-Max-Size": str(largest_bytes),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def mark_version(request: Request, response: Response) -> None:
    """Every answer about uploads names the version, and to whom it is another one, those that are spoken."""
    if request.path.startswith(PATH) and request.method != "OPTIONS":
        response.headers["Tus-Resumable"] = VERSION
        if response.status_code == 412:  # noqa: PLR2004 - Precondition Failed, as the protocol has it
            response.headers["Tus-Version"] = VERSION


def with_method_override(app: WsgiApp) -> WsgiApp:
    """For clients that cannot send PATCH or DELETE, `X-HTTP-Method-Override` is the method, about uploads only."""

    def overridden(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        method = environ.get("HTTP_X_HTTP_METHOD_OVERRIDE")
        if method in {"PATCH", "DELETE", "HEAD"} and environ.get("PATH_INFO", "").startswith(PATH):
            environ["REQUEST_METHOD"] = method
        return app(environ, start_response)

    return overridden

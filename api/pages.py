"""The pages: files of `web/`, served as they are, under a policy that runs nothing else."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path

from flask import Blueprint, Response, request
from werkzeug.exceptions import Forbidden, NotFound

from api.service import service
from api.web_files import WebFile, WebFiles, web_file

WEB = Path(__file__).parent.parent / "web"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; media-src blob:; worker-src 'self'; manifest-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types jianfu-worker"
)
CONSOLE_CSP = CSP.replace("media-src blob:", "media-src blob: data:; frame-src blob:")
"""The console shows files of reporters in frames of their own."""
NO_PAGE_MAY = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "keyboard-map",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "sync-xhr",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
"""All that browsers ask about, but for the clipboard and passkeys. A photo is chosen by the system's own camera."""
PASSKEYS = ("publickey-credentials-create", "publickey-credentials-get")
DENIED = ", ".join(f"{feature}=()" for feature in NO_PAGE_MAY)
CONSOLE_MAY = ", ".join([DENIED, *(f"{feature}=(self)" for feature in PASSKEYS)])
"""Only there does anybody use a passkey."""
PAGE_HEADERS = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join([DENIED, *(f"{feature}=()" for feature in PASSKEYS)]),
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}
ASK_AGAIN = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
OFFLINE = ("report", "shared", "vendor")
DESK = ("vendor/uplot",)
"""Of these, what the phone has no use for."""

pages = Blueprint("pages", __name__)


@pages.get("/")
def report() -> Response:
    """The phone app."""
    return _served(_page("report/index.html"), ASK_AGAIN)


@pages.get("/console/")
def console() -> Response:
    """The officers' console."""
    response = _served(_page("console/index.html"), ASK_AGAIN)
    response.headers["Content-Security-Policy"] = CONSOLE_CSP
    response.headers["Permissions-Policy"] = CONSOLE_MAY
    return response


@pages.get("/api")
def api_page() -> Response:
    """The page that shows the API."""
    return _served(_page("api/index.html"), ASK_AGAIN)


@pages.get("/notes")
def notes() -> Response:
    """A plain page: where the quick exit leads."""
    return _served(_page("report/notes.html"), ASK_AGAIN)


@pages.post("/notes")
def forget() -> Response:
    """The browser destroys what our pages kept, on its disk too (W3C Clear-Site-Data). Only a page of ours may ask."""
    if request.headers.get("Origin") != request.host_url.rstrip("/"):
        raise Forbidden
    return Response(status=204, headers={"Clear-Site-Data": '"storage"'})


@pages.get("/service-worker.js")
def service_worker() -> Response:
    """The phone app's worker; from here it may serve the whole origin. A browser looks for a newer one each time."""
    return _served(_worker(), ASK_AGAIN)


@pages.get("/divisions.json")
def divisions() -> Response:
    """Every division, small: the phone app keeps it for times without a network."""
    found = service().world.policy.divisions
    rows = tuple((one.code, one.name, one.parent_code, found.reportable(one.code)) for one in found)
    return _served(_divisions(rows), ASK_AGAIN)


@pages.get("/web/<path:path>")
def file(path: str) -> Response:
    """A script, style sheet or picture; kept for ever under the version that a page names, asked for again without."""
    web = _web()
    version, _, rest = path.partition("/")
    if version == web.version and rest in web.files:
        return _served(web.files[rest], FOR_EVER)
    if path in web.files:
        return _served(web.files[path], ASK_AGAIN)
    raise NotFound


def linked(path: str) -> str:
    """Where a file of this version is kept for ever."""
    return f"/web/{_web().version}/{path}"


@cache
def _page(path: str) -> WebFile:
    return _web().page(path)


@cache
def _worker() -> WebFile:
    return _web().worker(
        "report/service_worker.js", rooms=OFFLINE, without=DESK, pages=("/", "/notes", "/divisions.json")
    )


@lru_cache(maxsize=1)
def _divisions(rows: tuple[tuple[str, str, str | None, bool], ...]) -> WebFile:
    said = {"columns": ["code", "name", "parent_code", "reportable"], "rows": rows}
    return web_file("divisions.json", json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())


@cache
def _web() -> WebFiles:
    """Read when the first page is asked for, and then kept: files do not change under a process that runs."""
    return WebFiles.read(WEB)


def _served(found: WebFile, kept: str) -> Response:
    is_small = found.gzipped is not None and bool(request.accept_encodings["gzip"])
    response = Response(found.gzipped if is_small else found.content, content_type=found.media_type)
    if is_small:
        response.headers["Content-Encoding"] = "gzip"
    if found.gzipped is not None:
        response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = kept
    response.set_etag(found.etag + ("-gzip" if is_small else ""))
    return response.make_conditional(request)  # type: ignore[return-value]  # it answers itself

"""The pages: files of `web/`, served as they are, under a policy that runs nothing else."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

WEB = Path(__file__).parent.parent / "web"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    "worker-src 'self'; manifest-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types jianfu-worker"
)
PAGE_HEADERS = {
    "Content-Security-Policy": CSP,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}

pages = Blueprint("pages", __name__)


@pages.get("/")
def report() -> Response:
    """The phone app."""
    return send_from_directory(WEB / "report", "index.html")


@pages.get("/console/")
def console() -> Response:
    """The officers' console."""
    return send_from_directory(WEB / "console", "index.html")


@pages.get("/api")
def api_page() -> Response:
    """The page that shows the API."""
    return send_from_directory(WEB / "api", "index.html")


@pages.get("/service-worker.js")
def service_worker() -> Response:
    """The phone app's worker; from here it may serve the whole origin. A browser looks for a newer one each time."""
    response = send_from_directory(WEB / "report", "service_worker.js")
    response.headers["Cache-Control"] = "no-cache"
    return response


@pages.get("/web/<path:path>")
def file(path: str) -> Response:
    """A script, style sheet or picture."""
    return send_from_directory(WEB, path)

"""The real application behind a real socket, and a browser."""

from threading import Thread
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.web.browsing import ARGUMENTS, SHELL, engine


class Site(NamedTuple):
    """Where it listens, and the passwords of its staff."""

    base_url: str
    passwords: dict
    app: Any


@pytest.fixture
def databases(sqlite_databases):
    """The pages know no database: one engine is enough."""
    return sqlite_databases


class _Quiet(WSGIRequestHandler):
    def log(self, *_):
        """Nothing: what was asked for is nobody's business."""


@pytest.fixture
def site(app, installed):
    """The application with the small installation, on a port of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}", installed.passwords, app)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    """Chromium of the system; its event loop must not outlive the module: other tests have loops of their own."""
    if engine() is None:
        pytest.skip(f"no {SHELL} here (Debian: apt-get install chromium-headless-shell)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=engine(), args=ARGUMENTS)
        yield browser
        browser.close()

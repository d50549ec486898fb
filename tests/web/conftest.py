"""The real application behind a real socket, and a browser."""

import os
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.web.browsing import ARGUMENTS, CHROMIUM, LOOKED_AT, SHELL


class Site(NamedTuple):
    """Where it listens, and the passwords of its staff."""

    base_url: str
    passwords: dict
    app: Any


@pytest.fixture(scope="session", autouse=True)
def looked_at(tmp_path_factory):
    """One folder for all processes of this run."""
    own = tmp_path_factory.getbasetemp()
    LOOKED_AT.keep_in((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "looked-at")


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
    """The system's engine without a window."""
    with launched(SHELL if Path(SHELL).exists() else CHROMIUM) as browser:
        yield browser


@pytest.fixture(scope="module")
def browser_with_a_window():
    """The whole browser, which alone shows notifications."""
    with launched(CHROMIUM) as browser:
        yield browser


@contextmanager
def launched(path):
    """A browser of the system; its event loop must not outlive the module: other tests have loops of their own."""
    if not Path(path).exists():
        pytest.skip(f"no {path} here (Debian: apt-get install {Path(path).name})")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()

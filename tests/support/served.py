"""The whole service as `make run` starts it: web, relay and scheduler, with the demo, on a free port."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READY_S = 300
PORTS = range(20_000, 32_768)


@dataclass(frozen=True)
class Served:
    """A running service."""

    base_url: str
    var: Path
    process: subprocess.Popen

    @property
    def env(self):
        """The environment in which a command speaks to it."""
        return environment(self.var, int(self.base_url.rpartition(":")[2]))

    @property
    def logins(self):
        """The demo's accounts."""
        return json.loads((self.var / "demo-logins.json").read_text())

    def flask(self, *arguments, **options):
        """Run a command of the project."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True, **options)


def free_port():
    """A port nobody listens on, below those that the system gives to connections: none of them takes it meanwhile."""
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("every port is taken")


def environment(var, port, **more):
    """What `flask serve` is started with: little of this machine, and the demo's settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "DATABASE_URL") if name in os.environ}
    return kept | {"JIANFU_DEMO": "1", "JIANFU_VAR": str(var), "PORT": str(port), "PYTHONUTF8": "1"} | more


@contextmanager
def serving(var, **more):
    """Start the service, wait until it is ready, end it by its own process id."""
    port = free_port()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(var, port, **more))
    try:
        base_url = f"http://127.0.0.1:{port}"
        wait_until_ready(base_url, process)
        yield Served(base_url, var, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_until_alive(base_url, process):
    """Ask /healthz until it says 200."""
    wait_until_ready(base_url, process, "/healthz")


def wait_until_ready(base_url, process, path="/readyz"):
    """Ask until it says 200."""
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        assert process.poll() is None, "the service ended before it was ready"
        try:
            with urllib.request.urlopen(f"{base_url}{path}", timeout=5) as answer:  # noqa: S310 - our own service
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.3)
    raise AssertionError("the service did not become ready")


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The service with its demo on SQLite, once for all tests that need it."""
    with serving(tmp_path_factory.mktemp("var")) as running:
        yield running

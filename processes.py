"""What `flask serve` starts and watches: the web server, the relay, the scheduler.

Each is a process of its own with its own environment: the relay's variables reach the relay only.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from security.core_dumps import leave_no_core
from security.web_push import write_base64url
from settings import RELAY_ONLY, Settings

ROOT = Path(__file__).parent
GRACE_S = 4.0
LOOK_S = 0.2
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
COMMANDS: Mapping[str, list[str]] = {
    "web": [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py"), "wsgi:app"],
    "relay": [*FLASK, "relay", "run"],
    "scheduler": [*FLASK, "schedule", "run"],
}


@contextmanager
def having(var: Path, *, alone: bool) -> Iterator[bool]:
    """Whether this process has the folder: services can share it, who fills it with a year of work has it `alone`.

    It is given back when the process ends, however it does.
    """
    with (var / "in-use.lock").open("a") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def port_is_free(host: str, port: int) -> bool:
    """Whether the web server can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def environment_of(name: str, settings: Settings, env: Mapping[str, str]) -> dict[str, str]:
    """The environment of one child: everything, but the relay's own variables for the relay alone."""
    kept = {key: value for key, value in env.items() if name == "relay" or key not in RELAY_ONLY}
    public = {"JIANFU_RELAY_PUBLIC_KEY": settings.relay_public_key.hex()}
    if settings.vapid_public_key is not None:
        public["JIANFU_VAPID_PUBLIC_KEY"] = write_base64url(settings.vapid_public_key)
    return kept | public


def serve(settings: Settings, env: Mapping[str, str] = os.environ) -> int:
    """Run all three until a signal comes (0) or one of them dies (1); then stop the rest within five seconds."""
    for name in ("relay", "scheduler"):  # a heartbeat of the last run would be taken for one of this
        (settings.var / f"{name}.alive").unlink(missing_ok=True)
    leave_no_core()  # nor do those that it starts
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - signal's signature
        stopping.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    children = {
        name: subprocess.Popen(command, cwd=ROOT, env=environment_of(name, settings, env))  # noqa: S603 - our own commands
        for name, command in COMMANDS.items()
    }
    dead = None
    while not stopping and dead is None:
        time.sleep(LOOK_S)
        dead = next((name for name, child in children.items() if child.poll() is not None), None)
    _end(children)
    if dead is not None and not stopping:
        sys.stderr.write(f"{dead} has stopped (exit {children[dead].returncode}); the service stops with it.\n")
        return 1
    return 0


def _end(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + GRACE_S
    for child in children.values():
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

"""`flask serve`: three processes that start together, and end together."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from processes import COMMANDS, environment_of
from security.web_push import read_base64url
from settings import RELAY_ONLY
from tests.support.secrets import installation
from tests.support.served import ROOT, environment, free_port, serving

pytestmark = pytest.mark.slow
SERVE = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]


def children_of(process):
    """The process ids of the children, by the command that each runs."""
    listed = subprocess.run(
        ["ps", "--ppid", str(process.pid), "-o", "pid=,args="], capture_output=True, text=True, check=True
    ).stdout
    return {line.split(None, 1)[1]: int(line.split()[0]) for line in listed.splitlines()}


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def running(tmp_path):
    """A service without the demo's data, so that it starts at once."""
    with serving(tmp_path, JIANFU_DEMO="0", **installation(tmp_path)) as served:
        yield served


@pytest.mark.alone
def test_a_signal_ends_all_three_within_five_seconds(running):
    children = children_of(running.process)
    assert len(children) == len(COMMANDS) == 3
    begun = time.monotonic()
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=20) == 0
    assert time.monotonic() - begun < 5  # the promise itself is in seconds
    assert not any(is_alive(pid) for pid in children.values())


@pytest.mark.promise("A5", "in part")
def test_none_of_its_processes_may_leave_a_core_dump(running):
    """What is opened in memory goes to no disk (`security.core_dumps`)."""
    children = list(children_of(running.process).values())
    workers = [pid for child in children for pid in Path(f"/proc/{child}/task/{child}/children").read_text().split()]
    assert len(children) == 3
    assert workers
    for pid in (running.process.pid, *children, *workers):
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert re.search(r"^Max core file size +0 +0 ", limits, flags=re.MULTILINE), (pid, limits)


@pytest.mark.parametrize("name", ["relay run", "schedule run", "gunicorn"])
def test_when_one_dies_the_service_ends_and_says_which(running, name):
    children = children_of(running.process)
    victim = next(pid for command, pid in children.items() if name in command)
    os.kill(victim, signal.SIGKILL)
    assert running.process.wait(timeout=20) == 1
    assert not any(is_alive(pid) for pid in children.values())


def test_readyz_tells_when_the_relay_is_silent(running):
    os.utime(running.var / "relay.alive", (0, 0))
    relay = next(pid for command, pid in children_of(running.process).items() if "relay run" in command)
    os.kill(relay, signal.SIGSTOP)
    try:
        os.utime(running.var / "relay.alive", (0, 0))
        with pytest.raises(urllib.error.HTTPError) as told:
            urllib.request.urlopen(f"{running.base_url}/readyz", timeout=5)  # noqa: S310 - our own service
        assert told.value.code == 503
        told.value.close()
    finally:
        os.kill(relay, signal.SIGCONT)


def test_a_port_in_use_is_said_in_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        env = environment(tmp_path, taken.getsockname()[1], JIANFU_DEMO="0", **installation(tmp_path))
        done = subprocess.run(SERVE, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "in use" in done.stderr


def test_the_relays_variables_reach_the_relay_alone(tmp_path):
    env = environment(tmp_path, free_port()) | dict.fromkeys(RELAY_ONLY, "x")

    class Settings:
        relay_public_key = bytes(32)
        vapid_public_key = b"\x04" + bytes(64)

    for name in COMMANDS:
        given = environment_of(name, Settings, env)
        assert bool(set(given) & set(RELAY_ONLY)) == (name == "relay")
        assert read_base64url(given["JIANFU_VAPID_PUBLIC_KEY"]) == Settings.vapid_public_key

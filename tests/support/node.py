"""Node's tools for tests: scripts of tests/node, and packages installed as they are locked."""

import fcntl
import json
import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

NODE = Path(__file__).parents[1] / "node"
INSTALL_S = 300


class NoNode(Exception):
    """Node, npm or a package cannot be had here; the text says which, and why."""


def run_script(name, *arguments, needs, timeout=120):
    """What a script prints, as JSON; skipped loudly where there is no node or the package cannot be had."""
    with or_skipped():
        node = install(NODE, needs)
    command = [node, str(NODE / name), *map(str, arguments)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return json.loads(answer.stdout)


@contextmanager
def or_skipped():
    """What cannot be had for the inside is a loud skip, and a failure under CI=true."""
    try:
        yield
    except NoNode as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(str(reason))
        pytest.skip(f"NOT CHECKED: {reason}")


def install(folder, needs):
    """Bring in what package-lock.json of `folder` names, unless `needs` is there in the locked version; node's path.

    One at a time: tests in several processes may want the same folder. Raises NoNode.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise NoNode("node or npm is missing")
    with (folder / "package-lock.json").open(encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = json.load(lock)["packages"][f"node_modules/{needs}"]["version"]
        if _installed(folder, needs) != wanted:
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_S, check=False)
            if done.returncode:
                raise NoNode(f"npm ci failed in {folder.name}: {done.stderr[-300:]}")
    return node


def _installed(folder, needs):
    manifest = folder / "node_modules" / needs / "package.json"
    return json.loads(manifest.read_text(encoding="utf-8"))["version"] if manifest.is_file() else None

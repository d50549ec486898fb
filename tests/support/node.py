"""Scripts of tests/node, with their packages installed as they are locked."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

NODE = Path(__file__).parents[1] / "node"


def run_script(name, *arguments, needs, timeout=120):
    """What a script prints, as JSON; skipped loudly where there is no node or the package cannot be had."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        _give_up("node or npm is missing")
    if not (NODE / "node_modules" / needs).is_dir():
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        installed = subprocess.run(command, cwd=NODE, capture_output=True, text=True, timeout=120, check=False)
        if installed.returncode:
            _give_up(f"npm ci failed in tests/node: {installed.stderr[-300:]}")
    command = [node, str(NODE / name), *map(str, arguments)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return json.loads(answer.stdout)


def _give_up(why):
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(f"NOT CHECKED: {why}")

"""The pages' own logic under Node: the one on PATH, else the one that Playwright brings."""

import os
import shutil
import subprocess
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

TESTS = Path(__file__).parent / "modules.test.mjs"


def test_receipts_forms_and_proof_of_work_in_javascript():
    node = shutil.which("node") or compute_driver_executable()[0]
    command = [node, "--test", "--test-reporter=tap", str(TESTS)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env={**os.environ, "TZ": "America/Lima"}
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert "# fail 0" in done.stdout
    assert "# pass 0" not in done.stdout

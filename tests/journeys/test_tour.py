"""The tour in README, run as printed."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOUR = re.search(r"```sh\n(.*?)```", README, flags=re.DOTALL)[1]
SET_UP = re.search(r"\nA real installation .*?```\n(.*?)```", README, flags=re.DOTALL)[1]


@pytest.mark.slow
def test_the_tour_works_as_printed(served):
    script = f'set -euo pipefail\n{TOUR}\ncurl -s "$API/reports/mine" -H "Authorization: Receipt $RECEIPT"'
    env = served.env | {"BASE": served.base_url}
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert '"rule_id":"HW-02","result":"suspected"' in done.stdout
    assert "是哪几门课的作业?" in done.stdout
    assert done.stdout.rstrip().endswith("}")
    assert '"status":"investigating"' in done.stdout
    assert "urn:jianfu:problem" not in done.stdout


@pytest.mark.slow
def test_a_real_installation_is_set_up_as_printed(tmp_path):
    *commands, last = SET_UP.strip().splitlines()
    assert last.endswith("serve")
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "JIANFU_VAR": str(tmp_path / "var"), "PYTHONUTF8": "1"}
    script = "\n".join(["set -euo pipefail", *commands])
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.glob("*.key")} == {"web.key", "relay.key", "vapid.key", "recovery.key"}
    assert (tmp_path / "var" / "jianfu.sqlite").is_file()

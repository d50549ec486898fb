"""The tour in README, run as printed."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOUR = re.search(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)[1]


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

"""docs/administration.md, run as printed: on an installation that is no demo, beside the service."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.test_tour import SET_UP
from tests.support.served import ROOT, free_port, wait_until_ready

PAGE = (ROOT / "docs" / "administration.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL)
CODE = Path(__file__).parents[1] / "support" / "authenticator.py"


def run(script, env):
    script = f"set -euo pipefail\n{script}"
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done


@pytest.fixture
def env(tmp_path):
    """An installation as the README sets it up; the environment in which its administrator works."""
    var, port = tmp_path / "var", free_port()
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "JIANFU_VAR": str(var), "PORT": str(port)}
    env |= {"PYTHONUTF8": "1", "AUTHENTICATOR": f"{CODE} {tmp_path / 'last'}"}
    *commands, _ = SET_UP.strip().splitlines()
    lines = run("\n".join([*commands, "env"]), env).stdout.splitlines()
    return env | dict(line.split("=", 1) for line in lines if line.startswith("JIANFU_"))


@pytest.fixture
def serving(env):
    process = subprocess.Popen([sys.executable, "-m", "flask", "--app", "wsgi", "serve"], cwd=ROOT, env=env)
    try:
        wait_until_ready(f"http://127.0.0.1:{env['PORT']}", process)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


@pytest.mark.slow
@pytest.mark.promise("K4", "in part")
@pytest.mark.promise("K3", "in part")
def test_the_administrators_page_works_as_printed(env, serving):
    code = 'code() { .venv/bin/python $AUTHENTICATOR "$1"; }'
    marked = [f"echo '=== {number}' | tee /dev/stderr\n{block}" for number, block in enumerate(BLOCKS)]
    done = run("\n".join([code, *marked]), env)
    said, warned = done.stdout.split("=== ")[1:], done.stderr.split("=== ")[1:]
    assert "Traceback" not in done.stderr
    assert "urn:jianfu:problem" not in done.stdout
    assert "411102/education (源汇区教育局) lies below 411100/education" in warned[2]
    assert "`flask office change --office 411303/education --superior 411300/education`" in warned[3]
    assert "All is wrapped to the new keys." in warned[3]
    assert "chief\tsupervisor\t000000/education\tactive" in said[4]
    assert said[5].splitlines()[1].startswith("otpauth://totp/")
    assert '"must_enrol":false' in said[6]
    assert "Pending" not in warned[7]
    assert "li\tofficer\t411102/education\tpending" in said[8]
    assert "wang\tsupervisor\t411100/education\tactive" in said[8]
    assert warned[9].count("All is wrapped to the new keys.") == 2
    assert "Pending" in warned[10]
    assert "li has the keys of their office." in warned[10]
    assert "wang has the keys of their office." in warned[11]
    assert "南阳市 教育部门: nobody there holds its key." in said[12]
    assert "411303/education" in next(line for line in said[12].splitlines() if line.endswith("closed"))
    assert "源汇区教育体育局\tbelow 411100/education" in said[12]
    after = run("export FLASK_APP=wsgi PATH=.venv/bin:$PATH\nflask staff list", env).stdout
    assert {line.split("\t")[0]: line.split("\t")[3] for line in after.splitlines()} == {
        "admin": "active",
        "chief": "active",
        "li": "active",
        "wang": "active",
    }


def test_the_page_says_what_the_api_calls_its_fields():
    assert "{division_code, department, name?}" in PAGE
    assert "{username, role, office_id}" in PAGE

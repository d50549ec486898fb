"""The tests' own tools: a skipped test is never taken for a kept promise."""

import subprocess
import sys

import pytest

from tests.contract.sources import ROOT

MIXED = """
import pytest

@pytest.mark.promise("K2")
def test_that_passes(): pass

@pytest.mark.promise("N4")
@pytest.mark.skip(reason="no Firefox here")
def test_that_is_skipped(): pass
"""


@pytest.fixture
def pytest_on(tmp_path):
    """Runs pytest with our plugins on a test file; its exit code and what it printed."""

    def run(text, *options, ci="false"):
        file = tmp_path / "test_it.py"
        file.write_text(text, encoding="utf-8")
        ours = ("-p", "tests.support.skips", "-p", "tests.support.promises")
        plugins = ("-p", "pytest_socket", *ours, "-p", "no:cacheprovider")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "--rootdir",
            tmp_path,
            "-c",
            ROOT / "pyproject.toml",
            *plugins,
            *options,
            file,
        ]
        env = {"CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # loading all that are installed takes most of the time
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


def test_a_skip_is_named_with_its_reason_and_is_no_failure_at_home(pytest_on):
    code, said = pytest_on(MIXED)
    assert code == 0
    assert "1 skipped, so what they promise was NOT CHECKED here" in said
    assert "test_it.py::test_that_is_skipped: Skipped: no Firefox here" in said


@pytest.mark.parametrize("text", [MIXED, "import pytest\npytest.skip('no Firefox here', allow_module_level=True)"])
def test_a_skip_fails_under_ci(pytest_on, text):
    code, said = pytest_on(text, ci="true")
    assert code == 1
    assert "which CI=true does not allow" in said
    assert "no Firefox here" in said


def test_under_ci_a_run_without_skips_passes(pytest_on):
    assert pytest_on("def test_that_passes(): pass", ci="true")[0] == 0


def test_each_promise_is_listed_with_its_result(pytest_on):
    _, said = pytest_on(MIXED, "--promises")
    results = dict(line.split()[:2] for line in said.partition("promises ===")[2].splitlines() if line[:1].isupper())
    assert (results["K2"], results["N4"], results["A1"]) == ("passed", "skipped", "none")


def test_a_promise_with_a_failed_test_is_failed(pytest_on):
    _, said = pytest_on(MIXED + "\n@pytest.mark.promise('K2')\ndef test_that_fails(): raise ValueError\n", "--promises")
    assert "\nK2    failed " in said


def test_a_mark_that_names_no_promise_is_refused(pytest_on):
    code, said = pytest_on("import pytest\n@pytest.mark.promise('Z9')\ndef test_it(): pass")
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "no promise of docs/promises.md: Z9" in said

"""A test that fails over odd characters fails by itself, and not the run that it is in."""

from pathlib import Path

from tests.support.reports import sendable

ROOT = Path(__file__).parents[2]
FAILS = "def test_half():\n    said = 'ab' + chr(0xD83D)\n    assert said == 'abc'\n\ndef test_whole():\n    pass\n"


def test_a_failure_about_half_a_character_is_told_by_another_process(pytester, monkeypatch):
    """As where several processes share the tests."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(FAILS)
    found = pytester.runpytest_subprocess(
        "-p", "tests.support.reports", "--numprocesses", "1", "-p", "no:cacheprovider"
    )
    found.assert_outcomes(passed=1, failed=1)
    found.stdout.fnmatch_lines(["*AssertionError: assert 'ab?ud83d' == 'abc'*"])


def test_what_is_whole_stays_as_it_is():
    said = {"a": ["𠮷", ("b", 1, None)], "c": 2.5}
    assert sendable(said) == said

"""`pytest --promises`: for each id of docs/promises.md, whether its tests passed and how long they took.

A mark `promise("A4")` says that the test keeps the promise, `promise("A4", "in part")` that it keeps a share of it. A
promise that has only such tests is "in part", however green they are.
"""

import re
from pathlib import Path

import pytest

PROMISES = Path(__file__).parents[2] / "docs" / "promises.md"
IDS = re.findall(r"^- \*\*([A-Z]\d+)\*\*", PROMISES.read_text(encoding="utf-8"), flags=re.MULTILINE)
OUTCOMES = pytest.StashKey[dict]()


def pytest_addoption(parser):
    parser.addoption("--promises", action="store_true", help="print what came of each promise of docs/promises.md")


def pytest_configure(config):
    config.stash[OUTCOMES] = {promise: {} for promise in IDS}
    config.pluginmanager.register(_Watch(config.stash[OUTCOMES]), "promises-watch")


def pytest_collection_modifyitems(items):
    for item in items:
        unknown = set(_promises_of(item)).difference(IDS)
        if unknown:
            raise pytest.UsageError(f"{item.nodeid}: no promise of docs/promises.md: {', '.join(sorted(unknown))}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    report.promises = {promise: promise in _promises_of(item, whole=True) for promise in _promises_of(item)}
    return report


class _Watch:
    """Collects what came of each test, also of those that ran in another process."""

    def __init__(self, outcomes):
        self._outcomes = outcomes

    def pytest_runtest_logreport(self, report):
        for promise, is_whole in getattr(report, "promises", {}).items():
            outcome = "in part" if report.outcome == "passed" and not is_whole else report.outcome
            self._outcomes[promise].setdefault(report.nodeid, []).append((outcome, report.duration))


def pytest_terminal_summary(terminalreporter, config):
    if not config.getoption("promises"):
        return
    terminalreporter.section("promises")
    for promise, tests in config.stash[OUTCOMES].items():
        terminalreporter.line(_line(promise, tests))


def _line(promise, tests):
    """`K2    passed     1.25 s  35 tests`; a promise with a failed test is failed, one with a skipped test skipped."""
    outcomes = {outcome for phases in tests.values() for outcome, _ in phases}
    result = next((each for each in ("failed", "skipped", "passed", "in part") if each in outcomes), "none yet")
    seconds = sum(duration for phases in tests.values() for _, duration in phases)
    return f"{promise:<4}  {result:<8}  {seconds:7.2f} s  {len(tests)} tests" if tests else f"{promise:<4}  {result}"


def _promises_of(item, *, whole=False):
    return [mark.args[0] for mark in item.iter_markers("promise") if not (whole and "in part" in mark.args)]

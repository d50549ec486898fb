"""A skipped test is a promise that was not checked: said loudly, and a failure under CI=true."""

import os

import pytest

SKIPPED = pytest.StashKey[dict]()


def pytest_configure(config):
    config.stash[SKIPPED] = {}
    config.pluginmanager.register(_Watch(config.stash[SKIPPED]), "skips-watch")


class _Watch:
    """Remembers who was skipped and why; an expected failure is no skip."""

    def __init__(self, skipped):
        self._skipped = skipped

    def pytest_runtest_logreport(self, report):
        if report.skipped and not hasattr(report, "wasxfail"):
            self._skipped[report.nodeid] = _reason(report)

    def pytest_collectreport(self, report):
        if report.skipped:
            self._skipped[report.nodeid] = _reason(report)


def pytest_sessionfinish(session, exitstatus):
    if (
        _forbidden()
        and session.config.stash[SKIPPED]
        and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    skipped = config.stash[SKIPPED]
    if not skipped:
        return
    verdict = "which CI=true does not allow" if _forbidden() else "so what they promise was NOT CHECKED here"
    terminalreporter.section(f"{len(skipped)} skipped, {verdict}", red=_forbidden(), yellow=not _forbidden())
    for name, reason in sorted(skipped.items()):
        terminalreporter.line(f"{name}: {reason}")


def _forbidden():
    return os.environ.get("CI") == "true"


def _reason(report):
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)

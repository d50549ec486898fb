"""Spoil the tables of moves and permissions entry by entry: the tests of the policy notice each, or it is a survivor.

mutmut changes functions; what may be done by whom stands in tables. Each spoilt table is tried in a fork of this
process, in which nothing has read the table yet but the policy itself.
"""

import multiprocessing
import os
import sys
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import hypothesis
import pytest

from policy import access, lifecycle
from policy.vocabulary import Status
from tests.support.served import ROOT

TESTS = [f"tests/policy/test_{name}.py" for name in ("access", "lifecycle", "refused_moves")]
OPTIONS = [
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    "--noconftest",
    "-c",
    os.devnull,
    "--rootdir",
    str(ROOT),
    "-W",
    "ignore",
]
"""No plugin, no fixture: these tests need none, and each start counts four hundred times."""
BROKEN = 70


class Spoilt(NamedTuple):
    """A table of a module as it should not be, and in words what is wrong."""

    module: object
    table: str
    value: object
    change: str


def all_spoilt():
    """Every entry left out, every permission given that should not be, every target another."""
    yield from spoilt_permissions("ROLE_PERMISSIONS")
    yield from spoilt_permissions("WITHIN_CAPACITY")
    for event in access.EVENT_PERMISSIONS:
        left = {each: permission for each, permission in access.EVENT_PERMISSIONS.items() if each is not event}
        yield Spoilt(access, "EVENT_PERMISSIONS", left, f"{event} left out")
    for at, row in enumerate(lifecycle.MOVES):
        others = lifecycle.MOVES[:at], lifecycle.MOVES[at + 1 :]
        yield Spoilt(lifecycle, "MOVES", (*others[0], *others[1]), f"row {at} ({row.event}) left out")
        for spoilt, change in spoilt_rows(row):
            yield Spoilt(lifecycle, "MOVES", (*others[0], spoilt, *others[1]), f"row {at} ({row.event}): {change}")
    for at, row in enumerate(lifecycle.TIMED_MOVES):
        for days in (row.days - 1, row.days + 1):
            moves = [*lifecycle.TIMED_MOVES]
            moves[at] = replace(row, days=days)
            yield Spoilt(lifecycle, "TIMED_MOVES", tuple(moves), f"{row.move.event} after {days} days")


def spoilt_permissions(table):
    """One permission more or less, for each role or capacity."""
    given = getattr(access, table)
    for who, permissions in given.items():
        for permission in access.Permission:
            change = f"{who} {'without' if permission in permissions else 'with'} {permission}"
            yield Spoilt(access, table, {**given, who: permissions ^ {permission}}, change)


def spoilt_rows(row):
    """A row with one thing less, or another target."""
    for name in ("source", "roles", "effects"):
        entries = getattr(row, name)
        yield from ((replace(row, **{name: entries - {one}}), f"{name} without {one}") for one in sorted(entries))
    for guard in row.guards:
        left = tuple(one for one in row.guards if one is not guard)
        yield replace(row, guards=left), f"without guard {guard}"
    target = Status.CLOSED if row.target is not Status.CLOSED else Status.RESOLVED
    yield replace(row, target=target), f"to {target} and not to {row.target}"


def is_noticed(spoilt):
    """Whether a test fails."""
    child, end = os.fork(), BROKEN
    if child == 0:
        try:
            end = tested(spoilt)
        finally:
            os._exit(end)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED}:
        raise AssertionError(f"the tests did not run at all: {code}")
    return code != pytest.ExitCode.OK


def tested(spoilt):
    """How the tests end with it, in silence."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    hypothesis.settings.register_profile("tables", max_examples=20, deadline=None, derandomize=True, database=None)
    hypothesis.settings.load_profile("tables")
    setattr(spoilt.module, spoilt.table, spoilt.value)
    return int(pytest.main([*OPTIONS, *TESTS]))


def survivors(at_once):
    """How many there are, and those that no test noticed; the tables as they are have to pass."""
    if is_noticed(Spoilt(access, "EVENT_PERMISSIONS", access.EVENT_PERMISSIONS, "nothing")):
        raise AssertionError("the tests fail without any change")
    spoilt, left = list(all_spoilt()), []
    with multiprocessing.get_context("fork").Pool(at_once) as pool:
        for number, noticed in enumerate(pool.imap(is_noticed_at, range(len(spoilt)))):
            sys.stderr.write(f"\rtables: {number + 1} of {len(spoilt)}")
            left += [] if noticed else [spoilt[number]]
    return spoilt, left


def is_noticed_at(number):
    """The same of the one of this number: a module goes through no pipe."""
    return is_noticed(next(islice(all_spoilt(), number, None)))

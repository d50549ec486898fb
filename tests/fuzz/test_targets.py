"""Hostile inputs: whatever is sent is taken as it is meant or refused by name, and breaks nothing."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, found
from tests.security.test_vectors import give_up
from tests.support.served import ROOT

CHANGES = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), min_size=1, max_size=8)


def changed(seed, changes):
    """A seed in which some bytes are others, more or fewer."""
    data = bytearray(seed)
    for where, piece in changes:
        at = int(where * len(data))
        data[at : at + 3] = piece
    return bytes(data)


@pytest.mark.promise("E2", "in part")
@pytest.mark.parametrize("name", TARGETS)
@given(st.data())
def test_whatever_is_sent_is_taken_or_refused_by_name(name, data):
    target, seeds = found(name)
    target(data.draw(st.binary(max_size=300) | st.builds(changed, st.sampled_from(seeds), CHANGES)))


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_meant_well_is_taken(name):
    target, seeds = found(name)
    assert seeds
    for seed in seeds:
        target(seed)


@pytest.mark.slow
@pytest.mark.promise("E2", "in part")
def test_inputs_that_look_for_new_branches_break_nothing(tmp_path):
    """As many as tests.fuzz.targets says, from the same beginning each time; `make test-long` goes on from there."""
    command = [sys.executable, "-m", "tests.fuzz", "--folder", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ, check=False)
    if "NOT CHECKED" in done.stderr:
        give_up(done.stderr.strip())
    assert done.returncode == 0, done.stdout
    assert f"targets tried: {len(TARGETS)}, broken: none" in done.stdout


BREAKING = """
import sys
from tests.fuzz import __main__ as fuzz, texts
texts.cursor = lambda data: 1 / len(data)
sys.exit(fuzz.main())
"""


@pytest.mark.slow
def test_a_target_that_breaks_is_named_with_what_broke_it(tmp_path):
    command = [sys.executable, "-c", BREAKING, "cursor", "--folder", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if "NOT CHECKED" in done.stderr:
        give_up(done.stderr.strip())
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stdout
    assert "broken: cursor" in done.stdout
    assert [*(tmp_path / "cursor").glob("crash-*")]

"""A1: no memory of a process goes to a disk. Tried in processes of their own: it cannot be undone."""

import subprocess
import sys

import pytest

from security.core_dumps import may_leave_core
from security.evidence.cleaning import ROOT

LEAVES = "from security.core_dumps import *; {}; print(may_leave_core())"


@pytest.mark.promise("A1", "in part")
@pytest.mark.parametrize(("before", "said"), [("pass", "True"), ("leave_no_core()", "False")])
def test_a_process_that_was_told_so_leaves_no_core(before, said):
    command = [sys.executable, "-c", LEAVES.format(before)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == said


def test_this_process_is_an_ordinary_one():
    assert may_leave_core()

"""The process that cleans a file: whatever it says or does, and how many there are at a time."""

import subprocess
import sys

import pytest

from security.evidence.child import DAMAGED, TOO_DEMANDING, Refused
from security.evidence.cleaning import Busy, _spoken_with, slot
from tests.security.cleaners import COST


@pytest.mark.promise("E2")
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("pass", DAMAGED),
        ("print('no json')", DAMAGED),
        ("print('[1]')", DAMAGED),
        ('print(\'{"media_type": "text/html", "size": 1}\')', DAMAGED),
        ('print(\'{"media_type": "image/png", "size": "1"}\')', DAMAGED),
        ('print(\'{"media_type": "image/png", "size": 0}\')', TOO_DEMANDING),
        ('print(\'{"media_type": "image/png", "size": 999999999}\')', TOO_DEMANDING),
        ('print(\'{"media_type": "image/png", "size": 9}\')', TOO_DEMANDING),
        ("import os; os.kill(os.getpid(), 9)", TOO_DEMANDING),
        ("import os; os.abort()", DAMAGED),
    ],
)
def test_whatever_a_broken_process_says_the_file_is_refused(code, expected):
    command = [sys.executable, "-c", f"import sys; sys.stdin.buffer.read(); {code}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        with pytest.raises(Refused) as refused:
            b"".join(_spoken_with(process, [b"x"], COST).pieces)
        assert refused.value.code == expected


def test_a_process_that_does_not_listen_is_given_up():
    command = [sys.executable, "-c", "pass"]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process,
        pytest.raises(Refused, match=DAMAGED),
    ):
        _spoken_with(process, (bytes(1 << 16) for _ in range(100)), COST)


def is_free(folder):
    try:
        with slot(folder, 2, 0.1):
            return True
    except Busy:
        return False


@pytest.mark.promise("E3", "in part")
def test_only_so_many_files_are_cleaned_at_a_time(tmp_path):
    with slot(tmp_path, 2, 0), slot(tmp_path, 2, 0), pytest.raises(Busy), slot(tmp_path, 2, 0.1):
        pass
    assert is_free(tmp_path)

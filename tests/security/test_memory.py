"""E4: a file of 50 MB leaves the memory of the process that takes, cleans, keeps and gives it as it was."""

import json
import subprocess
import sys

import pytest

from security.evidence.cleaning import ROOT

MOST_GROWTH_MB = 12
PROBE = """
import json, pathlib, resource, sys
from security.envelope import new_key
from security.evidence.arriving import Arriving, take_in
from security.evidence.cleaning import Cleaning
from security.evidence.keeping import keep
from security.evidence.storage import Storage

MORE = dict(most_pixels=1, kept_side_px=1, most_pages=1, page_side_px=1, most_minutes=20)
LENGTH, PART = 50 << 20, bytes(range(251)) * 65

def sound_of(length):
    fmt = b"fmt " + (16).to_bytes(4, "little") + bytes((1, 0, 1, 0)) + (44100).to_bytes(4, "little")
    head = fmt + (88200).to_bytes(4, "little") + bytes((2, 0, 16, 0)) + b"data" + (length - 44).to_bytes(4, "little")
    yield b"RIFF" + (length - 8).to_bytes(4, "little") + b"WAVE" + head
    left = length - 44
    while left:
        yield PART[:left]
        left -= min(left, len(PART))

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

def through(storage, name, length, parts):
    upload = storage.upload(name, new_key())
    end, last = take_in(upload, Arriving(0, parts), length)
    kept = keep(storage, upload, end, last, Cleaning(120, 1536, 100 << 20, 1, MORE))
    return upload, kept, sum(map(len, storage.open(name, upload.key)))

storage = Storage(pathlib.Path(sys.argv[1]))
short = bytes.fromhex("52494646") + (40036).to_bytes(4, "little") + b"".join(sound_of(40044))[8:]
through(storage, "small", len(short), [short])
before = peak()
upload, kept, given = through(storage, "large", LENGTH, sound_of(LENGTH))
storage.keep("whole", upload.key, sound_of(LENGTH), LENGTH)
whole = sum(map(len, storage.open("whole", upload.key)))
told = {"before": before, "after": peak(), "kept": kept.size, "given": given, "whole": whole}
print(json.dumps({**told, "sealed": upload.path.stat().st_size}))
"""


@pytest.mark.slow
@pytest.mark.promise("E4")
def test_memory_stays_flat_over_fifty_megabytes(tmp_path):
    command = [sys.executable, "-c", PROBE, str(tmp_path)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(answer.stdout)
    assert found["whole"] == 50 << 20
    assert found["sealed"] > 50 << 20
    assert found["given"] == found["kept"] > 1 << 20
    assert found["after"] - found["before"] < MOST_GROWTH_MB, found

"""E2: a cleaning process has no network, starts nothing, changes nothing, and has little memory."""

import json
import subprocess
import sys

import pytest

from security.evidence.cleaning import ROOT

PROBE = """
import json, os, socket, sys, threading
from security.evidence import sandbox

def tried(action):
    try:
        action()
    except BaseException as error:
        return type(error).__name__
    return "done"

def in_a_thread():
    thread = threading.Thread(target=len, args=("",))
    thread.start()
    thread.join()

here = sys.argv[1]
sandbox.enter(memory_mb=512, cpu_s=20)
print(json.dumps({
    "tcp": tried(lambda: socket.socket()),
    "udp": tried(lambda: socket.socket(type=socket.SOCK_DGRAM)),
    "unix": tried(lambda: socket.socket(socket.AF_UNIX)),
    "pair": tried(lambda: socket.socketpair()),
    "fork": tried(os.fork),
    "exec": tried(lambda: os.execv("/bin/true", ["true"])),
    "spawn": tried(lambda: os.posix_spawn("/bin/true", ["true"], {})),
    "write": tried(lambda: open(here + "/new", "w")),
    "append": tried(lambda: open(here + "/old", "a")),
    "update": tried(lambda: open(here + "/old", "r+")),
    "unlink": tried(lambda: os.unlink(here + "/old")),
    "rename": tried(lambda: os.rename(here + "/old", here + "/other")),
    "truncate": tried(lambda: os.truncate(here + "/old", 0)),
    "mkdir": tried(lambda: os.mkdir(here + "/folder")),
    "chmod": tried(lambda: os.chmod(here + "/old", 0o777)),
    "symlink": tried(lambda: os.symlink("/etc/passwd", here + "/link")),
    "kill": tried(lambda: os.kill(os.getppid(), 0)),
    "memory": tried(lambda: bytearray(600 << 20)),
    "read": tried(lambda: open(here + "/old").read()),
    "thread": tried(in_a_thread),
}))
"""
ALLOWED = {"read", "thread"}


@pytest.mark.promise("E2")
@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")
def test_a_cleaning_process_can_do_next_to_nothing(tmp_path):
    (tmp_path / "old").write_text("as it was")
    command = [sys.executable, "-c", PROBE, str(tmp_path)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(answer.stdout)
    assert {name for name, outcome in found.items() if outcome == "done"} == ALLOWED
    assert {outcome for name, outcome in found.items() if name not in ALLOWED} == {"PermissionError", "MemoryError"}
    assert found["memory"] == "MemoryError"
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert (tmp_path / "old").read_text() == "as it was"


@pytest.mark.promise("E2", "in part")
def test_the_web_process_itself_has_no_decoder():
    """Whatever is wrong with one of them, only a process without anything to gain runs it."""
    said = "import sys, api; print(sorted({'PIL', 'pillow_heif', 'pypdfium2', 'av'} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"

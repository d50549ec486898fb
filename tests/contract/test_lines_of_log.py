"""What a process of ours writes down: known fields, and nothing that anybody sent (A5)."""

import io
import json
import logging
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logs import FIELDS, Lines
from settings import BadSettings, Settings
from tests.promises.processes import environment
from tests.support.served import ROOT

CANARY = "Kanari5d1f20ab"
ALWAYS = {"hour", "level", "logger", "event"}


def written(name, level, message, *arguments, **options):
    """The line that a logger of this name writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    record = logging.getLogger(name).makeRecord(
        name, level, "file.py", 1, message, arguments, options.get("exc_info"), **options.get("more", {})
    )
    handler.handle(record)
    return stream.getvalue()


@pytest.mark.promise("A5", "in part")
def test_a_line_of_ours_is_its_words_and_its_known_fields():
    said = {"error": "KeyError", "route": "/api/v1/reports", "text": CANARY}
    line = json.loads(written("jianfu.service", logging.ERROR, "crash route=%(route)s error=%(error)s", said))
    assert line.keys() == ALWAYS | {"error", "route"}
    assert (line["event"], line["level"], line["error"]) == ("crash", "error", "KeyError")
    assert len(line["hour"]) == len("2026-11-18T10")


@pytest.mark.promise("A5", "in part")
@pytest.mark.parametrize("name", ["jianfu.service", "gunicorn.error", "urllib3", "sqlalchemy.engine", "py.warnings"])
def test_no_line_has_the_text_of_an_error_or_its_trace(name):
    try:
        raise ValueError(CANARY)  # noqa: TRY301 - a trace is what it is about
    except ValueError:
        line = written(name, logging.ERROR, "it failed: %s", CANARY, exc_info=sys.exc_info())
    assert json.loads(line)["error"] == "ValueError"
    assert CANARY not in line
    assert line.count("\n") == 1


@pytest.mark.promise("A5", "in part")
@given(
    name=st.sampled_from(["urllib3.connectionpool", "flask.app", "werkzeug", "jianfu", "root", "sqlalchemy"]),
    said=st.text(max_size=40),
    fields=st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3),
)
def test_a_library_says_nothing_but_that_it_spoke(name, said, fields):
    more = {"more": {"extra": {f"its_{key}": value for key, value in fields.items()}}}
    line = json.loads(written(name, logging.WARNING, f"{said}{CANARY}", **more))
    assert line.keys() == ALWAYS
    assert line["event"] == "a library says something"


@pytest.mark.promise("A5", "in part")
@given(st.dictionaries(st.sampled_from([*sorted(FIELDS), "text", "address"]), st.text(max_size=9), min_size=1))
def test_whatever_a_line_is_given_only_known_fields_are_said(fields):
    line = json.loads(written("notifications.relay", logging.ERROR, "push alarm", fields))
    assert line.keys() <= ALWAYS | FIELDS


SPOILT = f"""
import logging, sys, threading, warnings
from pathlib import Path
from logs import keep_quiet
from security.core_dumps import may_leave_core
assert may_leave_core()
keep_quiet(Path(sys.argv[1]) if sys.argv[1:] else None)
assert not may_leave_core()
class Bad:
    def __del__(self): raise ValueError("{CANARY}")
    def __str__(self): raise ValueError("{CANARY}")
Bad()
thread = threading.Thread(target=lambda: [].index("{CANARY}"))
thread.start()
thread.join()
warnings.warn("{CANARY}")
logging.getLogger("jianfu.service").error("crash %s", Bad())
logging.getLogger("jianfu.service").error("crash %d", "{CANARY}")
logging.getLogger("jianfu.service").info("a visit of {CANARY}")
int("{CANARY}")
"""


@pytest.mark.promise("A5", "in part")
@pytest.mark.parametrize("into_a_file", [False, True])
def test_a_process_dies_without_a_word_of_what_it_held(tmp_path, into_a_file):
    """Threads, destructors, warnings and mistakes in logging itself included; nor does it leave a core dump."""
    log = [str(tmp_path / "log.jsonl")] if into_a_file else []
    ended = subprocess.run([sys.executable, "-c", SPOILT, *log], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1, ended.stderr
    lines = (tmp_path / "log.jsonl").read_text() if log else ended.stderr
    assert CANARY not in lines + ended.stderr + ended.stdout
    deaths = [line for line in map(json.loads, lines.splitlines()) if line["event"] == "died"]
    assert [death["error"] for death in deaths] == ["ValueError"] * 4  # two destructors, a thread, the process
    assert deaths[-1]["at"].split(":")[-1].isdecimal()


def test_the_file_for_the_log_has_to_have_a_folder(tmp_path, relay_key):
    given_file = environment(tmp_path, f"sqlite:///{tmp_path}/db", relay_key.public, JIANFU_LOG=str(tmp_path / "log"))
    assert Settings.from_env(given_file).log == tmp_path / "log"
    with pytest.raises(BadSettings, match="JIANFU_LOG"):
        Settings.from_env(given_file | {"JIANFU_LOG": str(tmp_path / "nowhere" / "log")})

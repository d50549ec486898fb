"""E5: clamd is asked as its protocol has it; without a good answer a file is not scanned, and says so."""

import socket

import pytest

from security.evidence.scanning import Infected, is_address, scan
from settings import BadSettings, Settings
from tests.stand_ins.clamd import KNOWN, ClamdStandIn


@pytest.fixture(params=["unix", "tcp"])
def clamd(request, tmp_path):
    with ClamdStandIn(tmp_path / "c.sock" if request.param == "unix" else None) as stand_in:
        yield stand_in


@pytest.mark.promise("E5")
def test_a_file_is_sent_whole_and_found_clean_or_harmful(clamd):
    assert scan(clamd.address, [b"abc", b"", b"d" * 100_000]) == "clean"
    with pytest.raises(Infected):
        scan(clamd.address, [b"x" * 70_000, KNOWN[:10], KNOWN[10:]])
    assert clamd.scanned == [100_003, 70_000 + len(KNOWN)]
    assert clamd.errors == []


@pytest.mark.promise("E5")
@pytest.mark.parametrize(
    "answer", [b"stream: lstat() failed. ERROR\0", b"\0", b"OK\0", b"stream: OK but\0", b"x" * 9000]
)
def test_any_other_answer_is_no_scan(clamd, answer):
    clamd.answer = answer
    assert scan(clamd.address, [b"abc"]) == "not_scanned"


@pytest.mark.promise("E5")
def test_a_file_that_is_too_long_for_clamd_is_not_scanned(tmp_path):
    with ClamdStandIn(tmp_path / "c.sock", longest=1000) as clamd:
        assert scan(clamd.address, (bytes(60_000) for _ in range(50))) == "not_scanned"


@pytest.mark.promise("E5")
def test_without_a_scanner_and_when_it_is_away_nothing_is_scanned(tmp_path):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        for address in (None, f"unix:{tmp_path / 'nobody.sock'}", f"127.0.0.1:{port}"):
            assert scan(address, [b"abc"]) == "not_scanned"


def test_the_stand_in_is_strict(clamd):
    for said in (b"zPING\0", b"nINSTREAM\n"):
        with connected(clamd.address) as connection:
            connection.sendall(said.ljust(10, b"\0"))
            assert connection.recv(100) == b"UNKNOWN COMMAND\0"
    with connected(clamd.address) as connection:
        connection.sendall(b"zINSTREAM\0" + (5).to_bytes(4, "big") + b"abc")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""
    assert clamd.errors == ["command", "command", "short chunk"]


def connected(address):
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(address.removeprefix("unix:"))
        return connection
    host, _, port = address.partition(":")
    return socket.create_connection((host, int(port)))


def test_what_an_address_looks_like():
    good = ("unix:/run/clamd.sock", "127.0.0.1:3310", "[::1]:3310", "localhost:1")
    bad = ("", "unix:", "unix:run/x", "127.0.0.1", ":3310", "h:0", "h:65536", "h:x", "h:٣")
    assert [each for each in good if not is_address(each)] == []
    assert [each for each in bad if is_address(each)] == []


@pytest.mark.promise("E5", "in part")
def test_the_setting_is_an_address_or_nothing(tmp_path):
    env = {"JIANFU_DEMO": "1", "JIANFU_VAR": str(tmp_path)}
    assert Settings.from_env(env).clamd is None
    assert Settings.from_env(env | {"JIANFU_CLAMD": ""}).clamd is None
    assert Settings.from_env(env | {"JIANFU_CLAMD": "127.0.0.1:3310"}).clamd == "127.0.0.1:3310"
    with pytest.raises(BadSettings, match=r"^JIANFU_CLAMD: "):
        Settings.from_env(env | {"JIANFU_CLAMD": "clamd"})

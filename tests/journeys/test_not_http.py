"""Senders who do not speak HTTP: no word of theirs, and no address, is kept or repeated (A3, A5)."""

import json
import socket
from contextlib import closing

import pytest

from tests.support.secrets import installation
from tests.support.served import serving

pytestmark = pytest.mark.slow
CANARY = "S2K0S-CANAR-YCANA-RYCANA"
BAD = {
    "a header without a colon": f"GET / HTTP/1.1\r\nHost: x\r\nAuthorization Receipt {CANARY}\r\n\r\n",
    "a broken version": f"GET /{CANARY} HTTP/9.9x\r\n\r\n",
    "a broken method": f"{CANARY} /{CANARY}\r\n\r\n",
    "an endless line": f"GET /{CANARY * 400} HTTP/1.1\r\n\r\n",
    "an endless header": f"GET / HTTP/1.1\r\nX: {CANARY * 800}\r\n\r\n",
    "a negative length": f"POST /api/v1/findings HTTP/1.1\r\nHost: x\r\nContent-Length: -1{CANARY}\r\n\r\n",
    "an unknown coding": f"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {CANARY}\r\n\r\n",
    "a broken chunk": f"POST /api/v1/findings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    f"Transfer-Encoding: chunked\r\n\r\nZZ{CANARY}\r\n",
    "a broken chunk to nowhere": f"POST /nix HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ{CANARY}\r\n",
}


def answer_to(port, sent):
    with closing(socket.create_connection(("127.0.0.1", port), timeout=15)) as connection:
        connection.sendall(sent.encode())
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


@pytest.mark.promise("A3")
@pytest.mark.promise("A5", "in part")
def test_what_is_no_http_is_answered_like_the_rest_and_leaves_no_trace(tmp_path, capfd):
    with serving(tmp_path, JIANFU_DEMO="0", **installation(tmp_path)) as running:
        port = int(running.base_url.rpartition(":")[2])
        answers = {what: answer_to(port, sent) for what, sent in BAD.items()}
    printed = "".join(capfd.readouterr())
    for what, answer in answers.items():
        head, _, body = answer.partition("\r\n\r\n")
        assert head.split()[1].startswith("4"), (what, head)
        assert "application/problem+json" in head, what
        assert json.loads(body)["status"] == int(head.split()[1]), what
        assert CANARY not in answer, what
    assert CANARY not in printed
    assert "127.0.0.1:" not in printed.replace(running.base_url, "")
    assert "ip=" not in printed
    assert "Traceback" not in printed

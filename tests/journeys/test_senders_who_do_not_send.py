"""A service that stands without a proxy: whoever promises and does not send keeps nobody from it (A6)."""

import http.client
import json
import select
import socket
import time
from contextlib import ExitStack, closing, contextmanager
from threading import Event, Thread

import pytest

from bench.flood import people_at
from bench.servers import OURS, bench_on, gunicorn
from tests.support.evidence import BYTES, TUS, URL

pytestmark = pytest.mark.slow
MANY = 40
MEBIBYTE = 1 << 20
JSON = b"Content-Type: application/json\r\n"
PROMISED = b"POST /api/v1/findings HTTP/1.1\r\nHost: x\r\n" + JSON
SILENT = {
    "nothing": b"",
    "half a line": b"GET /api/v1/categ",
    "half a head": b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "no body": PROMISED + b"Content-Length: 2000\r\n\r\n",
    "half a body": PROMISED + b"Content-Length: 2000\r\n\r\n{",
    "half a chunk": PROMISED + b"Transfer-Encoding: chunked\r\n\r\n40\r\n{",
    "chunks without an end": PROMISED + b"Transfer-Encoding: chunked\r\n\r\n7\r\n\r\n0\r\n\r\n\r\n",
    "a body after leave": PROMISED + b"Expect: 100-continue\r\nContent-Length: 2000\r\n\r\n",
    "a body that nobody needs": b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n",
}
ANSWERED = {
    "10 MB that are refused": PROMISED + b"Content-Length: 10485760\r\n\r\n{",
    "10 MB to nowhere": b"POST /nix HTTP/1.1\r\nHost: x\r\nContent-Length: 10485760\r\n\r\n{",
    "a last request": b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "half a file": b"PATCH /api/v1/reports/mine/evidence/6f0c HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{",
}


@pytest.fixture(scope="module")
def running():
    """A server on SQLite, one process of eight threads, and an honest reporter and officer."""
    with ExitStack() as stack:
        bench = stack.enter_context(bench_on("sqlite"))
        server = stack.enter_context(gunicorn(bench, OURS))
        yield bench, server, stack.enter_context(people_at(bench, server))


def connected(stack, port, first):
    connection = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), 30)))
    connection.sendall(first)
    return connection


@contextmanager
def others_served_beside(running, first):
    """Many connections that have sent so much and no more, beside which people were served: who is refused ends it."""
    _, server, people = running
    with ExitStack() as stack:
        silent = [connected(stack, server.port, first) for _ in range(MANY)]
        people.times(2)
        yield silent


def is_held(connection):
    """Whether the server has hung up; what it has said does not matter."""
    while select.select([connection], [], [], 0)[0]:
        if not connection.recv(65536):
            return False
    return True


@pytest.mark.promise("A6", "in part")
@pytest.mark.parametrize("first", SILENT.values(), ids=SILENT)
def test_reports_are_filed_and_queues_opened_while_many_promise_and_fall_silent(running, first):
    """They are let go of in the end, but nobody had to wait for that."""
    with others_served_beside(running, first) as silent:
        assert all(map(is_held, silent))


@pytest.mark.promise("A6", "in part")
@pytest.mark.parametrize("first", ANSWERED.values(), ids=ANSWERED)
def test_whoever_was_answered_and_does_not_hang_up_holds_nobody_up(running, first):
    with others_served_beside(running, first) as silent:
        for connection in silent:
            assert connection.recv(12).startswith(b"HTTP/1.1 ")
            connection.sendall(b"x")  # they are still heard out


@pytest.mark.promise("A6", "in part")
def test_reports_are_filed_while_many_send_a_byte_now_and_then(running):
    _, server, people = running
    with ExitStack() as stack:
        firsts = (SILENT["half a head"], SILENT["half a body"]) * (MANY // 2)
        slow, stop = [connected(stack, server.port, first) for first in firsts], Event()

        def drip():
            while not stop.wait(0.02):
                for connection in slow:
                    connection.sendall(b" ")

        dripping = Thread(target=drip)
        dripping.start()
        stack.callback(dripping.join)
        stack.callback(stop.set)
        people.times(2)
        assert all(map(is_held, slow))


@pytest.mark.promise("A6", "in part")
def test_where_all_places_are_taken_whoever_has_waited_longest_goes(running):
    _, server, _ = running
    with ExitStack() as stack:
        first = [connected(stack, server.port, SILENT["half a body"]) for _ in range(5)]
        later = [connected(stack, server.port, SILENT["half a body"]) for _ in range(510)]
        newest = connected(stack, server.port, ANSWERED["a last request"])
        assert newest.recv(12) == b"HTTP/1.1 200"
        assert not any(map(is_held, first))
        assert all(map(is_held, later[-100:]))


@pytest.mark.parametrize(
    ("path", "status"), [("/reports", 413), ("/nowhere", 404), ("/cases", 405), ("/challenges", 201)]
)
def test_who_is_refused_is_heard_out(running, path, status):
    """Or the connection would be reset before the refusal is read."""
    _, server, _ = running
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as asking:
        headers = {"Idempotency-Key": "0b9f3c1e-7f0a-4e1b-9c55-2f4f0f7a1d11", "Content-Type": "application/json"}
        asking.request("POST", f"/api/v1{path}", b"a" * 10 * MEBIBYTE, headers)
        assert asking.getresponse().status == status


def test_a_body_comes_in_pieces_and_in_chunks_and_on_the_same_connection(running):
    _, server, _ = running
    whole = b'{"category": "homework", "answers": {}, "place": {"division_code": "411102"}}'
    chunked = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (whole[:7], whole[7:]))
    sent = b"".join(
        (
            *(PROMISED, b"Content-Length: %d\r\n\r\n" % len(whole), whole),
            *(PROMISED, b"Transfer-Encoding: chunked\r\n\r\n", chunked, b"0\r\n\r\n"),
        )
    )
    with ExitStack() as stack:
        connection = connected(stack, server.port, b"")
        for at in range(0, len(sent), 37):
            connection.sendall(sent[at : at + 37])
            time.sleep(0.002)
        answers = [http.client.HTTPResponse(connection) for _ in range(2)]
        said = []
        for answer in answers:
            answer.begin()
            said.append((answer.status, answer.read()))
    assert said[0][0] in {200, 422}
    assert said[0] == said[1]


def test_who_asks_before_it_sends_is_told_once_to_go_on(running):
    _, server, _ = running
    with ExitStack() as stack:
        connection = connected(stack, server.port, SILENT["a body after leave"])
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"x" * 2000)
        assert connection.recv(12) == b"HTTP/1.1 400"


def test_a_head_without_an_end_is_refused(running):
    _, server, _ = running
    with ExitStack() as stack:
        connection = connected(stack, server.port, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 8000)
        assert connection.recv(12) == b"HTTP/1.1 431"


@pytest.mark.promise("A6", "in part")
def test_slow_files_with_one_receipt_leave_room_for_another(running):
    _, server, people = running
    with ExitStack() as stack:
        mine, other = (filed(people) for _ in range(2))
        for _ in range(6):
            connected(stack, server.port, patch(server.port, mine, 50_000))
        time.sleep(0.5)
        connection = connected(stack, server.port, patch(server.port, other, 5_000))
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(12) == b"HTTP/1.1 204"
        people.times(1)


def filed(people):
    """The receipt of a new report."""
    status, answer = people.client.ask(people._report())
    assert status == 201
    return json.loads(answer)["receipt"]


def patch(port, receipt, length):
    """The beginning of a file, as it goes over the wire."""
    said = TUS | {"Authorization": f"Receipt {receipt}"}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as asking:
        asking.request("POST", URL, headers={**said, "Upload-Length": str(length), "Upload-Metadata": "filename eA=="})
        url = asking.getresponse().headers["Location"]
    fields = {**said, **BYTES, "Host": "x", "Upload-Offset": "0", "Content-Length": str(length)}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"PATCH {url} HTTP/1.1\r\n{head}\r\n".encode() + b"x" * 100

"""Senders who trickle get no thread of the web server for long: others are answered meanwhile, without a proxy too."""

import http.client
import socket
import time
from contextlib import ExitStack, closing
from threading import Event, Thread

import pytest

from deploy.quiet_worker import QuietWorker
from deploy.waiting_worker import BODY_S, HEAD_S
from tests.promises.processes import GUNICORN, started
from tests.support.served import environment, free_port, wait_until_alive

pytestmark = pytest.mark.slow
SLOW = 10
"""More than there are threads."""


@pytest.fixture
def port(tmp_path):
    port = free_port()
    with started(GUNICORN, environment(tmp_path, port)) as process:
        wait_until_alive(f"http://127.0.0.1:{port}", process)
        yield port


def trickle(connection, stop):
    """A header that never ends, a byte every half second."""
    try:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        while not stop.wait(0.5):
            connection.sendall(b"x")
    except OSError:
        return


@pytest.mark.promise("A6", "in part")
def test_a_page_comes_while_many_trickle_their_headers(port, capfd):
    stop = Event()
    with ExitStack() as opened:
        for _ in range(SLOW):
            connection = opened.enter_context(closing(socket.create_connection(("127.0.0.1", port), 30)))
            Thread(target=trickle, args=(connection, stop), daemon=True).start()
        time.sleep(1)
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=6 * HEAD_S)) as asking:
            asking.request("GET", "/healthz")
            assert asking.getresponse().status == 200
        stop.set()
    assert "Error" not in "".join(capfd.readouterr())


PROMISED = (
    b"POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2000\r\n\r\n{"
)


@pytest.mark.promise("A7", "in part")
def test_a_page_comes_while_many_promise_a_body_and_send_none(port):
    with ExitStack() as opened:
        for _ in range(2 * SLOW):
            connection = opened.enter_context(closing(socket.create_connection(("127.0.0.1", port), 30)))
            connection.sendall(PROMISED)
        time.sleep(1)
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=BODY_S / 2)) as asking:
            asking.request("GET", "/healthz")
            assert asking.getresponse().status == 200


class Connection:
    """What a worker does with one that is too slow."""

    def __init__(self):
        self.cut, self.sock = [], self

    def shutdown(self, how):
        self.cut.append(how)


def test_who_is_too_slow_is_cut_off_once_the_time_is_over(monkeypatch):
    worker = object.__new__(QuietWorker)
    worker._until, worker._waiting, worker.wsgi = {}, {}, None
    monkeypatch.setattr("gunicorn.workers.base.Worker.notify", lambda _self: None)
    slow, quick = Connection(), Connection()
    worker._allow(slow, -1, socket.SHUT_RD)
    worker._allow(quick, 60, socket.SHUT_RDWR)
    worker.notify()
    assert (slow.cut, quick.cut) == ([socket.SHUT_RD], [])

"""The loop of the web server's worker, one round of it at a time."""

import os
import socket
from contextlib import closing, contextmanager
from itertools import count
from selectors import DefaultSelector

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import TConn

from deploy.waiting_worker import WaitingWorker


@pytest.fixture
def worker():
    """With two places, of which it keeps one free."""
    worker = WaitingWorker(0, os.getpid(), [], None, 30, Config(), None)
    worker.worker_connections, worker.poller = 2, DefaultSelector()
    yield worker
    for conn in list(worker._waiting):
        worker._drop(conn)
    worker.poller.close()
    worker.tmp.close()
    worker.method_queue.close()


@pytest.fixture
def listener():
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        listener.settimeout(5)
        yield listener


def come(worker, listener):
    """Somebody new; the worker has a place for them in any case."""
    somebody = socket.create_connection(listener.getsockname(), 5)
    worker.accept(listener)
    return closing(somebody)


@pytest.mark.promise("A6", "in part")
@pytest.mark.parametrize("is_leaving", [False, True])
def test_whoever_has_to_go_in_the_very_round_in_which_they_speak_stops_nobody(worker, listener, is_leaving):
    """Both are seen at once; by the time it is their turn, somebody new has their place. The worker must not end."""
    with come(worker, listener) as first:
        if is_leaving:
            [conn] = worker._waiting
            worker._forget(conn)
            worker._let_go(conn)
        first.sendall(b"GET")
        seen = worker.poller.select(5)
        assert len(seen) == 1
        with come(worker, listener):
            for key, _ in seen:
                key.data(key.fileobj)
            assert (len(worker._waiting), worker.nr_conns) == (1, 1)


@contextmanager
def asked(listener, body):
    """The connection of somebody who promised 2,000 bytes and sent these; its head has been read."""
    with closing(socket.create_connection(listener.getsockname(), 5)) as sender:
        sender.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n" + body)
        conn = TConn(Config(), *listener.accept(), listener.getsockname())
        conn.init()
        next(conn.parser)
        yield conn
        conn.close()


def test_a_body_that_came_whole_costs_nobody_the_connection_however_late_the_thread_is(worker, listener, monkeypatch):
    """The answer did not need it; what comes after it is the next request."""
    late = count(step=3600)
    with asked(listener, b"x" * 2000 + b"GET") as conn:
        monkeypatch.setattr("time.monotonic", lambda: float(next(late)))
        assert worker._keepalive_after(conn, keepalive=True)
        assert conn.parser.unreader.take_buffered() == b"GET"


def test_nobody_waits_for_what_the_answer_did_not_need(worker, listener):
    with asked(listener, b"x" * 1999) as conn:
        assert not worker._keepalive_after(conn, keepalive=True)

"""E3: bodies that fall silent, take too long or break off: what came is kept."""

import socket
import threading
from contextlib import suppress

import pytest

from tests.support.evidence import BYTES


@pytest.mark.promise("E3", "in part")
def test_who_falls_silent_loses_the_thread_and_keeps_what_came(house, tus, monkeypatch):
    """gunicorn would wait for as long as the connection stands."""
    monkeypatch.setattr("api.streams.SILENT_S", 0.1)
    url = tus.create(1000).headers["Location"]
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"x" * 100)
        environ = {"gunicorn.socket": ours, "wsgi.input": Reading(ours), "wsgi.input_terminated": True}
        sent = {**tus.headers, **BYTES, "Upload-Offset": "0", "Content-Length": "1000"}
        answer = house.client.patch(url, headers=sent, environ_overrides=environ)
        assert ours.gettimeout() is None
    assert answer.headers["Upload-Offset"] == "100"


class Reading:
    """A body as a server reads it."""

    def __init__(self, connection):
        self._connection = connection

    def read(self, size):
        return self._connection.recv(size)


@pytest.mark.promise("E3", "in part")
def test_who_sends_a_byte_now_and_then_loses_the_thread_and_keeps_what_came(house, tus, monkeypatch):
    monkeypatch.setattr("api.streams.LONGEST_S", 0.3)
    url = tus.create(5000).headers["Location"]
    ours, theirs = socket.socketpair()
    answered = threading.Event()
    dripping = threading.Thread(target=drip, args=(theirs, 5000, answered))
    with ours, theirs:
        dripping.start()
        environ = {"gunicorn.socket": ours, "wsgi.input": ReadingWhole(ours), "wsgi.input_terminated": True}
        sent = {**tus.headers, **BYTES, "Upload-Offset": "0", "Content-Length": "5000"}
        answer = house.client.patch(url, headers=sent, environ_overrides=environ)
        answered.set()
        dripping.join()
    assert answer.status_code == 204
    assert 0 < int(answer.headers["Upload-Offset"]) < 5000


def drip(connection, count, answered):
    """A byte now and then, well before the patience with silence ends."""
    with suppress(BrokenPipeError):  # nobody listens any more
        for _ in range(count):
            connection.send(b"x")
            if answered.wait(0.01):
                return


class ReadingWhole(Reading):
    """A body as gunicorn reads it: until as much is there as was asked for, or the end."""

    def read(self, size):
        found = b""
        while len(found) < size and (part := super().read(size - len(found))):
            found += part
        return found


@pytest.mark.promise("E3", "in part")
def test_who_takes_too_long_is_answered_with_what_came(tus, monkeypatch):
    monkeypatch.setattr("api.streams.LONGEST_S", 0)
    url = tus.create(1000).headers["Location"]
    answer = tus.patch(url, 0, b"x" * 500)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "0")


@pytest.mark.promise("E3", "in part")
def test_whatever_breaks_while_bytes_come_what_came_is_kept(house, tus):
    url = tus.create(100_000).headers["Location"]
    expected = 0
    for number in (1, 5_000, 16_384, 40_000):
        sent = {**tus.headers, **BYTES, "Upload-Offset": str(expected), "Content-Length": "90000"}
        environ = {"wsgi.input": Breaking(number), "wsgi.input_terminated": True}
        answer = house.client.patch(url, headers=sent, environ_overrides=environ)
        expected += number
        assert answer.headers["Upload-Offset"] == str(expected)
    assert tus.offset(url) == expected


class Breaking:
    """A body that breaks off after so many bytes."""

    def __init__(self, left):
        self._left = left

    def read(self, size):
        if not self._left:
            raise ConnectionResetError
        part = b"x" * min(size, self._left)
        self._left -= len(part)
        return part

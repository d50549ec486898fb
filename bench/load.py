"""Two kinds of load on a port of this machine, with requests that were written beforehand.

A closed loop (so many clients, each asks again when it is answered) gives throughput. An open loop sends at moments
that were fixed beforehand and counts from them, so that a slow answer cannot hide those who wait behind it: it alone
gives percentiles.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from threading import local

CLIENTS = 8
OPEN_CLIENTS = 32
CHUNK = 65536


class Client:
    """A connection that is kept, and made again when the server has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        if self._socket is not None:
            try:
                return self._exchange(self._socket, request)
            except ConnectionError:
                self._socket.close()
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._exchange(self._socket, request)

    def close(self) -> None:
        """Let the connection go."""
        if self._socket is not None:
            self._socket.close()

    def _exchange(self, connection: socket.socket, request: bytes) -> tuple[int, bytes]:
        connection.sendall(request)
        heard = b""
        while b"\r\n\r\n" not in heard:
            heard += _heard(connection)
        head, _, body = heard.partition(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        while len(body) < length:
            body += _heard(connection)
        return int(head[9:12]), body


def _heard(connection: socket.socket) -> bytes:
    part = connection.recv(CHUNK)
    if not part:
        raise ConnectionError("the server has hung up")
    return part


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """A request as it goes over the wire; `content_type` is written `Content-Type`."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    lines = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **named}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def per_second(port: int, requests: Sequence[bytes], expected: int) -> float:
    """Answers per second with eight clients in a closed loop."""
    begun = time.perf_counter()
    _all(_asker(port, expected), requests, CLIENTS)
    return len(requests) / (time.perf_counter() - begun)


def latencies(port: int, requests: Sequence[bytes], expected: int, rate: float) -> list[float]:
    """Seconds from the moment each request was due, `rate` of them a second, until its answer was there."""
    ask, numbers = _asker(port, expected), count()
    begun = time.perf_counter() + 0.05

    def one(sent: bytes) -> float:
        due = begun + next(numbers) / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        ask(sent)
        return time.perf_counter() - due

    return _all(one, requests, OPEN_CLIENTS)


def _asker(port: int, expected: int) -> Callable[[bytes], float]:
    """Asks over one connection for each thread; an answer with another status ends the run."""
    own = local()
    return partial(_ask, own, port, expected)


def _ask(own: local, port: int, expected: int, sent: bytes) -> float:
    if not hasattr(own, "client"):
        own.client = Client(port)
    status, body = own.client.ask(sent)
    assert status == expected, (status, body[:300])
    return 0.0


def _all(one: Callable[[bytes], float], requests: Sequence[bytes], threads: int) -> list[float]:
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, requests))

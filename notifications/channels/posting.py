"""Posts to servers that strangers have named: to the very addresses that were checked, once, and not for long.

A connection goes to a numeric address, while its TLS name and Host stay the endpoint's: no second look-up can lead it
elsewhere. Redirects are answers like any other. An answer ends in time, however slowly it comes.
"""

from __future__ import annotations

import math
import socket
import ssl
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from threading import Lock
from typing import Any, Final

from security.endpoints import Endpoint

CONNECT_S: Final = 5
ANSWER_S: Final = 10
MOST_ADDRESSES: Final = 3
MOST_IDLE: Final = 100
IDLE_S: Final = 60
LONGEST_BODY: Final = 4096


@dataclass(frozen=True)
class Reply:
    """What a server answered; its body is nobody's business. Names of headers are written Like-This."""

    status: int
    headers: Mapping[str, str]


class _Timed(ssl.SSLSocket):
    """A socket whose reads end at one moment, however little comes with each."""

    ends_at = math.inf

    def recv_into(self, *arguments: Any, **options: Any) -> int:
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.settimeout(min(left, ANSWER_S))
        return super().recv_into(*arguments, **options)


class _TlsLine(HTTPSConnection):
    """To `address`, as `endpoint.host`."""

    def __init__(self, endpoint: Endpoint, address: str, context: ssl.SSLContext) -> None:
        super().__init__(endpoint.host, endpoint.port, timeout=ANSWER_S, context=context)
        self._address, self._tls = address, context

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), CONNECT_S)
        with suppress(OSError):
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
        self.sock.settimeout(ANSWER_S)


class Lines:
    """Connections that are kept for the next post, `MOST_IDLE` of them at most."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._context = context or ssl.create_default_context()
        self._context.sslsocket_class = _Timed
        self._idle: OrderedDict[HTTPConnection, tuple[str, str, float]] = OrderedDict()
        self._lock = Lock()

    def post(self, endpoint: Endpoint, addresses: Sequence[str], body: bytes, headers: Mapping[str, str]) -> Reply:
        """The answer; OSError or HTTPException when there is none. `addresses` are tried until one can be reached."""
        tried = addresses[:MOST_ADDRESSES]
        kept = self._taken(endpoint.origin, tried)
        if kept is not None:
            with suppress(ConnectionError, ssl.SSLError):  # the other side has closed it meanwhile: try a new one
                return self._asked(*kept, endpoint, body, headers)
        return self._asked(*self._connected(endpoint, tried), endpoint, body, headers)

    def close(self) -> None:
        """Let all connections go."""
        with self._lock:
            for line in self._idle:
                line.close()
            self._idle.clear()

    def _connected(self, endpoint: Endpoint, addresses: Sequence[str]) -> tuple[HTTPConnection, str]:
        unreachable: OSError = OSError("no address")
        for address in addresses:
            line = self._line(endpoint, address)
            try:
                line.connect()
            except OSError as error:
                unreachable = error
            else:
                return line, address
        raise unreachable

    def _line(self, endpoint: Endpoint, address: str) -> HTTPConnection:
        if endpoint.scheme == "http":  # a stand-in on this machine
            return HTTPConnection(address, endpoint.port, timeout=ANSWER_S)
        return _TlsLine(endpoint, address, self._context)

    def _asked(
        self, line: HTTPConnection, address: str, endpoint: Endpoint, body: bytes, headers: Mapping[str, str]
    ) -> Reply:
        if isinstance(line.sock, _Timed):
            line.sock.ends_at = time.monotonic() + ANSWER_S
            line.sock.settimeout(ANSWER_S)  # of the last answer, less may be left
        try:
            line.request("POST", endpoint.target, body, dict(headers))
            response = line.getresponse()
            response.read(LONGEST_BODY)
            is_whole = response.isclosed()
            reply = Reply(response.status, {name.title(): value for name, value in response.headers.items()})
        except BaseException:
            line.close()
            raise
        if is_whole and line.sock is not None:
            self._keep(line, endpoint.origin, address)
        else:
            line.close()
        return reply

    def _keep(self, line: HTTPConnection, origin: str, address: str) -> None:
        with self._lock:
            self._idle[line] = (origin, address, time.monotonic() + IDLE_S)
            if len(self._idle) > MOST_IDLE:
                self._idle.popitem(last=False)[0].close()

    def _taken(self, origin: str, addresses: Sequence[str]) -> tuple[HTTPConnection, str] | None:
        """A kept connection to one of these addresses, which are those that are good now."""
        now = time.monotonic()
        with self._lock:
            for line in [line for line, (_, _, until) in self._idle.items() if until < now]:
                del self._idle[line]
                line.close()
            for line, (to, address, _) in self._idle.items():
                if to == origin and address in addresses:
                    del self._idle[line]
                    return line, address
        return None

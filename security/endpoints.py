"""Where a push may go: to a named host on the public internet, by HTTPS, and nowhere else.

Whoever subscribes names the address, and we connect to it. Without this it could be one of our own machines.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from typing import Final

Resolve = Callable[[str], Sequence[str]]
"""The numeric addresses of a host; none when there is no such host. NoAnswer when that cannot be told now."""

PATIENCE_S: Final = 2.0
HTTPS_PORT: Final = 443

_URL: Final = re.compile(
    r"(https?)://([a-z0-9.-]{1,253})(?::([1-9][0-9]{0,4}))?(/[!$-\[\]-~]*)", re.IGNORECASE | re.ASCII
)
_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
"""A name of two labels or more. The last begins with a letter, so that no way to write a number (127.1, 0x7f1) fits."""

_NOBODYS: Final = re.compile(r".*\.(?:alt|arpa|example|internal|invalid|local|localhost|onion|test)")
"""Names that no public server has (RFC 6761, 6762, 7686, 9476; `internal` is reserved by ICANN)."""

_NOT_PUBLIC_4: Final = tuple(
    IPv4Network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # a cloud's own service to its machines, at an address that looks public
    )
)
"""IANA's registry of special-purpose addresses (RFC 6890), and multicast."""

_PUBLIC_6: Final = IPv6Network("2000::/3")
_NOT_PUBLIC_6: Final = tuple(
    IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
"""What is special within 2000::/3; what carries an IPv4 address (mapped, 6to4, Teredo, NAT64) is here or outside."""


class BadEndpoint(ValueError):
    """Not an address that a push may be sent to; never says which."""


class NoAnswer(Exception):
    """The name cannot be looked up at the moment."""


@dataclass(frozen=True)
class Endpoint:
    """A push address, taken apart; `target` is path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host, and a port that is not the usual one (RFC 6454)."""
        usual = HTTPS_PORT if self.scheme == "https" else 80
        return f"{self.scheme}://{self.host}" + ("" if self.port == usual else f":{self.port}")


@dataclass(frozen=True)
class Endpoints:
    """Which push addresses are good. `stand_in` is the origin of a push service on this machine, for tests and demo."""

    resolve: Resolve
    stand_in: str | None = None

    def read(self, url: str) -> Endpoint:
        """The endpoint of an address, or BadEndpoint; nobody is asked."""
        endpoint = _taken_apart(url)
        if endpoint.origin != self.stand_in and not _may_be_public(endpoint):
            raise BadEndpoint("no host on the public internet, or not HTTPS at its usual port")
        return endpoint

    def addresses(self, endpoint: Endpoint) -> Sequence[str]:
        """The numeric addresses to connect to; BadEndpoint when one of them is not public, or there is none.

        NoAnswer when the name cannot be looked up now. Whoever connects has to use these: asking again may give others.
        """
        if endpoint.origin == self.stand_in:
            return [endpoint.host]
        found = self.resolve(endpoint.host)
        if not found or not all(map(is_public, found)):
            raise BadEndpoint("the name leads to no host on the public internet")
        return found


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the public internet: not private, local, shared, reserved or for many."""
    try:
        number = ip_address(address)
    except ValueError:
        return False
    if isinstance(number, IPv4Address):
        return not any(number in block for block in _NOT_PUBLIC_4)
    is_global = number.scope_id is None and number in _PUBLIC_6
    return is_global and not any(number in block for block in _NOT_PUBLIC_6)


class SystemResolver:
    """This machine's resolver, waited for `patience_s` seconds at most."""

    def __init__(self, patience_s: float = PATIENCE_S, threads: int = 8) -> None:
        self._patience_s = patience_s
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="resolver")

    def __call__(self, host: str) -> Sequence[str]:
        """The numeric addresses of `host`; see Resolve."""
        asked = self._threads.submit(_addresses_of, host)
        try:
            return asked.result(self._patience_s)
        except TimeoutError:
            asked.cancel()
            raise NoAnswer from None


def _addresses_of(host: str) -> list[str]:
    try:
        # The dot at the end: never a host of our own domain that happens to be called so.
        found = socket.getaddrinfo(f"{host}.", HTTPS_PORT, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
            return []
        raise NoAnswer from None
    except (OSError, UnicodeError):
        raise NoAnswer from None
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


def _taken_apart(url: str) -> Endpoint:
    found = _URL.fullmatch(url)
    if found is None:
        raise BadEndpoint("not an HTTP address")
    scheme, host = found[1].lower(), found[2].lower()
    return Endpoint(scheme, host, int(found[3] or (HTTPS_PORT if scheme == "https" else 80)), found[4])


def _may_be_public(endpoint: Endpoint) -> bool:
    is_usual = endpoint.scheme == "https" and endpoint.port == HTTPS_PORT
    return is_usual and bool(_HOST.fullmatch(endpoint.host)) and not _NOBODYS.fullmatch(endpoint.host)

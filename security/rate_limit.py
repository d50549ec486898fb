"""How often something came from one part of the network lately: in memory, and forgotten within ten minutes (A6).

Who it was cannot be told from it: what is kept is an HMAC under a key that is made at the start and stored nowhere.
"""

from __future__ import annotations

import secrets
import time
import unicodedata
from collections import Counter, deque
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Lock
from typing import Final

from security.signing import mac

FORGOTTEN_AFTER_S: Final = 600
SLICES: Final = 10
"""The memory is cut into so many parts; the oldest is dropped whole."""
MOST_KEPT: Final = 50_000
"""Of different senders in one slice; further ones are counted together: a flood of addresses fills no memory."""
_IPV4_PREFIX: Final = 24
_IPV6_PREFIX: Final = 56
_OTHERS: Final = b"others"


def prefix_of(address: str) -> bytes:
    """The /24 or /56 that an address lies in; what is no address is all one."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return b""
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    kept = _IPV4_PREFIX if parsed.version == 4 else _IPV6_PREFIX  # noqa: PLR2004 - the versions of IP
    return bytes([parsed.version]) + parsed.packed[: kept // 8]


def account_of(username: str) -> bytes:
    """A user name as it is counted: all its spellings are one, whether anybody has it or not."""
    return unicodedata.normalize("NFKC", username).strip().casefold().encode("utf-8", "surrogatepass")


class RateLimit:
    """Counts what happened in the last nine to ten minutes; `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._key = secrets.token_bytes(32)
        self._clock = clock
        self._guard = Lock()
        self._slices: deque[tuple[int, Counter[bytes]]] = deque()

    def note(self, *what: bytes) -> int:
        """One more of this; how many there were lately, with this one."""
        key = self._mark(what)
        with self._guard:
            newest = self._newest()
            kept = key if key in newest or len(newest) < MOST_KEPT else _OTHERS
            newest[kept] += 1
            return self._sum(kept)

    def count(self, *what: bytes) -> int:
        """How many of this there were lately."""
        key = self._mark(what)
        with self._guard:
            self._forget()
            return self._sum(key)

    def in_this_second(self, *what: bytes) -> int:
        """The same within one second of the clock."""
        return self.note(*what, int(self._clock()).to_bytes(8, "big"))

    def forget(self) -> None:
        """Drop what is old; called every second, so that nothing stays because nobody comes."""
        with self._guard:
            self._forget()

    def kept(self) -> int:
        """Of how many different senders anything is remembered."""
        with self._guard:
            return len({key for _, counted in self._slices for key in counted})

    def _mark(self, what: tuple[bytes, ...]) -> bytes:
        return mac(self._key, b"".join(len(part).to_bytes(4, "big") + part for part in what))

    def _sum(self, key: bytes) -> int:
        return sum(counted[key] for _, counted in self._slices)

    def _newest(self) -> Counter[bytes]:
        self._forget()
        number = self._number()
        if not self._slices or self._slices[-1][0] != number:
            self._slices.append((number, Counter()))
        return self._slices[-1][1]

    def _forget(self) -> None:
        while self._slices and self._slices[0][0] <= self._number() - SLICES:
            self._slices.popleft()

    def _number(self) -> int:
        return int(self._clock() * SLICES // FORGOTTEN_AFTER_S)

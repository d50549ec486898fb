"""How many uploads a process takes in at a time: so many in all, and fewer of one report, so that others get a turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class NoTurn(Exception):
    """As many files are being worked on as may be at a time."""


class NoTurnOfYours(Exception):
    """As many files of this report as may be at a time."""


class Turns:
    """The places for uploads of this process: `most`, of them `of_one` for whatever belongs together."""

    def __init__(self, most: int, of_one: int) -> None:
        self._most = most
        self._of_one = of_one
        self._guard = Lock()
        self._taken: Counter[bytes] = Counter()

    @contextmanager
    def turn(self, owner: bytes) -> Iterator[None]:
        """One of the places; NoTurnOfYours when the owner has all it may have, NoTurn when all are taken."""
        with self._guard:
            if self._taken[owner] >= self._of_one:
                raise NoTurnOfYours
            if self._taken.total() >= self._most:
                raise NoTurn
            self._taken[owner] += 1
        try:
            yield
        finally:
            with self._guard:
                self._taken[owner] -= 1
                self._taken += Counter()  # who has none is forgotten

"""What is done beside the answers: once for each name, by one thread, at moments drawn by chance."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Final

LONGEST_MS: Final = 1000


def _pause() -> None:
    time.sleep(secrets.randbelow(LONGEST_MS) / 1000)


@dataclass
class Aside:
    """Whoever goes on on the same connection waits for none of it, so nobody can tell how long it took.

    A name that waits already is not done twice: a flood of one name makes no queue. Nor does one of many names: after
    one pause all are done that wait.
    """

    pause: Callable[[], None] = _pause
    _waiting: dict[str, Callable[[str], None]] = field(default_factory=dict)
    _guard: Lock = field(default_factory=Lock)
    _worker: Thread | None = None

    def soon(self, name: str, act: Callable[[str], None]) -> None:
        """Call `act` with the name within a second or so."""
        with self._guard:
            self._waiting.setdefault(name, act)
            if self._worker is None or not self._worker.is_alive():
                self._worker = Thread(target=self._work, name="aside")
                self._worker.start()

    def done(self) -> None:
        """Wait until nothing is left to do."""
        worker = self._worker
        if worker is not None:
            worker.join()

    def _work(self) -> None:
        while True:
            self.pause()
            with self._guard:
                names = list(self._waiting)
                if not names:
                    self._worker = None
                    return
            for name in names:
                with self._guard:
                    act = self._waiting.pop(name)
                act(name)

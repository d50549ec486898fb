"""A clock that leaps ahead is not believed at once: what is closed and deleted by it does not come back."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

LEAP: Final = timedelta(days=1)
"""By less, somebody sets a clock right; nothing that cannot be undone is so near."""
DOUBT: Final = timedelta(hours=1)
"""Time for somebody to look at it; then the new time is right, and the old one was not."""


def steady_s() -> float:
    """Seconds that nobody sets; they go on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Watch:
    """Compares a clock that can be set, `now`, with one that cannot, `steady` (seconds)."""

    def __init__(self, now: Callable[[], datetime], steady: Callable[[], float] = steady_s) -> None:
        self._now = now
        self._steady = steady
        self._offset = self._offset_now()
        self._leapt_at: float | None = None

    def believes(self) -> bool:
        """Whether the clock can be gone by: not in the first hour after it leapt ahead. Set back, it is believed."""
        offset, steady = self._offset_now(), self._steady()
        if offset - self._offset > LEAP.total_seconds():
            self._leapt_at = steady if self._leapt_at is None else self._leapt_at
            if steady - self._leapt_at < DOUBT.total_seconds():
                return False
        self._offset, self._leapt_at = offset, None
        return True

    def _offset_now(self) -> float:
        return self._now().timestamp() - self._steady()

"""How long a session of staff lasts (K5), whatever becomes of the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=12)
SET_BACK: Final = timedelta(hours=1)
"""A clock may be set back so far, and sessions go on, and last as much longer; those that were further ahead end."""


def is_alive(idle_until: Any, expires_at: Any, now: datetime) -> Any:
    """Whether a session with these two ends goes on; given columns, the condition of it."""
    is_busy = (idle_until > now) & (idle_until <= now + IDLE + SET_BACK)
    return is_busy & (expires_at > now) & (expires_at <= now + ABSOLUTE + SET_BACK)

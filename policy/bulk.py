"""What may be done with many cases at once, and with how many."""

from __future__ import annotations

from typing import Final

from policy.vocabulary import Event

MOST: Final = 1000
"""Cases that one request may be about (T9)."""
MOST_NAMED: Final = 500
"""Cases that a request may name one by one, so that the largest one still fits into 64 KiB."""
AT_ONCE: Final = 25
"""Cases that a page sends at a time, so that it can show how far it is, and nobody else waits long."""
EVENTS: Final = (Event.ACCEPT, Event.INVESTIGATE)
"""Moves that many cases can make together. An answer is given to one case, by somebody who has read it."""

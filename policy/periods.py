"""Days of a period that is asked for."""

from __future__ import annotations

from datetime import date, timedelta


def first_of(days: int, until: date) -> date:
    """The first of so many days up to one, or the first day that there is."""
    return max(until, date.min + timedelta(days=days - 1)) - timedelta(days=days - 1)

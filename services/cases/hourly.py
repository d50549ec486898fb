"""What a reporter does is shown to the office at the next full hour (promise A8)."""

from __future__ import annotations

from typing import Protocol

from services.work import Work


class Told(Protocol):
    """A case, or what is to become one."""

    @property
    def safety(self) -> bool:
        """Whether somebody is in danger."""


def is_for_the_hour(work: Work, told: Told) -> bool:
    """Whether the office is to wait for it: never where it is about safety, nor in the demo."""
    return work.world.released_hourly and not told.safety

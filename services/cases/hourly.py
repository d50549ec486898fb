"""What a reporter does to a case is shown to its office at the next full hour (promise A8)."""

from __future__ import annotations

from models import Case
from services.work import Work


def is_for_the_hour(work: Work, case: Case) -> bool:
    """Whether the office is to wait for it: never where it is about safety, nor in the demo."""
    return work.world.released_hourly and not case.safety

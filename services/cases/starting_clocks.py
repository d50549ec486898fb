"""The clocks of a case that is on file already, when they start on some day."""

from __future__ import annotations

from datetime import date

from models import Case
from policy.deadlines import Clocks, clocks
from services.work import Work


def starting_clocks(work: Work, case: Case, department: str, filed_on: date) -> Clocks:
    """The clocks of a stored case at a department; a division that is gone counts as the one it went into."""
    policy = work.policy
    return clocks(
        policy.deadlines,
        policy.calendar,
        policy.divisions,
        matter=case.matter,
        department=department,
        division_code=policy.divisions.standing(case.division_code).code,
        filed_on=filed_on,
    )

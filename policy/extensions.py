"""More time for an office, once, where the line of the finish clock allows it (promise D2).

Source: 市场监督管理投诉举报处理暂行办法, article 23 (15 working days, and 15 more in special circumstances).
"""

from __future__ import annotations

from datetime import date

from policy.deadlines import (
    Calendar,
    Clock,
    Deadline,
    Deadlines,
    Due,
    add_calendar_days,
    add_working_days,
    lines_for,
)
from policy.divisions import Divisions


def longer_finish(
    deadlines: Deadlines, divisions: Divisions, *, matter: str, department: str, division_code: str
) -> Deadline | None:
    """The line of the finish clock that may be made longer; None where there is no more time than it says."""
    lines = lines_for(deadlines, divisions, matter=matter, department=department, division_code=division_code)
    finish = lines[Clock.FINISH]
    return finish if finish.extension_days is not None else None


def extended(calendar: Calendar, due_on: date, longer: Deadline) -> Due:
    """A last day, later by what that line gives."""
    count = add_working_days if longer.unit == "working_days" else add_calendar_days
    return count(calendar, due_on, longer.extension_days or 0)

"""What offices did on a day is counted once it is over, and kept: whoever looks later reads numbers, not cases.

A day has what its log told then: what is deleted later changes nothing of it. Until a day is counted, whoever looks
reads its log (`services.watching.conduct`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import CaseEvent, ConductDay, Installation, Task
from policy.conduct import OF_THE_LOG
from services.installation import lock_installation
from services.watching.acts import Acts
from services.work import Work


def close_conduct(work: Work) -> int:
    """Count the next day that is over; how many days (0 or 1). Safe to repeat and beside another."""
    installation = lock_installation(work.db)
    day = None if installation is None else _next_day(work, installation)
    if installation is None or day is None or day > work.settled_on:
        return 0
    keep_conduct(work.db, day)
    installation.conduct_on = day
    work.db.flush()
    return 1


def count_conduct_anew(work: Work) -> None:
    """Forget what was counted: acts were written for days that had been. The scheduler counts them again."""
    work.db.execute(sa.update(Installation).values(conduct_on=None))
    work.db.execute(sa.delete(ConductDay))


def keep_conduct(db: Session, day: date) -> None:
    """Store what all offices did on a day."""
    found: dict[tuple[str, date], Counter[str]] = defaultdict(Counter)
    for office_id, _, before_on, habit, number in db.execute(Acts(day, day).counted()):
        found[office_id, before_on][habit] += number
    rows = [
        {"office_id": office_id, "counted_on": day, "before_on": before_on}
        | {habit.value: counts[habit] for habit in OF_THE_LOG}
        for (office_id, before_on), counts in sorted(found.items())
    ]
    if rows:
        db.execute(sa.insert(ConductDay), rows)


def _next_day(work: Work, installation: Installation) -> date | None:
    """The day after the last one that was counted; at first the day of the first act, None without any."""
    if installation.conduct_on is not None:
        return installation.conduct_on + timedelta(days=1)
    firsts = (sa.func.min(CaseEvent.happened_on), sa.func.min(Task.status_since))
    return min((day for day in map(work.db.scalar, map(sa.select, firsts)) if day is not None), default=None)

"""How the service itself is doing, in numbers that tell nothing of anybody: none moves because somebody came.

What reporters cause is no number here, not even how much of it waits: whoever reads metrics every few seconds would
have a clock of them (A8).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from models import Case, Installation, Office, Outbox
from services.work import Work

LATE: Final = timedelta(minutes=15)
"""A push that was due so long ago should have been sent."""


@dataclass(frozen=True)
class Operation:
    """What an operator may have to do something about."""

    pushes_late: int
    pushes_given_up: int
    cases_to_seal: int
    offices_rotating: int
    calendar_days: int
    released_hour: datetime | None
    rewritten_on: date | None


def look_at_operation(work: Work) -> Operation:
    """The numbers of now, in one question."""
    is_late = sa.and_(Outbox.dead_at.is_(None), Outbox.due_at < work.now - LATE)
    found = work.db.execute(
        sa.select(
            _number(Outbox.id, is_late).label("pushes_late"),
            _number(Outbox.id, Outbox.dead_at.is_not(None)).label("pushes_given_up"),
            _number(Case.id, Case.reseal_pending).label("cases_to_seal"),
            _number(Office.id, Office.rotating_since.is_not(None)).label("offices_rotating"),
            sa.select(Installation.released_hour).limit(1).scalar_subquery().label("released_hour"),
            sa.select(Installation.rewritten_on).limit(1).scalar_subquery().label("rewritten_on"),
        )
    ).one()
    return Operation(**found._asdict(), calendar_days=(work.policy.calendar.last - work.today).days)


def _number(column: Any, condition: Any) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count(column)).where(condition).scalar_subquery()

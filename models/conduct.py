"""What offices did, by day and month: what their log tells, and what is sealed there."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, Code, OtherId


class ConductCount(Base):
    """How often an office did something in a month that its log does not tell, because it is sealed there."""

    __tablename__ = "conduct_count"
    __table_args__ = (NO_ROWID,)

    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    habit: Mapped[Code] = mapped_column(primary_key=True)
    count: Mapped[int]


class ConductDay(Base):
    """What an office did on a day that is over, by habit (policy.conduct): acts, or cases where each counts once.

    `before_on`: the last day before on which it had done the same with the same cases; `NEVER` for the first time, and
    where acts are counted. So a period has each case once: on the first day in it.
    """

    __tablename__ = "conduct_day"
    __table_args__ = (NO_ROWID,)

    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"), primary_key=True)
    counted_on: Mapped[date] = mapped_column(primary_key=True)
    before_on: Mapped[date] = mapped_column(primary_key=True)
    answered: Mapped[int]
    paused: Mapped[int]
    extended: Mapped[int]
    declined: Mapped[int]
    referred_out: Mapped[int]
    passed_on: Mapped[int]
    raised: Mapped[int]
    tasks_let_lie: Mapped[int]
    overturned: Mapped[int]
    reopened: Mapped[int]
    joined: Mapped[int]
    tasks_returned: Mapped[int]
    asked_again: Mapped[int]

"""What comes after an answer: the day on which its office looks again, and what is counted of what is sealed."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, Code, OtherId


class Recheck(Base):
    """The day that was promised with an answer, or when the case was looked at last; gone once nobody has to look."""

    __tablename__ = "recheck"
    __table_args__ = (sa.Index("ix_recheck_day", "recheck_on", "case_id"), NO_ROWID)

    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    recheck_on: Mapped[date]


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

"""Answered cases that their offices want to look at again."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, OtherId


class Recheck(Base):
    """The day that was promised with an answer, or when the case was looked at last; gone once nobody has to look."""

    __tablename__ = "recheck"
    __table_args__ = (sa.Index("ix_recheck_day", "recheck_on", "case_id"), NO_ROWID)

    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    recheck_on: Mapped[date]

"""What divisions report of the programme: one number of an indicator for a period."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, Code, Name, RowId


class ProgrammeFigure(Base):
    """What a division had of an indicator (policy.programme) in a year or a month; `stated_in`: where that is said."""

    __tablename__ = "programme_figure"
    __table_args__ = (
        sa.Index("ix_programme_figure_place", "division_code", "indicator", "reporting_period", unique=True),
        NO_ROWID,
    )

    id: Mapped[RowId]
    division_code: Mapped[Code]
    indicator: Mapped[Code]
    reporting_period: Mapped[Code]
    amount: Mapped[int] = mapped_column(sa.BigInteger)
    stated_in: Mapped[Name | None]

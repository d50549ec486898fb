"""Schools and training institutions that a reporter can name."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Name, OtherId, RowId


class School(Base):
    """A school; `office_id` overrides the tree when another office runs it (a city-run school in a county)."""

    __tablename__ = "school"

    id: Mapped[RowId]
    division_code: Mapped[Code] = mapped_column(index=True)
    name: Mapped[Name]
    stage: Mapped[Code]
    boarding: Mapped[bool] = mapped_column(default=False)
    office_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("office.id"))


class Institution(Base):
    """An off-campus training institution; `office_id` overrides the tree.

    `approving_division_code` is the province that approved its online lessons: its office takes reports about them, and
    they can be reported from everywhere.
    """

    __tablename__ = "institution"

    id: Mapped[RowId]
    division_code: Mapped[Code] = mapped_column(index=True)
    name: Mapped[Name]
    office_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("office.id"))
    approving_division_code: Mapped[Code | None] = mapped_column(index=True)

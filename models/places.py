"""Schools and training institutions that a reporter can name."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, Code, Name, OtherId, RowId


class School(Base):
    """A school; `office_id` overrides the tree when another office runs it (a city-run school in a county).

    `school_code` are the ten digits by which the ministry knows it, `kind` is who keeps it; None: nobody said.
    """

    __tablename__ = "school"
    __table_args__ = (sa.Index("ix_school_name", "name", "id"), NO_ROWID)

    id: Mapped[RowId]
    division_code: Mapped[Code] = mapped_column(index=True)
    name: Mapped[Name]
    stage: Mapped[Code]
    boarding: Mapped[bool] = mapped_column(default=False)
    office_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("office.id"))
    kind: Mapped[Code | None]
    school_code: Mapped[Code | None] = mapped_column(index=True, unique=True)


class Institution(Base):
    """An off-campus training institution; `office_id` overrides the tree.

    `approving_division_code` is the province that approved its online lessons: its office takes reports about them, and
    they can be reported from everywhere.

    None of what follows: nobody said. `converted_on`: from profit to non-profit (营改非); `approved_on`: from filing to
    approval (备改审); `has_prepaid_account`: what parents pay ahead lies in an account of its own; `closed_on`: it is
    gone.
    """

    __tablename__ = "institution"
    __table_args__ = (sa.Index("ix_institution_name", "name", "id"), NO_ROWID)

    id: Mapped[RowId]
    division_code: Mapped[Code] = mapped_column(index=True)
    name: Mapped[Name]
    office_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("office.id"))
    approving_division_code: Mapped[Code | None] = mapped_column(index=True)
    credit_code: Mapped[Code | None] = mapped_column(index=True, unique=True)
    licence_number: Mapped[Code | None]
    teaches_subjects: Mapped[bool | None]
    has_prepaid_account: Mapped[bool | None]
    converted_on: Mapped[date | None]
    approved_on: Mapped[date | None]
    closed_on: Mapped[date | None]

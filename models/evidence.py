"""The files that reporters add; what is in them lies sealed in the evidence folder."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, Code, OtherId, RowId, Sealed


class Evidence(Base):
    """A file of a report; `position` counts within the report, `added_on` is the day of its last step.

    Its key is sealed with the report's, so whoever opens the report opens the file. Name, type, size and what was
    taken out are sealed as well.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        sa.UniqueConstraint("report_id", "position"),
        sa.Index("ix_evidence_by_state", "state", "added_on"),
        NO_ROWID,
    )

    id: Mapped[RowId]
    report_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("report.id"))
    position: Mapped[int]
    state: Mapped[Code]
    added_on: Mapped[date]
    sealed_key: Mapped[Sealed]
    sealed_details: Mapped[Sealed]

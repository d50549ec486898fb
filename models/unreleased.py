"""What reporters have caused in this hour, and nobody at an office sees yet. No row says when; none stays for long."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, OtherId


class UnreleasedCase(Base):
    """A case that is shown, or joined to another, at the next full hour."""

    __tablename__ = "unreleased_case"
    __table_args__ = (NO_ROWID,)

    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)


class UnreleasedMessage(Base):
    """What a reporter said, shown at the next full hour."""

    __tablename__ = "unreleased_message"
    __table_args__ = (NO_ROWID,)

    message_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("message.id"), primary_key=True)


class UnreleasedEvidence(Base):
    """A file that was added, shown at the next full hour."""

    __tablename__ = "unreleased_evidence"
    __table_args__ = (NO_ROWID,)

    evidence_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("evidence.id"), primary_key=True)


class UnreleasedRating(Base):
    """A report whose first rating is shown at the next full hour."""

    __tablename__ = "unreleased_rating"
    __table_args__ = (NO_ROWID,)

    report_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("report.id"), primary_key=True)

"""What reporters have caused in this hour, and nobody at an office sees yet. No row says when; none stays for long."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, OtherId


class HeldCase(Base):
    """A case that is shown, or joined to another, at the next full hour."""

    __tablename__ = "held_case"
    __table_args__ = (NO_ROWID,)

    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)


class HeldMessage(Base):
    """What a reporter said, shown at the next full hour."""

    __tablename__ = "held_message"
    __table_args__ = (NO_ROWID,)

    message_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("message.id"), primary_key=True)

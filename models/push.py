"""Where pushes go, and which are waiting. The relay's private key alone opens an address."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, OtherId, RowId, Sealed


class Subscription(Base):
    """A reporter's push address (channel, locale, target), sealed to the relay's public key."""

    __tablename__ = "subscription"

    id: Mapped[RowId]
    report_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("report.id"), unique=True)
    sealed_address: Mapped[Sealed] = mapped_column(unique=True)


class Outbox(Base):
    """A push that waits: only the sealed address, and when to try. Deleted on success.

    The subscription with the same `sealed_address` must still be there when the relay sends: who unsubscribes is left
    alone at once, whatever was waiting.
    """

    __tablename__ = "outbox"

    id: Mapped[RowId]
    sealed_address: Mapped[Sealed] = mapped_column(index=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    dead_at: Mapped[datetime | None]

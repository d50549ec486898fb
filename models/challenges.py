"""Proofs of work that were used."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Digest


class SpentChallenge(Base):
    """The mark of a proof of work that was used; kept until the day it could not be used again anyway."""

    __tablename__ = "spent_challenge"

    mark: Mapped[Digest] = mapped_column(primary_key=True)
    expires_on: Mapped[date] = mapped_column(index=True)

"""Further second factors of staff: passkeys and recovery codes."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Digest, OtherId, RowId, Sealed

LONGEST_CREDENTIAL_ID = 1023
"""WebAuthn, level 3, §4."""


class Passkey(Base):
    """A passkey: its public key, and, where its authenticator has PRF, the staff private key under what that gives."""

    __tablename__ = "passkey"

    id: Mapped[RowId]
    staff_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(LONGEST_CREDENTIAL_ID), unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    sealed_name: Mapped[Sealed]
    sealed_private_key: Mapped[Sealed | None]
    added_on: Mapped[date]
    last_used_on: Mapped[date | None]


class RecoveryCode(Base):
    """A code that stands in for the second factor once."""

    __tablename__ = "recovery_code"

    staff_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("staff.id"), primary_key=True)
    digest: Mapped[Digest] = mapped_column(primary_key=True)
    used_on: Mapped[date | None]

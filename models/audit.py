"""The audit log: what staff did, in rows that the database neither changes nor deletes before their time is up."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, Code, Digest, Json, Name, OtherId, RowId

NEWEST = ("at", "id")


class Audit(Base):
    """One act of a member of staff; ids only, of what may be gone by now, and no text of anybody.

    `staff_id` is None for a log-in under a name that nobody has. `digest` is the leaf of this row in the tree.
    """

    __tablename__ = "audit"
    __table_args__ = (
        sa.Index("ix_audit_newest", *NEWEST),
        *(sa.Index(f"ix_audit_of_{name}", name, *NEWEST) for name in ("staff_id", "office_id", "act")),
        NO_ROWID,
    )

    id: Mapped[RowId]
    at: Mapped[datetime]
    act: Mapped[Code]
    staff_id: Mapped[OtherId | None]
    username: Mapped[Name | None] = mapped_column(index=True)
    office_id: Mapped[OtherId | None]
    case_id: Mapped[OtherId | None] = mapped_column(index=True)
    object_id: Mapped[OtherId | None]
    digest: Mapped[Digest]


class AuditLeaf(Base):
    """Where a row of the log stands in the tree that its checkpoints sign."""

    __tablename__ = "audit_leaf"

    audit_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("audit.id"), primary_key=True)
    position: Mapped[int] = mapped_column(unique=True)


class AuditPruning(Base):
    """The first `size` rows were deleted at `at`, when their time was up, and this is signed: no row else may go."""

    __tablename__ = "audit_pruning"

    root: Mapped[Digest] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime]
    signature: Mapped[bytes] = mapped_column(sa.LargeBinary(64))


class AuditCheckpoint(Base):
    """The head of the tree over the first `size` rows, signed; `peaks` are what it goes on from."""

    __tablename__ = "audit_checkpoint"

    root: Mapped[Digest] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime]
    peaks: Mapped[Json]
    signature: Mapped[bytes] = mapped_column(sa.LargeBinary(64))

"""What is kept of what was deleted, so that no backup brings it back; and what is not to be deleted yet."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Code, Digest, OtherId


class Deletion(Base):
    """Something was destroyed: a digest of what it was, kept until no backup can hold it any more.

    `mark` is made from a random id and leads nowhere without a copy of the row. `swept`: nothing of it is left between
    the rows of PostgreSQL's files, or in SQLite's log, either.
    """

    __tablename__ = "deletion"

    mark: Mapped[Digest] = mapped_column(primary_key=True)
    forget_on: Mapped[date] = mapped_column(index=True)
    swept: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class Hold(Base):
    """A case that is kept although its time may be up. Its reporters can take their reports back all the same."""

    __tablename__ = "hold"

    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    reason_code: Mapped[Code]
    held_on: Mapped[date]

"""What a lead office asks of another one: a co-handler's share of a case, with a key of its own."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, Code, OtherId, RowId, Sealed
from policy.tasks import UNFINISHED

_WORDS = ", ".join(f"'{status}'" for status in sorted(UNFINISHED))
_OPEN = sa.text(f"status IN ({_WORDS})")
_RETURNED = sa.text("status = 'returned'")


class Task(Base):
    """One thing that `office_id` is asked to do for a case. Its key seals what is asked and what came of it.

    `sealed_key` is that key under the case's: whoever has the case opens its tasks, wherever the case goes.
    """

    __tablename__ = "task"
    __table_args__ = (
        sa.Index("ix_task_due", "due_on", "id"),
        sa.Index("ix_task_open_due", "due_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_task_queue", "office_id", "due_on", "id", "status"),
        sa.Index("ix_task_open_queue", "office_id", "due_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index(
            *("ix_task_returned", "office_id", "status_since", "due_on"),
            sqlite_where=_RETURNED,
            postgresql_where=_RETURNED,
        ),
        NO_ROWID,
    )

    id: Mapped[RowId]
    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), index=True)
    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"))
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[Code]
    status: Mapped[Code]
    status_since: Mapped[date]
    asked_on: Mapped[date]
    due_on: Mapped[date]
    sealed_key: Mapped[Sealed]
    sealed_request: Mapped[Sealed]
    sealed_result: Mapped[Sealed | None]


class TaskKeyWrap(Base):
    """A task's key, wrapped to the work key of the office that was asked; gone when the task is taken from it."""

    __tablename__ = "task_key_wrap"
    __table_args__ = (sa.Index("ix_task_key_wrap_by_key", "office_id", "key_version", "task_id"), NO_ROWID)

    task_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"), primary_key=True)
    key_version: Mapped[int]
    wrapped_key: Mapped[Sealed]

"""What offices above watch: more time that was taken, offices that were urged, what offices are reminded of."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, Code, OtherId, RowId


class Extension(Base):
    """An office took more time, once: the event of that version. Its reporters are told why."""

    __tablename__ = "extension"

    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason_code: Mapped[Code]


class Urging(Base):
    """An office above urged the one that has a case, or supervises it: the event of that version.

    `office_id` is the one above. `back_report` is the kind of its answer, made as the event of `answered_version`; None
    where that is the transfer after which it does not stand above the case any more.
    """

    __tablename__ = "urging"

    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"))
    reason_code: Mapped[Code]
    answer_by: Mapped[date]
    back_report: Mapped[Code | None]
    answered_version: Mapped[int | None]


class Reminder(Base):
    """Something about a case that offices are reminded of, once: `since_version` began what it is about.

    For a warning that is what last set the finish clock, 0 the filing; for what people did, their event.
    """

    __tablename__ = "reminder"
    __table_args__ = (sa.UniqueConstraint("case_id", "kind", "since_version"), NO_ROWID)

    id: Mapped[RowId]
    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"))
    kind: Mapped[Code]
    since_version: Mapped[int]
    reminded_on: Mapped[date]


class ReminderTo(Base):
    """An office that is reminded: each of its staff who can see the case reads it."""

    __tablename__ = "reminder_to"
    __table_args__ = (sa.Index("ix_reminder_to_newest", "office_id", "reminded_on", "reminder_id"), NO_ROWID)

    reminder_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("reminder.id"), primary_key=True)
    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"), primary_key=True)
    reminded_on: Mapped[date]


class ReminderRead(Base):
    """A member of staff has read a reminder."""

    __tablename__ = "reminder_read"

    reminder_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("reminder.id"), primary_key=True)
    staff_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("staff.id"), primary_key=True, index=True)

"""Cases, the reports in them, and what is said and done about them."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, Code, Digest, Json, OtherId, RowId, Sealed


class Case(Base):
    """What an office does about one or more reports on one matter. Its key seals notes and reasons.

    `reseal_pending`: it went up without anybody's key, and its wraps are still those of the office below.
    `reminded_on`: when its office was told that it should have been taken on.
    """

    __tablename__ = "case"
    __table_args__ = (
        sa.Index("ix_case_by_clock", "status", "status_since"),
        sa.Index("ix_case_queue", "office_id", "next_due_on", "severity", "id"),
        sa.Index("ix_case_alerted_queue", "alerted_office_id", "next_due_on", "severity", "id"),
        NO_ROWID,
    )

    id: Mapped[RowId]
    version: Mapped[int] = mapped_column(default=1)
    category: Mapped[Code]
    matter: Mapped[Code]
    division_code: Mapped[Code]
    school_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("school.id"))
    institution_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("institution.id"))
    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"))
    alerted_office_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("office.id"))
    assignee_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    status: Mapped[Code]
    status_since: Mapped[date]
    severity: Mapped[int]
    safety: Mapped[bool]
    submitted_on: Mapped[date]
    accept_on: Mapped[date]
    first_answer_on: Mapped[date]
    finish_on: Mapped[date]
    told_on: Mapped[date | None]
    next_due_on: Mapped[date]
    due_is_provisional: Mapped[bool]
    first_answered: Mapped[bool] = mapped_column(default=False)
    asked_on: Mapped[date | None]
    pause_used: Mapped[bool] = mapped_column(default=False)
    avoid_local_office: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    reseal_pending: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    reminded_on: Mapped[date | None]


class Report(Base):
    """What one reporter said. `receipt_lookup` finds it; only the receipt or a wrap of its key opens it."""

    __tablename__ = "report"

    id: Mapped[RowId]
    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), index=True)
    reference: Mapped[Code] = mapped_column(unique=True)
    receipt_lookup: Mapped[Digest] = mapped_column(unique=True)
    body_mac: Mapped[Digest]
    sealed_key: Mapped[Sealed]
    category: Mapped[Code]
    filed_on: Mapped[date]
    due_on: Mapped[date]
    due_is_provisional: Mapped[bool]
    routing_reason: Mapped[Json]
    finding_codes: Mapped[Json]
    sealed_content: Mapped[Sealed]
    sealed_reply: Mapped[Sealed | None]


class ReportKeyWrap(Base):
    """A report's key, wrapped to the work key of one office."""

    __tablename__ = "report_key_wrap"

    report_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("report.id"), primary_key=True)
    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"), primary_key=True)
    key_version: Mapped[int]
    wrapped_key: Mapped[Sealed]


class CaseKeyWrap(Base):
    """A case's key, wrapped to the work key of one office."""

    __tablename__ = "case_key_wrap"

    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"), primary_key=True)
    key_version: Mapped[int]
    wrapped_key: Mapped[Sealed]


class Message(Base):
    """One thing said between office and reporter, sealed with the report's key; `position` counts within the report."""

    __tablename__ = "message"
    __table_args__ = (sa.UniqueConstraint("report_id", "position"), NO_ROWID)

    id: Mapped[RowId]
    report_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("report.id"))
    position: Mapped[int]
    posted_on: Mapped[date]
    sender: Mapped[Code]
    ask: Mapped[bool]
    sealed_text: Mapped[Sealed]


class CaseEvent(Base):
    """One line of a case's history: each version of the case is made by exactly one event.

    Reason, outcome and public sentence are sealed with the case's key.
    """

    __tablename__ = "case_event"
    __table_args__ = (sa.UniqueConstraint("case_id", "version"), NO_ROWID)

    id: Mapped[RowId]
    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"))
    version: Mapped[int]
    happened_on: Mapped[date]
    event: Mapped[Code]
    status: Mapped[Code]
    staff_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("staff.id"))
    sealed_detail: Mapped[Sealed | None]


class Note(Base):
    """An officer's note on a case, sealed with the case's key."""

    __tablename__ = "note"
    __table_args__ = (sa.UniqueConstraint("case_id", "position"), NO_ROWID)

    id: Mapped[RowId]
    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"))
    position: Mapped[int]
    posted_on: Mapped[date]
    staff_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("staff.id"))
    sealed_text: Mapped[Sealed]

"""Cases, the reports in them, and what is said and done about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import NO_ROWID, Base, Code, Digest, Json, Name, OtherId, RowId, Sealed
from policy.lifecycle import UNANSWERED
from policy.vocabulary import Source

QUEUE_ORDER = ("next_due_on", "severity", "id")
FURTHER = ("category", "matter", "assignee_id")
"""At the end of an index: what else is asked for is then seen without a look at the row."""
FLAGS = {
    "avoided": "avoid_local_office",
    "reseal": "reseal_pending",
    "appealed": "is_appealed",
    "bounced": "is_bounced",
    "urged": "is_urged",
    "raised": "is_raised",
}
"""By the concern that it is cause for, the column that says so of a case."""
_OPEN_STATUSES = ", ".join(f"'{status}'" for status in sorted(UNANSWERED))
_OPEN, _DONE = f"status IN ({_OPEN_STATUSES})", f"status NOT IN ({_OPEN_STATUSES})"
_ALERTED, _ASSIGNED = "alerted_office_id IS NOT NULL", "assignee_id IS NOT NULL"
_JUDGED = "event IN ('decline', 'escalate', 'refer_out', 'reopen', 'resolve', 'send_back', 'transfer')"
"""What is counted of offices and does not follow from whose staff did it (services.watching.acts)."""
_MINE = f"{_ASSIGNED} AND {_OPEN}"
_RECHECKED = "recheck_on IS NOT NULL"


def _queue(name: str, *columns: str, only: str | None = None) -> sa.Index:
    """An index along which a queue or the scheduler walks, perhaps over some of the rows `only`."""
    where = None if only is None else sa.text(only)
    return sa.Index(name, *columns, sqlite_where=where, postgresql_where=where)


def _guessed(name: str, *columns: str, flag: str = "due_is_provisional") -> sa.Index:
    """An index of the rows whose date is provisional, as each of the databases writes that."""
    return sa.Index(name, *columns, sqlite_where=sa.text(f"{flag} = 1"), postgresql_where=sa.text(flag))


def _flagged_queues() -> Iterator[sa.Index]:
    """The ways through the open cases that bear a flag: few are in them, and a plain new case is in none.

    What an office was alerted to is little: one way serves all flags there.
    """
    rest = (*QUEUE_ORDER, "status")
    for concern, flag in FLAGS.items():
        only = (sa.text(f"{flag} = 1 AND {_OPEN}"), sa.text(f"{flag} AND {_OPEN}"))
        name = f"ix_case_{concern}_queue"
        yield sa.Index(name, "office_id", *rest, sqlite_where=only[0], postgresql_where=only[1])
    sqlite, postgresql = " OR ".join(f"{flag} = 1" for flag in FLAGS.values()), " OR ".join(FLAGS.values())
    only = (sa.text(f"{_ALERTED} AND ({sqlite}) AND {_OPEN}"), sa.text(f"{_ALERTED} AND ({postgresql}) AND {_OPEN}"))
    name, columns = "ix_case_alerted_flagged_queue", ("alerted_office_id", *rest, *FLAGS.values())
    yield sa.Index(name, *columns, sqlite_where=only[0], postgresql_where=only[1])


def _alerted_queues() -> Iterator[sa.Index]:
    """The ways through what an office was alerted to. Few cases are in these, and a new one in none but for safety."""
    seat, order = "alerted_office_id", QUEUE_ORDER
    yield _queue("ix_case_alerted_queue", seat, *order, "status", *FURTHER, only=_ALERTED)
    yield _queue("ix_case_alerted_open_queue", seat, *order, "status", *FURTHER, only=f"{_ALERTED} AND {_OPEN}")
    yield _queue("ix_case_alerted_status_queue", seat, "status", *order, *FURTHER, only=_ALERTED)
    yield _queue("ix_case_alerted_severity_queue", seat, "severity", "next_due_on", "id", *FURTHER, only=_ALERTED)
    yield _queue(
        "ix_case_alerted_assignee_queue", seat, "assignee_id", *order, "status", only=f"{_ALERTED} AND {_ASSIGNED}"
    )


class Case(Base):
    """What an office does about one or more reports on one matter. Its key seals notes and reasons.

    While `join_key` is there, a report with the same one joins this case (policy.joining).
    `reseal_pending`: it went up without anybody's key, and its wraps are still those of the office below.
    `reminded_on`: when its office was told that it should have been taken on. `warn_on`: when the scheduler looks next
    whether a warning of its finish date is due. `recheck_on`: the day to look again that was promised
    with an answer, or when it was looked at last; None once nobody has to look.
    `is_appealed`, `is_bounced`, `is_urged`, `is_raised`: what other tables say of it, kept so that a list finds it: it
    came from an appeal; a transfer brought it to an office that had had it; an office above waits for a report about
    it; it went up by itself.
    `synthetic`: made up by the demo's bulk path; in no figure (services.figures).
    """

    __tablename__ = "case"
    __table_args__ = (
        sa.Index("ix_case_by_clock", "status", "status_since"),
        _queue("ix_case_assignee_id", "assignee_id", only=_ASSIGNED),
        _queue("ix_case_reminded", "status", "reminded_on", only="reminded_on IS NOT NULL"),
        _queue("ix_case_warn", "warn_on", "id", only="warn_on IS NOT NULL"),
        _queue("ix_case_recheck", "office_id", "recheck_on", "id", only=_RECHECKED),
        _queue("ix_case_recheck_day", "recheck_on", "id", "office_id", only=_RECHECKED),
        _guessed("ix_case_provisional", "finish_on"),
        _guessed("ix_case_told_provisional", "told_on", flag="told_is_provisional"),
        _queue("ix_case_queue", "office_id", *QUEUE_ORDER),
        _queue("ix_case_open_queue", "office_id", *QUEUE_ORDER, "status", *FURTHER, only=_OPEN),
        _queue(
            "ix_case_open_severity_queue", "office_id", "severity", "next_due_on", "id", "status", *FURTHER, only=_OPEN
        ),
        _queue("ix_case_done_queue", "office_id", *QUEUE_ORDER, "status", only=_DONE),
        _queue("ix_case_status_queue", "office_id", "status", *QUEUE_ORDER, *FURTHER),
        _queue("ix_case_severity_queue", "office_id", "severity", "next_due_on", "id"),
        _queue("ix_case_category_queue", "office_id", "category", *QUEUE_ORDER),
        _queue("ix_case_matter_queue", "office_id", "matter", *QUEUE_ORDER),
        _queue("ix_case_assignee_queue", "office_id", "assignee_id", *QUEUE_ORDER, "status", only=_ASSIGNED),
        _queue("ix_case_open_assignee_queue", "office_id", "assignee_id", *QUEUE_ORDER, "status", only=_MINE),
        *_flagged_queues(),
        *_alerted_queues(),
        _queue("ix_case_school", "school_id", "status", only="school_id IS NOT NULL"),
        _queue("ix_case_institution", "institution_id", "status", only="institution_id IS NOT NULL"),
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
    assignee_id: Mapped[OtherId | None] = mapped_column(sa.ForeignKey("staff.id"))
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
    told_is_provisional: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    first_answered: Mapped[bool] = mapped_column(default=False)
    asked_on: Mapped[date | None]
    pause_used: Mapped[bool] = mapped_column(default=False)
    avoid_local_office: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    join_key: Mapped[Name | None] = mapped_column(unique=True, index=True)
    reseal_pending: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_appealed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_bounced: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_urged: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_raised: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    reminded_on: Mapped[date | None]
    warn_on: Mapped[date | None]
    recheck_on: Mapped[date | None]
    synthetic: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class Report(Base):
    """What one reporter said. `receipt_lookup` finds it; only the receipt or a wrap of its key opens it.

    `joined_version` is the version its case had when the report came: what was done up to then is none of its life.
    `source`: whether its reporter filed it, or staff for whoever called or came.
    """

    __tablename__ = "report"
    __table_args__ = (
        _guessed("ix_report_provisional", "due_on", "case_id"),
        sa.Index("ix_report_day", "filed_on", "id"),
    )

    id: Mapped[RowId]
    case_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("case.id"), index=True)
    joined_version: Mapped[int] = mapped_column(default=1, server_default="1")
    reference: Mapped[Code] = mapped_column(unique=True)
    receipt_lookup: Mapped[Digest] = mapped_column(unique=True)
    body_mac: Mapped[Digest]
    sealed_key: Mapped[Sealed]
    category: Mapped[Code]
    source: Mapped[Code] = mapped_column(default=Source.ONLINE.value, server_default=Source.ONLINE.value)
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
    __table_args__ = (sa.Index("ix_report_key_wrap_by_key", "office_id", "key_version", "report_id"), NO_ROWID)

    report_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("report.id"), primary_key=True)
    office_id: Mapped[OtherId] = mapped_column(sa.ForeignKey("office.id"), primary_key=True)
    key_version: Mapped[int]
    wrapped_key: Mapped[Sealed]


class CaseKeyWrap(Base):
    """A case's key, wrapped to the work key of one office."""

    __tablename__ = "case_key_wrap"
    __table_args__ = (sa.Index("ix_case_key_wrap_by_key", "office_id", "key_version", "case_id"), NO_ROWID)

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
    __table_args__ = (
        sa.UniqueConstraint("case_id", "version"),
        sa.Index("ix_case_event_day", "happened_on", "case_id"),
        _queue("ix_case_event_proposed", "case_id", "version", only="event = 'propose'"),
        _queue("ix_case_event_judged", "happened_on", "event", "case_id", "version", only=_JUDGED),
        _queue("ix_case_event_staff", "staff_id", "happened_on", "event", "case_id", only="staff_id IS NOT NULL"),
        NO_ROWID,
    )

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

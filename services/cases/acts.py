"""What happened to reports, as acts: what their timelines are told from, and who is told of an act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Extension, Message, Office, Oversight, Report, Stay, Subscription, Transfer, Urging
from policy.disclosure import NOT_ALWAYS_SHOWN, Act, is_shown
from policy.vocabulary import Event, Sender, Status


class Said(Protocol):
    """What is known of a message without its text."""

    @property
    def on(self) -> date: ...
    @property
    def sender(self) -> str: ...
    @property
    def ask(self) -> bool: ...


class _Said(NamedTuple):
    on: date
    sender: str
    ask: bool


_THIS: sa.BindParameter[str] = sa.bindparam("report_id")
_HERE = sa.and_(CaseEvent.case_id == sa.bindparam("case_id"), CaseEvent.version > sa.bindparam("joined_version"))
_WAS_THERE = sa.and_(
    Stay.report_id == _THIS,
    Stay.case_id == CaseEvent.case_id,
    CaseEvent.version > Stay.after_version,
    CaseEvent.version <= Stay.until_version,
)
_CASES = sa.select(Stay.case_id).where(Stay.report_id == _THIS)


def with_office(events: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    """The events, with the name of the office that each is about, and its reason code: where it went, who read it.

    Or who urged it, and why more time was taken: no event is two of these.
    """
    for table in (Transfer, Oversight, Extension, Urging):
        events = events.outerjoin(
            table, sa.and_(table.case_id == CaseEvent.case_id, table.version == CaseEvent.version)
        )
    about = sa.func.coalesce(Transfer.to_office_id, Oversight.office_id, Urging.office_id)
    codes = (table.reason_code for table in (Transfer, Oversight, Extension, Urging))
    return events.outerjoin(Office, Office.id == about).add_columns(Office.name, sa.func.coalesce(*codes))


_ACTS = (
    with_office(sa.select(CaseEvent.happened_on, CaseEvent.event, CaseEvent.status, CaseEvent.version))
    .outerjoin(Stay, _WAS_THERE)
    .where(sa.or_(CaseEvent.case_id == sa.bindparam("case_id"), CaseEvent.case_id.in_(_CASES)))
    .where(sa.or_(_HERE, Stay.position.is_not(None)))
    .order_by(Stay.position.is_(None), Stay.position, CaseEvent.version)
)
"""Put together once: that takes longer than to answer it."""


def acts_of(db: Session, report: Report) -> list[Act]:
    """What happened to the report, oldest first: in each case while it was there, never before or afterwards."""
    this = {"report_id": report.id, "case_id": report.case_id, "joined_version": report.joined_version}
    return [_act(row) for row in db.execute(_ACTS, this)]


def _act(row: sa.Row[*tuple[Any, ...]]) -> Act:
    """A stored event as an act. Whose answer it was the messages tell; another's appeal is none of a report's acts.

    An appeal of one's own made the case that it stands in.
    """
    on, event, status, version, office, reason_code = row
    own = event != Event.ANSWER and (event != Event.APPEAL or version == 1)
    return Act(on, Event(event), Status(status), own=own, office=office, reason_code=reason_code)


def answer_days(messages: Sequence[Said]) -> list[date | None]:
    """For each question that was asked of a reporter, when they first said something to it."""
    asked = [number for number, message in enumerate(messages) if message.ask]
    said = [messages[one:end] for one, end in pairwise([*asked, len(messages)])]
    return [next((one.on for one in part if one.sender == Sender.REPORTER), None) for part in said]


def told_of(db: Session, case: Case, event: Event, today: date) -> list[str]:
    """The reports of a locked case, with a subscription, whose reporters can read the event that was just stored.

    A push about what they cannot read would say that somebody else is in the case too (ADR 12).
    """
    mine = (Report.case_id == case.id, sa.exists().where(Subscription.report_id == Report.id))
    moved = sa.exists().where(Stay.report_id == Report.id)
    rows = db.execute(sa.select(Report, moved).where(*mine)).all()
    return [
        report.id
        for report, was_elsewhere in rows
        if event not in NOT_ALWAYS_SHOWN
        or not (was_elsewhere or event is Event.INVESTIGATE)
        or _reads(db, report, today)
    ]


def _reads(db: Session, report: Report, today: date) -> bool:
    """Whether the last of its acts is shown to a reporter."""
    rows = sa.select(Message.posted_on, Message.sender, Message.ask).where(Message.report_id == report.id)
    messages = [_Said(*row) for row in db.execute(rows.order_by(Message.position)).all()]
    return is_shown(acts_of(db, report), report.filed_on, answers=answer_days(messages), today=today)

"""Messages between office and reporter: stored sealed with the report's key, and opened with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Message, UnreleasedMessage
from policy.vocabulary import Sender
from security.envelope import open_sealed
from services.cases.record import next_position
from services.work import Work


@dataclass(frozen=True)
class SaidMessage:
    """A message, opened."""

    id: str
    on: date
    sender: str
    text: str
    ask: bool


def new_message(work: Work, report_id: str, message_id: str, sender: Sender, sealed: bytes, *, ask: bool) -> Message:
    """The next message of a report."""
    return Message(
        id=message_id,
        report_id=report_id,
        position=next_position(work.db, Message, Message.report_id == report_id),
        posted_on=work.today,
        sender=sender.value,
        ask=ask,
        sealed_text=sealed,
    )


_MESSAGES = (
    sa.select(Message.id, Message.posted_on, Message.sender, Message.ask, Message.sealed_text)
    .where(Message.report_id == sa.bindparam("report_id"))
    .order_by(Message.position)
)


def messages_of(db: Session, report_id: str, key: bytes) -> tuple[SaidMessage, ...]:
    """The messages of a report, in order, opened with its key."""
    return tuple(open_message(row, key) for row in db.execute(_MESSAGES, {"report_id": report_id}))


def messages_by_report(db: Session, keys: Mapping[str, bytes]) -> dict[str, tuple[SaidMessage, ...]]:
    """What an office sees: the messages of each report that has any, in order, opened with its key."""
    is_shown = Message.id.not_in(sa.select(UnreleasedMessage.message_id))
    rows = db.scalars(sa.select(Message).where(Message.report_id.in_(keys), is_shown).order_by(Message.position))
    found: dict[str, list[SaidMessage]] = {}
    for row in rows:
        found.setdefault(row.report_id, []).append(open_message(row, keys[row.report_id]))
    return {report_id: tuple(said) for report_id, said in found.items()}


def open_message(row: Message | sa.Row[*tuple[Any, ...]], key: bytes) -> SaidMessage:
    """One message, opened."""
    text = open_sealed(key, row.sealed_text, table="message", column="sealed_text", row_id=row.id).decode()
    return SaidMessage(row.id, row.posted_on, row.sender, text, row.ask)

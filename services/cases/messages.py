"""Messages between office and reporter: stored sealed with the report's key, and opened with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Message
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
    return tuple(_opened(row, key) for row in db.execute(_MESSAGES, {"report_id": report_id}))


def _opened(row: sa.Row[*tuple[Any, ...]], key: bytes) -> SaidMessage:
    text = open_sealed(key, row.sealed_text, table="message", column="sealed_text", row_id=row.id).decode()
    return SaidMessage(row.id, row.posted_on, row.sender, text, row.ask)

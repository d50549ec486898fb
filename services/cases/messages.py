"""Messages between office and reporter: stored sealed with the report's key, and opened with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Message, UnreleasedMessage, new_id
from policy.vocabulary import Sender
from security.envelope import open_sealed, seal
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


def sealed_for_all(report_keys: Mapping[str, bytes], text: str) -> dict[str, tuple[str, bytes]]:
    """A text for each reporter, by report: the message's id, and what is sealed."""
    return {report_id: _sealed(key, text.encode()) for report_id, key in report_keys.items()}


def say_to_all(
    work: Work, said: Mapping[str, tuple[str, bytes]], present: Collection[str], *, ask: bool = False
) -> None:
    """Keep it with each report that is still there."""
    work.db.add_all(
        new_message(work, report_id, message_id, Sender.OFFICE, sealed, ask=ask)
        for report_id, (message_id, sealed) in said.items()
        if report_id in present
    )


def _sealed(key: bytes, text: bytes) -> tuple[str, bytes]:
    message_id = new_id()
    return message_id, seal(key, text, table="message", column="sealed_text", row_id=message_id)

"""The reminders of an office, as each member of staff finds them: newest first, with what they have read already.

A reminder is shown to whoever can see its case now, as long as the case waits for an answer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from models import Case, Reminder, ReminderRead, ReminderTo, Urging
from models.upserts import insert_into
from services.cases.access import out_of_sight
from services.desk.queue import CaseSummary, summaries
from services.keyring import Actor
from services.paging import Asked, make_cursor, read_cursor
from services.people.below import own_and_below, sees_below, unanswered
from services.work import Work

MOST_COUNTED = 99


@dataclass(frozen=True)
class ReminderLine:
    """A reminder with its case; `answer_by` and `reason_code` are those of an office above that urges."""

    id: str
    kind: str
    on: date
    is_read: bool
    reason_code: str | None
    answer_by: date | None
    summary: CaseSummary


@dataclass(frozen=True)
class Reminders:
    """Part of them; `unread` of all of them, counted to 99."""

    items: tuple[ReminderLine, ...]
    next_cursor: str | None
    unread: int


def list_reminders(work: Work, actor: Actor, asked: Asked, *, unread: bool = False) -> Reminders:
    """The part that is asked for; InvalidFields for a cursor of another question."""
    if actor.office_id is None or actor.is_pending:
        return Reminders((), None, 0)
    bound = f"reminders {actor.id} {unread}\n".encode()
    wanted = _mine(actor).add_columns(Reminder, _was_read(actor), Urging.reason_code, Urging.answer_by)
    wanted = wanted.outerjoin(
        Urging, sa.and_(Urging.case_id == Reminder.case_id, Urging.version == Reminder.since_version)
    )
    if unread:
        wanted = wanted.where(~_was_read(actor))
    if asked.cursor is not None:
        wanted = wanted.where(_before(*read_cursor(work, bound, asked.cursor)))
    order = (ReminderTo.reminded_on.desc(), ReminderTo.reminder_id.desc())
    rows = work.db.execute(wanted.order_by(*order).limit(asked.limit + 1)).all()
    items = _lines(work, rows[: asked.limit])
    is_last = len(rows) <= asked.limit
    cursor = None if is_last else make_cursor(work, bound, (items[-1].on.isoformat(), items[-1].id))
    return Reminders(items, cursor, _count_unread(work, actor))


def mark_read(work: Work, actor: Actor, reminder_id: str | None) -> None:
    """A reminder of the actor's is read, or, without an id, each of them; another's id means nothing."""
    if actor.office_id is None or actor.is_pending:
        return
    mine = _mine(actor).where(~_was_read(actor))
    if reminder_id is not None:
        mine = mine.where(Reminder.id == reminder_id)
    rows = mine.add_columns(Reminder.id, sa.literal(actor.id, ReminderRead.staff_id.type)).order_by(Reminder.id)
    # two windows may say so at once: in the same order, neither waits for the other for ever
    read = insert_into(work.db, ReminderRead).from_select(["reminder_id", "staff_id"], rows)
    work.db.execute(read.on_conflict_do_nothing())


def _mine(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """Reminders to the actor's office about cases that the actor can see.

    Whether a case is seen is asked for each reminder on the way: joined, PostgreSQL reads every open case instead.
    """
    seen = sa.or_(Case.office_id == actor.office_id, Case.alerted_office_id == actor.office_id)
    if sees_below(actor):
        seats = own_and_below(str(actor.office_id))
        seen = sa.or_(seen, Case.office_id.in_(sa.select(seats.c.id)))
    shown = sa.select(sa.and_(seen, unanswered(Case.status))).where(Case.id == Reminder.case_id).correlate(Reminder)
    return (
        sa.select()
        .select_from(ReminderTo)
        .join(Reminder, Reminder.id == ReminderTo.reminder_id)
        .where(ReminderTo.office_id == actor.office_id, shown.scalar_subquery())
        .where(Reminder.case_id.not_in(out_of_sight(actor)))
    )


def _was_read(actor: Actor) -> sa.ColumnElement[bool]:
    read = (ReminderRead.reminder_id == Reminder.id, ReminderRead.staff_id == actor.id)
    return sa.exists().where(*read).correlate(Reminder)


def _before(on: str, reminder_id: str) -> sa.ColumnElement[bool]:
    place = sa.tuple_(ReminderTo.reminded_on, ReminderTo.reminder_id)
    last = (date.fromisoformat(on), reminder_id)
    columns = (ReminderTo.reminded_on, ReminderTo.reminder_id)
    return place < sa.tuple_(*(sa.literal(value, column.type) for value, column in zip(last, columns, strict=True)))


def _count_unread(work: Work, actor: Actor) -> int:
    some = _mine(actor).where(~_was_read(actor)).add_columns(Reminder.id).limit(MOST_COUNTED).subquery()
    return work.db.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def _lines(work: Work, rows: Collection[Any]) -> tuple[ReminderLine, ...]:
    cases = {summary.case.id: summary for summary in summaries(work, list({row[0].case_id for row in rows}))}
    return tuple(
        ReminderLine(
            reminder.id, reminder.kind, reminder.reminded_on, is_read, reason_code, answer_by, cases[reminder.case_id]
        )
        for reminder, is_read, reason_code, answer_by in rows
    )

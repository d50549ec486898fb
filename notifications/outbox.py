"""The outbox: what the world must be told, in the same transaction as what it is told about.

A push waits as a row that holds a sealed address and nothing about its event. The relay claims rows for a while (a
lease), sends with no transaction open, then marks them. A relay that dies between the two leaves a lease that expires,
and the push is sent again: at least once.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Outbox, Subscription, new_id

LEASE_S: Final = 120
MAX_ATTEMPTS: Final = 8
FIRST_WAIT_S: Final = 60.0  # Google asks for at least a minute after a 429 (FCM, "Scale FCM messages")
GROWTH: Final = 4
LONGEST_WAIT_S: Final = 6 * 3600.0  # seven waits make about 18 hours
REPAIR_WAIT_S: Final = 900.0
FARTHEST: Final = timedelta(hours=12)
"""Nothing is put off so long."""


@dataclass(frozen=True)
class Claimed:
    """An outbox row that this relay alone may work on until `lease_until`; `attempts` counts this try."""

    id: str
    subscription_id: str
    sealed_address: bytes
    attempts: int
    lease_until: datetime


def enqueue(db: Session, *, report_ids: Collection[str], due_at: datetime, jitter_s: int = 0) -> int:
    """A push for each of these reports that has a subscription, at `due_at` or up to `jitter_s` later; how many."""
    subscribed = sa.select(Subscription.sealed_address).where(Subscription.report_id.in_(report_ids))
    rows = [
        {"id": new_id(), "sealed_address": sealed, "due_at": _drawn(due_at, jitter_s)}
        for sealed in db.scalars(subscribed)
    ]
    if rows:
        db.execute(sa.insert(Outbox), rows)
    return len(rows)


def _drawn(due_at: datetime, jitter_s: int) -> datetime:
    """A random moment for each push: reports of one case have nothing in common, and the act's own moment is not kept.

    Whole minutes: to the microsecond, two rows of one moment would tell that they belong together.
    """
    if not jitter_s:
        return due_at
    return (due_at + timedelta(seconds=secrets.randbelow(jitter_s + 1))).replace(second=0, microsecond=0)


def replace_address(db: Session, old: bytes, new: bytes) -> None:
    """Pushes waiting for sealed address `old` go to `new`, even those that were given up or are being sent."""
    fresh = {"sealed_address": new, "attempts": 0, "lease_until": None, "dead_at": None}
    db.execute(sa.update(Outbox).where(Outbox.sealed_address == old).values(fresh))


def forget(db: Session, sealed_address: bytes) -> None:
    """Delete this subscription and all that waits for it; unsubscribing, withdrawal and expiry do this too."""
    db.execute(sa.delete(Outbox).where(Outbox.sealed_address == sealed_address))
    db.execute(sa.delete(Subscription).where(Subscription.sealed_address == sealed_address))


def claim(db: Session, *, now: datetime, limit: int, lease_s: float = LEASE_S) -> list[Claimed]:
    """Up to `limit` due rows, oldest first, for this relay alone. Rows whose subscription is gone are deleted instead.

    Two relays never hold the same row: PostgreSQL skips locked rows, SQLite has one writer at a time.
    """
    due = db.execute(_due(now).limit(limit)).all()
    lease_until = now + timedelta(seconds=lease_s)
    orphans = [row.id for row in due if row.subscription_id is None]
    claimed = [
        Claimed(row.id, row.subscription_id, row.sealed_address, row.attempts + 1, lease_until)
        for row in due
        if row.subscription_id is not None
    ]
    _delete(db, orphans)
    if claimed:
        leased = {"lease_until": lease_until, "attempts": Outbox.attempts + 1}
        db.execute(sa.update(Outbox).where(Outbox.id.in_([row.id for row in claimed])).values(leased))
    return claimed


def finish(db: Session, row: Claimed) -> None:
    """It was sent: delete it, also when the lease is over, unless it now waits for another address."""
    db.execute(sa.delete(Outbox).where(Outbox.id == row.id, Outbox.sealed_address == row.sealed_address))


def postpone(db: Session, row: Claimed, *, now: datetime, after_s: float | None) -> None:
    """Try again after what the push service asked for, or after a growing wait; the eighth failure is the last."""
    if row.attempts >= MAX_ATTEMPTS:
        give_up(db, row, now=now)
    else:
        wait_s = max(_wait_s(row), min(after_s or 0.0, LONGEST_WAIT_S))
        _change(db, row, {"due_at": now + timedelta(seconds=wait_s), "lease_until": None})


def keep(db: Session, row: Claimed, *, now: datetime) -> None:
    """We are at fault, not the push: try again later and do not count this try."""
    later = now + timedelta(seconds=REPAIR_WAIT_S)
    _change(db, row, {"due_at": later, "lease_until": None, "attempts": row.attempts - 1})


def give_up(db: Session, row: Claimed, *, now: datetime) -> None:
    """No more tries; the row stays for an operator, and goes with its subscription."""
    _change(db, row, {"dead_at": now, "lease_until": None})


def _due(now: datetime) -> sa.Select[str, bytes, int, str]:
    """What a clock that was ahead has put off does not wait for that time to come."""
    free = sa.or_(Outbox.lease_until.is_(None), Outbox.lease_until < now, Outbox.lease_until > now + FARTHEST)
    due = sa.or_(Outbox.due_at <= now, Outbox.due_at > now + FARTHEST)
    return (
        sa.select(Outbox.id, Outbox.sealed_address, Outbox.attempts, Subscription.id.label("subscription_id"))
        .outerjoin(Subscription, Subscription.sealed_address == Outbox.sealed_address)
        .where(Outbox.dead_at.is_(None), due, free)
        .order_by(Outbox.due_at, Outbox.id)
        .with_for_update(of=Outbox, skip_locked=True)  # left out by SQLAlchemy on SQLite, where BEGIN IMMEDIATE serves
    )


def _delete(db: Session, ids: list[str]) -> None:
    if ids:
        db.execute(sa.delete(Outbox).where(Outbox.id.in_(ids)))


def _change(db: Session, row: Claimed, values: dict[str, object]) -> None:
    """Only while we hold the lease: another relay may have it by now, or the address may have changed."""
    held = (Outbox.id == row.id, Outbox.lease_until == row.lease_until)
    db.execute(sa.update(Outbox).where(*held).values(values))


def _wait_s(row: Claimed) -> float:
    """1, 4, 16 … minutes, up to a quarter more by the row's random id, so that rows do not come back all at once."""
    wait_s: float = min(FIRST_WAIT_S * GROWTH ** (row.attempts - 1), LONGEST_WAIT_S)
    return wait_s * (1 + (uuid.UUID(row.id).int % 1000) / 4000)

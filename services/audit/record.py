"""Write down what a member of staff did. Whoever commits the act commits the row: with it, or before text leaves."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Audit, Staff, new_id
from policy.audit import Act
from security.merkle import leaf_hash
from services.people.usernames import by_name

REFUSALS: Final = uuid.UUID("6d1c35bb-5d0c-4f0e-9d5e-3f8a8f9c2a10")
"""The name space of the ids of refused log-ins."""


@dataclass(frozen=True)
class Done:
    """What was done, by whom, of which office, on which case, or to what else."""

    act: Act
    staff_id: str | None = None
    username: str | None = None
    office_id: str | None = None
    case_id: str | None = None
    object_id: str | None = None


def record(db: Session, done: Done, now: datetime) -> None:
    """Add the row to the transaction; it says nothing that the act itself does not."""
    db.add(_row(new_id(), done, now))


def record_refused(db: Session, act: Act, name: str, now: datetime) -> None:
    """A log-in that failed: one row a minute for each account, and one for all names that nobody has.

    Anybody can fail, as often as they like: so the log grows by no more than that. What was typed is not kept, for it
    may be a password. How long it takes tells whose name it is: the answer must have been sent.
    """
    staff_id = db.scalar(by_name(sa.select(Staff.id), name))
    minute = now.astimezone(UTC).replace(second=0, microsecond=0)
    row_id = str(uuid.uuid5(REFUSALS, f"{act}|{staff_id}|{minute.isoformat()}"))
    if db.get(Audit, row_id) is None:
        db.add(_row(row_id, Done(act, staff_id=staff_id), minute))


def digest_of(row: Audit) -> bytes:
    """The leaf of a row: the hash of everything it says."""
    who = [row.staff_id, row.username, row.office_id]
    return _digest([row.id, row.act, *who, row.case_id, row.object_id], row.at)


def _row(row_id: str, done: Done, at: datetime) -> Audit:
    said: dict[str, Any] = {**vars(done), "act": done.act.value}
    row = Audit(id=row_id, at=at, **said)
    row.digest = digest_of(row)
    return row


def _digest(said: list[str | None], at: datetime) -> bytes:
    return leaf_hash(json.dumps([*said, at.astimezone(UTC).isoformat()], ensure_ascii=False).encode())

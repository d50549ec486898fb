"""The sessions of the person logged in: where else they are, to the day, and an end to all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import StaffSession
from policy.session_times import ABSOLUTE, IDLE, is_alive
from services.keyring import Actor
from services.work import SHANGHAI, Work


@dataclass(frozen=True)
class OwnSession:
    """One session; `is_this` is the one that asks."""

    began_on: date
    last_used_on: date
    is_this: bool


def list_sessions(work: Work, actor: Actor, lookup: bytes) -> list[OwnSession]:
    """Those that have not ended, this one first, then the newest."""
    alive = is_alive(StaffSession.idle_until, StaffSession.expires_at, work.now)
    rows = work.db.scalars(sa.select(StaffSession).where(StaffSession.staff_id == actor.id, alive)).all()
    rows = sorted(rows, key=lambda row: (row.lookup == lookup, row.expires_at), reverse=True)
    return [
        OwnSession(
            (row.expires_at - ABSOLUTE).astimezone(SHANGHAI).date(),
            (row.idle_until - IDLE).astimezone(SHANGHAI).date(),
            row.lookup == lookup,
        )
        for row in rows
    ]


def log_out_everywhere(work: Work, actor: Actor) -> None:
    """Every session of the account ends, and with it the wrapped key in it; this one, too."""
    work.db.execute(sa.delete(StaffSession).where(StaffSession.staff_id == actor.id))


def end_other_sessions(db: Session, staff_id: str, lookup: bytes) -> None:
    """After a change of what logs in, nobody stays who came in by what was before; `lookup` is who changed it."""
    others = (StaffSession.staff_id == staff_id, StaffSession.lookup != lookup)
    db.execute(sa.delete(StaffSession).where(*others))

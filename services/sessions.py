"""Log in, stay logged in, log out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Staff, StaffSession
from policy.vocabulary import Role
from security.envelope import open_sealed, seal
from security.passwords import check_password, decoy_record
from security.sessions import SessionToken, new_session_token
from services.keyring import Actor
from services.refusals import BadCredentials, NotAuthenticated
from services.staff import password_record
from services.work import Work

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCH_AFTER = timedelta(minutes=1)
"""A session is prolonged at most once a minute: reading a queue must not write at every poll."""


@dataclass(frozen=True)
class LoggedIn:
    """A new session: the token, and who it belongs to."""

    token: SessionToken
    actor: Actor
    expires_at: datetime


def log_in(work: Work, username: str, password: str) -> LoggedIn:
    """A session for the right name and password; BadCredentials otherwise, at the same cost for unknown names."""
    with work.reading() as db:
        staff = db.scalar(sa.select(Staff).where(Staff.username == username))
    record = password_record(staff) if staff else decoy_record(work.world.argon2_cost)
    kek = check_password(record, password)
    if staff is None or kek is None:
        raise BadCredentials
    private = open_sealed(kek, staff.sealed_private_key, table="staff", column="sealed_private_key", row_id=staff.id)
    return _begin(work, staff, private)


def _begin(work: Work, staff: Staff, private_key: bytes) -> LoggedIn:
    token = new_session_token()
    expires_at = work.now + ABSOLUTE
    work.db.add(
        StaffSession(
            lookup=token.lookup,
            staff_id=staff.id,
            sealed_private_key=_sealed(token, staff.id, private_key),
            idle_until=work.now + IDLE,
            expires_at=expires_at,
        )
    )
    return LoggedIn(token, _actor(staff, private_key), expires_at)


def authenticate(db: Session, token: SessionToken, now: datetime) -> tuple[Actor, bool]:
    """Who holds this token, and whether the session is due to be prolonged; NotAuthenticated when it is over."""
    found = db.execute(
        sa.select(StaffSession, Staff).join(Staff).where(StaffSession.lookup == token.lookup)
    ).one_or_none()
    if found is None or found.StaffSession.idle_until <= now or found.StaffSession.expires_at <= now:
        raise NotAuthenticated
    session, staff = found.StaffSession, found.Staff
    private = open_sealed(token.key, session.sealed_private_key, **_address(staff.id))
    return _actor(staff, private), session.idle_until - now < IDLE - TOUCH_AFTER


def prolong(db: Session, token: SessionToken, now: datetime) -> None:
    """Start the idle half hour again."""
    db.execute(sa.update(StaffSession).where(StaffSession.lookup == token.lookup).values(idle_until=now + IDLE))


def log_out(work: Work, token: SessionToken) -> None:
    """End the session: its row, and with it the wrapped key, is gone."""
    work.db.execute(sa.delete(StaffSession).where(StaffSession.lookup == token.lookup))


def _sealed(token: SessionToken, staff_id: str, private_key: bytes) -> bytes:
    return seal(token.key, private_key, **_address(staff_id))


def _address(staff_id: str) -> dict[str, str]:
    return {"table": "staff_session", "column": "sealed_private_key", "row_id": staff_id}


def _actor(staff: Staff, private_key: bytes) -> Actor:
    return Actor(staff.id, staff.username, Role(staff.role), staff.office_id, private_key)

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
from services.people.key_reach import private_key_of
from services.people.second_factor import check_otp, spend_otp
from services.people.staff import is_pending, password_record
from services.people.usernames import by_name
from services.refusals import BadCredentials, NotAuthenticated
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


def log_in(work: Work, username: str, password: str, otp: str | None = None) -> LoggedIn:
    """A session for the right name, password and code; BadCredentials otherwise, at the same cost for unknown names.

    OtpNeeded when only the code is missing. Each code is good for one session.
    """
    with work.reading() as db:
        found = db.execute(by_name(sa.select(Staff, is_pending()), username)).one_or_none()
    staff = found[0] if found else None
    record = password_record(staff) if staff else decoy_record(work.world.argon2_cost)
    kek = check_password(record, password)
    if found is None or staff is None or kek is None:
        raise BadCredentials
    step = check_otp(staff, kek, otp, work.now)
    actor = _actor(staff, private_key_of(staff, kek), pending=found[1])
    if step is not None:
        spend_otp(work.db, staff, step)
    else:
        _refuse_changed(work.db, staff)
    return _begin(work, actor)


def _refuse_changed(db: Session, staff: Staff) -> None:
    """BadCredentials for an account that was removed, reset or given a second factor while its password was checked.

    Locked: whoever changes it from now on ends this session with the others.
    """
    same = (Staff.id == staff.id, Staff.password_auth == staff.password_auth, Staff.last_otp_step.is_(None))
    if db.scalar(sa.select(Staff.id).where(*same).with_for_update(key_share=True)) is None:
        raise BadCredentials


def _begin(work: Work, actor: Actor) -> LoggedIn:
    token = new_session_token()
    sealed = seal(token.key, actor.private_key, **_address(actor.id))
    expires_at = work.now + ABSOLUTE
    work.db.add(
        StaffSession(
            lookup=token.lookup,
            staff_id=actor.id,
            sealed_private_key=sealed,
            idle_until=work.now + IDLE,
            expires_at=expires_at,
        )
    )
    return LoggedIn(token, actor, expires_at)


def authenticate(db: Session, token: SessionToken, now: datetime) -> tuple[Actor, bool]:
    """Who holds this token, and whether the session is due to be prolonged; NotAuthenticated when it is over."""
    found = db.execute(
        sa.select(StaffSession, Staff, is_pending()).join(Staff).where(StaffSession.lookup == token.lookup)
    ).one_or_none()
    if found is None or found.StaffSession.idle_until <= now or found.StaffSession.expires_at <= now:
        raise NotAuthenticated
    session, staff, pending = found
    private = open_sealed(token.key, session.sealed_private_key, **_address(staff.id))
    return _actor(staff, private, pending=pending), session.idle_until - now < IDLE - TOUCH_AFTER


def prolong(db: Session, token: SessionToken, now: datetime) -> None:
    """Start the idle half hour again."""
    db.execute(sa.update(StaffSession).where(StaffSession.lookup == token.lookup).values(idle_until=now + IDLE))


def log_out(work: Work, token: SessionToken) -> None:
    """End the session: its row, and with it the wrapped key, is gone."""
    work.db.execute(sa.delete(StaffSession).where(StaffSession.lookup == token.lookup))


def _address(staff_id: str) -> dict[str, str]:
    return {"table": "staff_session", "column": "sealed_private_key", "row_id": staff_id}


def _actor(staff: Staff, private_key: bytes, *, pending: bool) -> Actor:
    return Actor(
        staff.id,
        staff.username,
        Role(staff.role),
        staff.office_id,
        private_key,
        is_pending=pending,
        has_second_factor=staff.last_otp_step is not None,
    )

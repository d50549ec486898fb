"""Log in, stay logged in, log out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Staff, StaffSession
from policy.session_times import ABSOLUTE, IDLE, is_alive
from policy.vocabulary import Role
from security.envelope import open_sealed, seal
from security.passwords import check_password, decoy_record
from security.sessions import SessionToken, new_session_token
from services.keyring import Actor
from services.people.factors import NOTHING, Given, check_factor
from services.people.key_reach import private_key_of
from services.people.staff import has_passkey, is_pending, password_record
from services.people.usernames import by_name
from services.refusals import BadCredentials, NotAuthenticated
from services.work import Work

TOUCH_AFTER = timedelta(minutes=1)
"""A session is prolonged at most once a minute: reading a queue must not write at every poll."""


@dataclass(frozen=True)
class LoggedIn:
    """A new session: the token, and who it belongs to."""

    token: SessionToken
    actor: Actor
    expires_at: datetime


def log_in(work: Work, username: str, password: str, given: Given = NOTHING) -> LoggedIn:
    """A session for the right name, password and second factor; BadCredentials otherwise, at one cost for all names.

    OtpNeeded when only the second factor is missing. What is given is good for one session.
    """
    with work.reading() as db:
        found = db.execute(by_name(sa.select(Staff, is_pending(), has_passkey()), username)).one_or_none()
    staff = found[0] if found else None
    record = password_record(staff) if staff else decoy_record(work.world.argon2_cost)
    kek = check_password(record, password)
    if found is None or staff is None or kek is None:
        raise BadCredentials
    spend = check_factor(work, staff, kek, given, has_passkey=found.has_passkey)
    private_key = private_key_of(staff, kek)
    spend()
    return begin_session(work, actor_of(staff, private_key, is_pending=found.is_pending, has_passkey=found.has_passkey))


def begin_session(work: Work, actor: Actor) -> LoggedIn:
    """A new session for somebody who has proved who they are."""
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
        sa.select(StaffSession, Staff, is_pending(), has_passkey())
        .join(Staff)
        .where(StaffSession.lookup == token.lookup)
    ).one_or_none()
    if found is None:
        raise NotAuthenticated
    session, staff = found.StaffSession, found.Staff
    if not is_alive(session.idle_until, session.expires_at, now):
        raise NotAuthenticated
    private = open_sealed(token.key, session.sealed_private_key, **_address(staff.id))
    actor = actor_of(staff, private, is_pending=found.is_pending, has_passkey=found.has_passkey)
    return actor, session.idle_until - now < IDLE - TOUCH_AFTER


def prolong(db: Session, token: SessionToken, now: datetime) -> None:
    """Start the idle half hour again."""
    db.execute(sa.update(StaffSession).where(StaffSession.lookup == token.lookup).values(idle_until=now + IDLE))


def log_out(work: Work, token: SessionToken) -> None:
    """End the session: its row, and with it the wrapped key, is gone."""
    work.db.execute(sa.delete(StaffSession).where(StaffSession.lookup == token.lookup))


def _address(staff_id: str) -> dict[str, str]:
    return {"table": "staff_session", "column": "sealed_private_key", "row_id": staff_id}


def actor_of(staff: Staff, private_key: bytes, *, is_pending: bool, has_passkey: bool) -> Actor:
    """Somebody for the length of a request."""
    return Actor(
        staff.id,
        staff.username,
        Role(staff.role),
        staff.office_id,
        private_key,
        is_pending=is_pending,
        has_second_factor=has_passkey or staff.last_otp_step is not None,
    )

"""What the scheduler does."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from models import SpentChallenge, StaffSession, Tombstone
from services.work import Work


def forget_spent_challenges(work: Work) -> int:
    """Delete the marks of challenges that expired before yesterday; how many. Safe to repeat.

    A day is left, so that a clock that is set back over midnight finds no challenge good again.
    """
    gone = work.db.execute(sa.delete(SpentChallenge).where(SpentChallenge.expires_on < work.today - timedelta(days=1)))
    return gone.rowcount  # type: ignore[attr-defined, no-any-return]  # a DELETE has one


def forget_ended_sessions(work: Work) -> int:
    """Delete sessions that are over, and with them the wrapped keys; how many."""
    is_over = sa.or_(StaffSession.idle_until <= work.now, StaffSession.expires_at <= work.now)
    gone = work.db.execute(sa.delete(StaffSession).where(is_over))
    return gone.rowcount  # type: ignore[attr-defined, no-any-return]  # a DELETE has one


def forget_tombstones(work: Work) -> int:
    """Delete the marks of reports that were withdrawn long enough ago; how many."""
    gone = work.db.execute(sa.delete(Tombstone).where(Tombstone.forget_on <= work.today))
    return gone.rowcount  # type: ignore[attr-defined, no-any-return]  # a DELETE has one

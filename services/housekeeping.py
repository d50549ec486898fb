"""What the scheduler does."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import sqlalchemy as sa

from models import Evidence, SpentChallenge, StaffSession, Tombstone
from models.engine import after_commit
from policy.evidence import EvidenceState
from policy.session_times import is_alive
from services.work import Work

ASKED_AT_ONCE = 500


def forget_spent_challenges(work: Work) -> int:
    """Delete the marks of challenges that expired before yesterday; how many. Safe to repeat.

    A day is left, so that a clock that is set back over midnight finds no challenge good again.
    """
    gone = work.db.execute(sa.delete(SpentChallenge).where(SpentChallenge.expires_on < work.today - timedelta(days=1)))
    return gone.rowcount  # type: ignore[attr-defined, no-any-return]  # a DELETE has one


def forget_ended_sessions(work: Work) -> int:
    """Delete sessions that are over, and with them the wrapped keys; how many."""
    lives = is_alive(StaffSession.idle_until, StaffSession.expires_at, work.now)
    gone = work.db.execute(sa.delete(StaffSession).where(sa.not_(lives)))
    return gone.rowcount  # type: ignore[attr-defined, no-any-return]  # a DELETE has one


def forget_tombstones(work: Work) -> int:
    """Delete the marks of reports that were withdrawn long enough ago; how many."""
    gone = work.db.execute(sa.delete(Tombstone).where(Tombstone.forget_on <= work.today))
    return gone.rowcount  # type: ignore[attr-defined, no-any-return]  # a DELETE has one


def forget_half_uploads(work: Work) -> int:
    """Delete uploads that nobody went on with since the day before yesterday, their keys and what arrived; how many."""
    old = (Evidence.state == EvidenceState.UPLOADING.value, Evidence.added_on < work.today - timedelta(days=1))
    ids = work.db.scalars(sa.select(Evidence.id).where(*old)).all()
    for evidence_id in ids:
        after_commit(work.db, partial(work.world.evidence.destroy, evidence_id))
    work.db.execute(sa.delete(Evidence).where(*old))
    return len(ids)


def forget_files_of_nobody(work: Work) -> int:
    """Once a day, delete files that a crash has left without a row, and so without a key."""
    storage, today = work.world.evidence, work.today.isoformat()
    if storage.was_swept(today):
        return 0
    there = sorted(storage.ids())  # before the rows are asked for: no file is there before its row
    known: set[str] = set()
    for first in range(0, len(there), ASKED_AT_ONCE):
        some = there[first : first + ASKED_AT_ONCE]
        known.update(work.db.scalars(sa.select(Evidence.id).where(Evidence.id.in_(some))))
    for evidence_id in set(there) - known:
        storage.destroy(evidence_id)
    storage.mark_swept(today)
    return 0

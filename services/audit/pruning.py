"""Rows of the log whose time is up are deleted as a whole signed beginning; the head over them stays, and is signed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

import sqlalchemy as sa

from models import Audit, AuditCheckpoint, AuditLeaf, AuditPruning, Hold
from policy.audit import LEAST_DAYS, Act
from security.checkpoints import PrunedHead
from services.audit.checkpoints import pruned_size
from services.audit.record import Done, record
from services.installation import lock_installation
from services.work import SHANGHAI, Work

CLOCK: Final = "(clock)"
"""Who does it, in the log: nobody asked for it."""


def prune_audit(work: Work) -> int:
    """Delete the rows up to the last checkpoint that is old enough (`audit_retention.csv`); how many.

    None from the first row on that is about a case which somebody holds. On PostgreSQL a function of the owner deletes
    them, for the service may not, and it lets none go within three years.
    """
    installation = lock_installation(work.db)  # one at a time
    before = pruned_size(work.db)
    last = work.db.scalar(_old_enough(work, before))
    if installation is None or last is None:
        return 0
    gone = PrunedHead(installation.id, last.size, work.now, bytes(last.root))
    signature = work.world.head_signer.sign(gone)
    work.db.add(AuditPruning(root=gone.root, size=last.size, at=work.now, signature=signature))
    work.db.flush()
    _delete(work, last)
    record(work.db, Done(Act.AUDIT_PRUNE, username=CLOCK), work.now)
    return last.size - before


def _old_enough(work: Work, before: int) -> sa.Select[AuditCheckpoint]:
    until = datetime.combine(work.today - timedelta(days=work.policy.retention.audit_days), time.min, SHANGHAI)
    held = sa.select(sa.func.min(AuditLeaf.position)).join(Audit).join(Hold, Hold.case_id == Audit.case_id)
    is_free = AuditCheckpoint.size <= sa.func.coalesce(held.scalar_subquery(), AuditCheckpoint.size)
    found = sa.select(AuditCheckpoint).where(AuditCheckpoint.at < until, AuditCheckpoint.size > before, is_free)
    if _is_postgresql(work):
        found = found.where(AuditCheckpoint.at < sa.func.now() - sa.text(f"interval '{LEAST_DAYS} days'"))
    return found.order_by(AuditCheckpoint.size.desc()).limit(1)


def _is_postgresql(work: Work) -> bool:
    return work.db.get_bind().dialect.name == "postgresql"


def _delete(work: Work, last: AuditCheckpoint) -> None:
    if _is_postgresql(work):
        work.db.execute(sa.text("SELECT jianfu_prune_audit()"))
        return
    work.db.execute(sa.delete(AuditLeaf).where(AuditLeaf.position < last.size))
    unplaced = Audit.id.not_in(sa.select(AuditLeaf.audit_id))
    work.db.execute(sa.delete(Audit).where(Audit.at <= last.at, unplaced))
    work.db.execute(sa.delete(AuditCheckpoint).where(AuditCheckpoint.size < last.size))
    work.db.execute(sa.delete(AuditPruning).where(AuditPruning.size < last.size))

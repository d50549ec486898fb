"""After rows are deleted, their bytes go as well: SQLite's log at once, PostgreSQL's files in the night.

And each night files are written anew, so that they do not tell in which order reports came on the days before (A8).
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from models import (
    Appeal,
    Avoidance,
    Case,
    CaseEvent,
    CaseKeyWrap,
    Consent,
    ConsentRequest,
    Deletion,
    Evidence,
    Hold,
    Installation,
    Joining,
    KeyGrant,
    Message,
    Note,
    Outbox,
    Oversight,
    Passkey,
    Rating,
    RecoveryCode,
    Recusal,
    Report,
    ReportKeyWrap,
    SpentChallenge,
    Staff,
    StaffSession,
    Stay,
    Subscription,
    Tombstone,
    Transfer,
    UnreleasedCase,
    UnreleasedEvidence,
    UnreleasedMessage,
    UnreleasedRating,
)
from models.engine import empty_log
from models.sweeping import rewrite
from services.work import SHANGHAI, Work, World

NIGHT = range(3, 5)
"""The hours in which a table may be written anew, which keeps everybody from it for a while."""
SWEPT = (ReportKeyWrap, CaseKeyWrap, Report, Message, Evidence, Rating, Appeal, Consent, Subscription, Outbox)
"""What holds a piece of a report, the keys first."""
WAITING = (UnreleasedCase, UnreleasedMessage, UnreleasedEvidence, UnreleasedRating)
"""What was deleted of these would tell what came in which hour, and in which order."""
BY_REPORTERS = (*SWEPT, *WAITING, Case, CaseEvent, Stay, Avoidance, Recusal, Deletion, Tombstone, SpentChallenge)
"""Whatever has a row because a reporter did something."""
BY_OFFICES = (Note, Transfer, Oversight, Joining, ConsentRequest, Hold)
"""What else goes with a case when its time is up."""
REWRITTEN = (*BY_REPORTERS, *BY_OFFICES, KeyGrant, Staff, StaffSession, Passkey, RecoveryCode)
"""And what has held keys that nobody is to have any more."""


def to_sweep(work: Work) -> list[bytes]:
    """The marks of what was deleted and may still stand in the files, if this is the hour to see to it."""
    if work.world.engine.dialect.name == "postgresql" and not _is_night(work):
        return []
    with work.reading() as db:
        return [bytes(mark) for mark in db.scalars(sa.select(Deletion.mark).where(sa.not_(Deletion.swept)))]


def is_to_rewrite(work: Work) -> bool:
    """Whether it is night, and this night the files were not written anew yet."""
    if not _is_night(work):
        return False
    with work.reading() as db:
        found = db.scalars(sa.select(Installation)).one_or_none()
        return found is not None and found.rewritten_on != work.today


def sweep_files(world: World) -> bool:
    """Leave nothing of deleted rows; False when somebody was in the way. No transaction may be open."""
    return empty_log(world.engine) if world.engine.dialect.name == "sqlite" else rewrite(world.engine, SWEPT)


def rewrite_files(world: World) -> bool:
    """The same, and leave the order in which rows came nowhere. No transaction may be open."""
    return rewrite(world.engine, REWRITTEN)


def mark_swept(work: Work, marks: Collection[bytes]) -> None:
    """Nothing of these is left. One that is gone meanwhile is none of these any more."""
    lines = Deletion.__table__
    this = sa.update(lines).where(lines.c.mark == sa.bindparam("this")).values(swept=True)  # type: ignore[arg-type]
    if marks:
        work.db.connection().execute(this, [{"this": mark} for mark in marks])


def mark_rewritten(work: Work) -> None:
    """It is done for this night."""
    work.db.execute(sa.update(Installation).values(rewritten_on=work.today))


def _is_night(work: Work) -> bool:
    return work.now.astimezone(SHANGHAI).hour in NIGHT

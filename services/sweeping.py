"""After rows are deleted, their bytes go as well: SQLite's log at once, PostgreSQL's files in the night."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from models import (
    Appeal,
    CaseKeyWrap,
    Consent,
    Deletion,
    Evidence,
    Message,
    Outbox,
    Rating,
    Report,
    ReportKeyWrap,
    Subscription,
)
from models.engine import empty_log
from models.sweeping import sweep
from services.work import SHANGHAI, Work, World

NIGHT = range(3, 5)
"""The hours in which a table may be written anew, which keeps everybody from it for a while."""
SWEPT = (ReportKeyWrap, CaseKeyWrap, Report, Message, Evidence, Rating, Appeal, Consent, Subscription, Outbox)
"""What holds a piece of a report, the keys first."""


def to_sweep(work: Work) -> list[bytes]:
    """The marks of what was deleted and may still stand in the files, if this is the hour to see to it."""
    if work.world.engine.dialect.name == "postgresql" and work.now.astimezone(SHANGHAI).hour not in NIGHT:
        return []
    with work.reading() as db:
        return [bytes(mark) for mark in db.scalars(sa.select(Deletion.mark).where(sa.not_(Deletion.swept)))]


def sweep_files(world: World) -> bool:
    """Leave nothing of deleted rows; False when somebody was in the way. No transaction may be open."""
    return empty_log(world.engine) if world.engine.dialect.name == "sqlite" else sweep(world.engine, SWEPT)


def mark_swept(work: Work, marks: Collection[bytes]) -> None:
    """Nothing of these is left. One that is gone meanwhile is none of these any more."""
    lines = Deletion.__table__
    this = sa.update(lines).where(lines.c.mark == sa.bindparam("this")).values(swept=True)  # type: ignore[arg-type]
    work.db.connection().execute(this, [{"this": mark} for mark in marks])

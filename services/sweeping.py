"""After rows are deleted, their bytes go as well: SQLite's log at once, PostgreSQL's files in the night.

And each night files are written anew, so that they do not tell in which order reports came on the days before (A8).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

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
    Extension,
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
    RegistrySuggestion,
    Reminder,
    ReminderRead,
    ReminderTo,
    Reply,
    Report,
    ReportKeyWrap,
    SpentChallenge,
    Splitting,
    Staff,
    StaffSession,
    Stay,
    Subscription,
    Task,
    TaskKeyWrap,
    Tombstone,
    Transfer,
    UnreleasedCase,
    UnreleasedEvidence,
    UnreleasedMessage,
    UnreleasedRating,
    Urging,
)
from models.engine import empty_log
from models.sweeping import Rewriting, rewrite_sqlite
from services.work import SHANGHAI, Work, World

NIGHT = range(3, 5)
"""The hours in which a table may be written anew, which keeps everybody from it for a while."""
SWEPT = (ReportKeyWrap, CaseKeyWrap, Report, Message, Evidence, Rating, Appeal, Consent, Subscription, Outbox)
"""What holds a piece of a report, the keys first."""
WAITING = (UnreleasedCase, UnreleasedMessage, UnreleasedEvidence, UnreleasedRating)
"""What was deleted of these would tell what came in which hour, and in which order."""
BY_REPORTERS = (*SWEPT, *WAITING, Case, CaseEvent, Stay, Avoidance, Recusal, Deletion, Tombstone, SpentChallenge)
"""Whatever has a row because a reporter did something."""
BY_OFFICES = (Note, Transfer, Oversight, Joining, Splitting, ConsentRequest, Hold, Task, TaskKeyWrap, Reply)
"""What else goes with a case when its time is up."""
WATCHED = (Extension, Urging, Reminder, ReminderTo, ReminderRead, RegistrySuggestion)
"""And with it, what offices were asked, told and reminded of, and what they would have in the registry."""
REWRITTEN = (*BY_REPORTERS, *BY_OFFICES, *WATCHED, KeyGrant, Staff, StaffSession, Passkey, RecoveryCode)
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


@dataclass(frozen=True)
class Pass:
    """Once through the files, in one round of the scheduler or in many of a night.

    `is_whole`: of every table, in another order. `marks`: what was deleted before the first table was written anew.
    """

    day: date
    is_whole: bool
    marks: Collection[bytes]
    tables: Rewriting

    def go_on(self, world: World) -> bool:
        """Leave nothing of deleted rows; False when somebody was in the way. No transaction may be open."""
        if world.engine.dialect.name == "sqlite":
            return rewrite_sqlite(world.engine) if self.is_whole else empty_log(world.engine)
        return self.tables.go_on(world.engine)

    def mark(self, work: Work) -> None:
        """It is done."""
        mark_swept(work, self.marks)
        if self.is_whole:
            work.db.execute(sa.update(Installation).values(rewritten_on=self.day))


class Nights:
    """What a process remembers from round to round: a table that was written anew is done with for this night."""

    def __init__(self) -> None:
        self._begun: Pass | None = None

    def due(self, work: Work) -> list[Pass]:
        """What is to do; one pass is enough. What was begun in this night is gone on with."""
        wanted = _wanted(work)
        if not wanted:
            return []
        if self._begun is None or (self._begun.day, self._begun.is_whole) != (wanted[0].day, wanted[0].is_whole):
            self._begun = wanted[0]
        return [self._begun, *wanted[1:]]

    def finish(self, done: Pass, work: Work) -> None:
        """This one is done; the next begins anew."""
        done.mark(work)
        self._begun = None


def _wanted(work: Work) -> list[Pass]:
    """To write all anew does more than to sweep; SQLite, which may lack the room for it, can sweep instead."""
    marks, is_whole = to_sweep(work), is_to_rewrite(work)
    whole = Pass(work.today, is_whole=True, marks=marks, tables=Rewriting(REWRITTEN, renumbers=True))
    swept = Pass(work.today, is_whole=False, marks=marks, tables=Rewriting(SWEPT, renumbers=False))
    if not is_whole:
        return [swept] if marks else []
    return [whole, swept] if marks and work.world.engine.dialect.name == "sqlite" else [whole]


def mark_swept(work: Work, marks: Collection[bytes]) -> None:
    """Nothing of these is left. One that is gone meanwhile is none of these any more."""
    lines = Deletion.__table__
    this = sa.update(lines).where(lines.c.mark == sa.bindparam("this")).values(swept=True)  # type: ignore[arg-type]
    if marks:
        work.db.connection().execute(this, [{"this": mark} for mark in marks])


def _is_night(work: Work) -> bool:
    return work.now.astimezone(SHANGHAI).hour in NIGHT

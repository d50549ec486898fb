"""Remind offices of something about a case, once; whoever can see the case there finds it among the reminders."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Reminder, ReminderRead, ReminderTo, new_id
from policy.reminders import Warn
from services.cases.beginnings import Beginning, beginning_of
from services.cases.longer import since_extended
from services.work import Work


def remind(work: Work, case: Case, kind: str, since_version: int, office_ids: Iterable[str]) -> None:
    """A reminder about a locked case, to each of these offices."""
    reminder = Reminder(id=new_id(), case_id=case.id, kind=kind, since_version=since_version, reminded_on=work.today)
    work.db.add(reminder)
    work.db.flush()
    to = {"reminder_id": reminder.id, "reminded_on": work.today}
    work.db.add_all(ReminderTo(office_id=office_id, **to) for office_id in dict.fromkeys(office_ids))


def kinds_given(db: Session, case_id: str, since_version: int) -> frozenset[str]:
    """Of what offices were reminded already since a version of the case."""
    mine = (Reminder.case_id == case_id, Reminder.since_version == since_version)
    return frozenset(db.scalars(sa.select(Reminder.kind).where(*mine)))


def warned_since(db: Session, case: Case, begun: Beginning) -> int:
    """The version of a case that its warnings are about: what last set its finish clock; 0 the filing, or a split."""
    version = begun.version_of(case)
    return since_extended(db, case, version) or version


def keep_as_given(work: Work, case: Case, new: Case) -> None:
    """What offices were warned of about a case they are not warned of again about what is split off; to nobody."""
    given = kinds_given(work.db, case.id, warned_since(work.db, case, beginning_of(work.db, case)))
    for kind in sorted(given & set(Warn)):
        remind(work, new, kind, 0, ())


def forget_reminders(db: Session, case_id: str) -> None:
    """Every reminder about a case, and who has read it."""
    mine = sa.select(Reminder.id).where(Reminder.case_id == case_id)
    for table in (ReminderRead, ReminderTo):
        db.execute(sa.delete(table).where(table.reminder_id.in_(mine)))
    db.execute(sa.delete(Reminder).where(Reminder.case_id == case_id))

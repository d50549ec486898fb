"""When the clocks of a case began: with its filing, or anew when the office above had it done again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Office, Transfer
from policy.deadlines import Clocks, clocks, next_due_on
from policy.lifecycle import open_clocks
from policy.reminders import first_warning_on
from policy.supervision import Limit, last_day
from policy.vocabulary import Event, Status
from services.work import Work

AGAIN = (Event.SEND_BACK, Event.REOPEN)


@dataclass(frozen=True)
class Beginning:
    """The day from which clocks count, and the version that it made of the case; 0 for the filing."""

    on: date
    version: int = 0


def beginning_of(db: Session, case: Case) -> Beginning:
    """When the clocks of a case began last."""
    events = sa.select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.event.in_(AGAIN))
    last = db.scalar(events.order_by(CaseEvent.version.desc()).limit(1))
    return Beginning(last.happened_on, last.version) if last else Beginning(case.submitted_on)


def clocks_since(work: Work, case: Case, begun: Beginning) -> Clocks:
    """The clocks that began then, by the department that had the case: a transfer starts no clock again."""
    office = _office_after(work.db, case, begun.version)
    return clocks_again(work, case, office, begun.on) if begun.version else clocks_at(work, case, office, begun.on)


def clocks_at(work: Work, case: Case, office: Office, on: date) -> Clocks:
    """The clocks of a case that comes to an office on a day; a division that is gone counts as the one it went into."""
    policy = work.policy
    return clocks(
        policy.deadlines,
        policy.calendar,
        policy.divisions,
        matter=case.matter,
        department=office.department,
        division_code=policy.divisions.standing(case.division_code).code,
        filed_on=on,
    )


def dated(work: Work, begun: Clocks) -> dict[str, Any]:
    """The days of a new case whose clocks begin today, by the name of the column."""
    return {
        "status": Status.SUBMITTED.value,
        "status_since": work.today,
        "submitted_on": work.today,
        "accept_on": begun.accept_on,
        "first_answer_on": begun.first_answer_on,
        "finish_on": begun.finish_on,
        "told_on": begun.told_on,
        "next_due_on": next_due_on(begun, open_clocks(Status.SUBMITTED, answered=False)),
        "due_is_provisional": begun.is_provisional,
        "told_is_provisional": begun.told_is_provisional,
        "warn_on": first_warning_on(work.policy.warnings, work.policy.calendar, work.today, begun.finish_on),
    }


def clocks_again(work: Work, case: Case, office: Office, on: date) -> Clocks:
    """Those of a case that the office does again from a day on: its finish date is that of `supervision.csv`."""
    finish = last_day(work.policy.limits, work.policy.calendar, Limit.REOPENED_FINISH, on)
    return replace(clocks_at(work, case, office, on), finish_on=finish.on, is_provisional=finish.is_provisional)


def _office_after(db: Session, case: Case, version: int) -> Office:
    """The office that had the case from this version on, until it was passed on the next time."""
    later = sa.select(Transfer.from_office_id).where(Transfer.case_id == case.id, Transfer.version > version)
    return db.get_one(Office, db.scalar(later.order_by(Transfer.version).limit(1)) or case.office_id)

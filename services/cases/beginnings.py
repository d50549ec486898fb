"""When the clocks of a case began: with its filing, or anew when the office above had it done again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Office
from policy.deadlines import Clocks, clocks, next_due_on
from policy.lifecycle import open_clocks
from policy.reminders import first_warning_on
from policy.supervision import Limit, last_day
from policy.vocabulary import Event, Status
from services.cases.past import Past, left_with, office_at, past_of
from services.work import Work

AGAIN = (Event.SEND_BACK, Event.REOPEN)


@dataclass(frozen=True)
class Beginning:
    """The day from which clocks count, and the version that it made of which case; 0 for the filing."""

    on: date
    case_id: str
    version: int = 0

    def version_of(self, case: Case) -> int:
        """The version that it made of this case; 0 where it was before there was this case."""
        return self.version if self.case_id == case.id else 0


def beginning_of(db: Session, case: Case) -> Beginning:
    """When the clocks of a case began last: of what was split off, with those of the case that it was in."""
    past = past_of(db, case)
    return begun_again(db, past) or filing_of(past, case.submitted_on)


def filing_of(past: Past, on: date) -> Beginning:
    """The beginning of what was filed on that day, and has this past."""
    return Beginning(on, past[0].case_id)


def begun_again(db: Session, past: Past) -> Beginning | None:
    """When what has this past was last begun again; None where it never was."""
    for stretch in reversed(past):
        mine = stretch.covers(CaseEvent.case_id, CaseEvent.version), CaseEvent.event.in_(AGAIN)
        last = db.scalar(sa.select(CaseEvent).where(*mine).order_by(CaseEvent.version.desc()).limit(1))
        if last is not None:
            return Beginning(last.happened_on, stretch.case_id, last.version)
    return None


def is_done_again(db: Session, case: Case) -> bool:
    """Whether the clocks of a case began again, or those of a case that a report of it was in before."""
    return beginning_of(db, case).version > 0 or bool(db.scalar(sa.select(left_with(case, AGAIN))))


def clocks_since(work: Work, case: Case, begun: Beginning) -> Clocks:
    """The clocks that began then, by the department that had the case: a transfer starts no clock again."""
    office = work.db.get_one(Office, office_at(work.db, begun.case_id, begun.version))
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

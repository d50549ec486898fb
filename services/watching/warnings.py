"""Warnings of a finish date: before it, on it, and when it is long over; each once, whoever runs the clock (D2).

`Case.warn_on` is a day on which something may be due, and never later than the day on which it is: the scheduler looks
at these cases alone. Each warning is one row, and is given on the locked case, so that two schedulers, one that was
away, and a clock that is set back give none twice. A warning changes nothing about a case, and raises no version.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa

from models import Case, Office
from policy.deadlines import Clock
from policy.divisions import Level
from policy.lifecycle import UNANSWERED, open_clocks
from policy.reminders import Reach, WarningRow, due_warnings, next_warning_on
from policy.vocabulary import Status
from services.cases.beginnings import beginning_of
from services.cases.record import lock_case
from services.cases.reminding import kinds_given, remind, warned_since
from services.people.members import offices_above
from services.work import Work

AT_ONCE = 100


def warn_offices(work: Work) -> int:
    """Give the warnings that are due for at most 100 cases; how many cases were looked at. Safe to repeat."""
    with work.reading() as db:
        candidates = db.scalars(cases_to_warn_of(work.today).limit(AT_ONCE)).all()
    for case_id in sorted(candidates):
        _warn(work, lock_case(work.db, case_id))
    work.db.flush()
    return len(candidates)


def cases_to_warn_of(today: date) -> sa.Select[str]:
    """The cases for which something may be due, the longest waiting first."""
    return sa.select(Case.id).where(Case.warn_on <= today).order_by(Case.warn_on, Case.id)


def _warn(work: Work, case: Case) -> None:
    if case.warn_on is None or case.warn_on > work.today:  # another scheduler was here
        return
    if not _is_running(case):
        case.warn_on = None
        return
    begun = beginning_of(work.db, case)
    since = warned_since(work.db, case, begun)
    warnings, calendar, given = work.policy.warnings, work.policy.calendar, kinds_given(work.db, case.id, since)
    for row in due_warnings(warnings, calendar, begun.on, case.finish_on, work.today):
        if row.kind not in given:
            remind(work, case, row.kind, since, _reached(work, case, row))
            given |= {row.kind}
    case.warn_on = next_warning_on(warnings, calendar, begun.on, case.finish_on, given)


def _is_running(case: Case) -> bool:
    """Not where the case is answered, nor while a question holds back its finish clock."""
    status, paused = Status(case.status), case.asked_on is not None
    return status in UNANSWERED and Clock.FINISH in open_clocks(status, answered=True, paused=paused)


def _reached(work: Work, case: Case, row: WarningRow) -> Iterator[str]:
    """The offices that a warning goes to: always upward from where the case lies, so never to one that was avoided."""
    office = work.db.get_one(Office, case.office_id)
    above = list(offices_above(work.db, office))
    if Reach.OFFICE in row.reaches:
        yield office.id
    if Reach.SUPERIOR in row.reaches:
        yield from (one.id for one in above[:1])
    if Reach.CITY in row.reaches:
        yield from (one.id for one in above if _level(work, one) is Level.PREFECTURE)


def _level(work: Work, office: Office) -> Level:
    return work.policy.divisions.standing(office.division_code).level

"""Due dates that were a guess, because they ran beyond the holiday table: settled when the table has grown.

A date never moves to an earlier day: what a reporter was told holds, and an office is not late all of a sudden.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Office, Report, Transfer
from policy.deadlines import Clocks, next_due_on, pause
from policy.lifecycle import UNANSWERED, open_clocks
from policy.vocabulary import Event, Status
from services.cases.record import clocks_of, lock_case
from services.cases.starting_clocks import starting_clocks
from services.work import Work

AT_ONCE = 200


def settle_due_dates(work: Work) -> int:
    """Settle open cases whose provisional dates the calendar knows by now, 200 at once; how many. Safe to repeat."""
    with work.reading() as db:
        candidates = db.scalars(_candidates(work.policy.calendar.last).limit(AT_ONCE)).all()
    settled = sum(_settle(work, lock_case(work.db, case_id)) for case_id in sorted(candidates))
    work.db.flush()
    return settled


def _candidates(last: date) -> sa.Select[str]:
    """The nearest first: one that stays provisional, because it moves beyond the table again, is in nobody's way."""
    of_reports = sa.select(Report.case_id).where(Report.due_is_provisional, Report.due_on <= last)
    is_guessed = sa.or_(sa.and_(Case.due_is_provisional, Case.finish_on <= last), Case.id.in_(of_reports))
    is_open = Case.status.in_([status.value for status in UNANSWERED])
    return sa.select(Case.id).where(is_open, is_guessed).order_by(Case.finish_on, Case.id)


def _settle(work: Work, case: Case) -> bool:
    """The case's own dates, then those of its reports; whether anything is settled now."""
    told = case.finish_on
    settled = _settle_case(work, case) if case.due_is_provisional and Status(case.status) in UNANSWERED else False
    guessed = sa.select(Report).where(Report.case_id == case.id, Report.due_is_provisional)
    return sum([settled, *(_settle_report(work, case, report, told) for report in work.db.scalars(guessed))]) > 0


def _settle_case(work: Work, case: Case) -> bool:
    known = _clocks_from(work, case, case.submitted_on)
    waited = _waited(work.db, case)
    if waited is not None:
        due = pause(work.policy.calendar, known.finish_on, *waited)
        known = replace(known, finish_on=due.on, is_provisional=known.is_provisional or due.is_provisional)
    if known.is_provisional:
        return False
    case.accept_on = max(case.accept_on, known.accept_on)
    case.first_answer_on = max(case.first_answer_on, known.first_answer_on)
    case.finish_on = max(case.finish_on, known.finish_on)
    case.due_is_provisional = False
    running = open_clocks(Status(case.status), answered=case.first_answered, paused=case.asked_on is not None)
    case.next_due_on = next_due_on(clocks_of(case), running, asked_on=case.asked_on)
    return True


def _settle_report(work: Work, case: Case, report: Report, told: date) -> bool:
    """A report with the date of its case, `told`, goes with it; one that came later has a full deadline of its own."""
    known = _clocks_from(work, case, report.filed_on)
    if known.is_provisional or case.due_is_provisional:
        return False
    case_on = case.finish_on if report.due_on == told else report.due_on
    report.due_on, report.due_is_provisional = max(report.due_on, known.finish_on, case_on), False
    return True


def _clocks_from(work: Work, case: Case, filed_on: date) -> Clocks:
    """By the department that had the case first: a transfer starts no clock again."""
    first = sa.select(Transfer.from_office_id).where(Transfer.case_id == case.id).order_by(Transfer.version).limit(1)
    office_id = work.db.scalar(first) or case.office_id
    return starting_clocks(work, case, work.db.get_one(Office, office_id).department, filed_on)


def _waited(db: Session, case: Case) -> tuple[date, date] | None:
    """From the first question until its answer; None where none was asked, or it still waits."""
    history = db.scalars(sa.select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.version)).all()
    asked = next((event for event in history if event.event == Event.ASK), None)
    if asked is None:
        return None
    waiting = Status.AWAITING_REPORTER.value
    after = (event for event in history if event.version > asked.version and event.status != waiting)
    return next(((asked.happened_on, event.happened_on) for event in after), None)

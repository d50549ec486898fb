"""Due dates that were a guess, because they ran beyond the holiday table: settled when the table has grown.

A date never moves to an earlier day: what a reporter was told holds, and an office is not late all of a sudden.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from models import Case, Report
from policy.deadlines import Clocks
from policy.lifecycle import UNANSWERED
from policy.vocabulary import Status
from services.cases.known import known_clocks, known_finish
from services.cases.record import find_next_due, lock_case
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
    of_cases = sa.select(Case.id).where(Case.due_is_provisional, Case.finish_on <= last)
    of_telling = sa.select(Case.id).where(Case.told_is_provisional, Case.told_on <= last)
    is_open = Case.status.in_([status.value for status in UNANSWERED])
    guessed = sa.union(of_cases, of_telling, of_reports)  # by a small index each; an OR would look at every open case
    return sa.select(Case.id).where(Case.id.in_(guessed), is_open).order_by(Case.finish_on, Case.id)


def _settle(work: Work, case: Case) -> bool:
    """The case's own dates, then those of its reports, then which comes next; whether anything is settled now."""
    if Status(case.status) not in UNANSWERED:
        return False
    shared, known = case.finish_on, known_clocks(work, case)
    settled = [_settle_finish(case, known), _settle_told(case, known)]
    guessed = work.db.scalars(sa.select(Report).where(Report.case_id == case.id, Report.due_is_provisional)).all()
    settled += [_settle_report(work, case, report, shared) for report in guessed]
    work.db.flush()
    find_next_due(work, case)
    return any(settled)


def _settle_finish(case: Case, known: Clocks) -> bool:
    if not case.due_is_provisional or known.is_provisional:
        return False
    case.accept_on = max(case.accept_on, known.accept_on)
    case.first_answer_on = max(case.first_answer_on, known.first_answer_on)
    case.finish_on = max(case.finish_on, known.finish_on)
    case.due_is_provisional = False
    return True


def _settle_told(case: Case, known: Clocks) -> bool:
    if not case.told_is_provisional or known.told_is_provisional:
        return False
    if case.told_on is not None:
        case.told_on = max(case.told_on, known.told_on or case.told_on)
    case.told_is_provisional = False
    return True


def _settle_report(work: Work, case: Case, report: Report, shared: date) -> bool:
    """A report with the date of its case, `shared`, goes with it; one that came later has a full deadline of its own.

    What was in a case that was done again counts from there, as its reporter was told.
    """
    known = known_finish(work, case, report)
    if known.is_provisional or case.due_is_provisional:
        return False
    case_on = case.finish_on if report.due_on == shared else report.due_on
    report.due_on, report.due_is_provisional = max(report.due_on, known.on, case_on), False
    return True

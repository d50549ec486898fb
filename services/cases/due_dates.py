"""Due dates that were a guess, because they ran beyond the holiday table: settled when the table has grown.

A date never moves to an earlier day: what a reporter was told holds, and an office is not late all of a sudden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from models import Case, Joining, Report
from policy.deadlines import Clocks, Due, pause
from policy.lifecycle import UNANSWERED
from policy.vocabulary import Status
from services.cases.beginnings import Beginning, beginning_of, clocks_since
from services.cases.joined import HOLDS
from services.cases.longer import with_extension
from services.cases.record import find_next_due, lock_case
from services.cases.waits import waited, waited_for
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


def known_clocks(work: Work, case: Case) -> Clocks:
    """What the clocks of a case come to by today's calendar, with those of the cases that were joined to it.

    It counts from the last time that the case began; a duty to tell by a certain day counts from the first.
    """
    begun = beginning_of(work.db, case)
    own, first = clocks_since(work, case, begun), clocks_since(work, case, Beginning(case.submitted_on))
    own = replace(own, told_on=first.told_on, told_is_provisional=first.told_is_provisional)
    wait = waited(work.db, case, begun.version)
    last_on = with_extension(work, case, Due(own.finish_on, own.is_provisional), after=begun.version).on
    if wait is not None and wait[0] <= last_on:
        due = pause(work.policy.calendar, own.finish_on, *wait)
        own = replace(own, finish_on=due.on, is_provisional=own.is_provisional or due.is_provisional)
    finish = with_extension(work, case, Due(own.finish_on, own.is_provisional), after=begun.version)
    own = replace(own, finish_on=finish.on, is_provisional=finish.is_provisional)
    joined = sa.select(Case).join(Joining, Joining.case_id == Case.id)
    later = (Joining.into_case_id == case.id, Joining.into_version > begun.version)
    others = work.db.scalars(joined.where(*later, HOLDS))
    return _strictest([own, *(known_clocks(work, other) for other in others.all())])


def _strictest(known: Sequence[Clocks]) -> Clocks:
    """Of each clock the earliest last day, as joining takes it; a guess as long as one of them is."""
    return Clocks(
        accept_on=min(one.accept_on for one in known),
        first_answer_on=min(one.first_answer_on for one in known),
        finish_on=min(one.finish_on for one in known),
        told_on=min((one.told_on for one in known if one.told_on is not None), default=None),
        is_provisional=any(one.is_provisional for one in known),
        told_is_provisional=any(one.told_is_provisional for one in known),
    )


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
    begun = beginning_of(work.db, case)
    was_there = report.joined_version < begun.version
    known = clocks_since(work, case, begun if was_there else Beginning(report.filed_on))
    own = _own_finish(work, case, report, begun)
    if known.is_provisional or case.due_is_provisional or own.is_provisional:
        return False
    case_on = case.finish_on if report.due_on == shared else report.due_on
    report.due_on, report.due_is_provisional = max(report.due_on, known.finish_on, own.on, case_on), False
    return True


def _own_finish(work: Work, case: Case, report: Report, begun: Beginning) -> Due:
    """The case's finish date by today's calendar, moved by the days that its office waited for this report alone."""
    wait = waited_for(work.db, case, report, begun.version)
    if wait is None or wait[0] > report.due_on:
        return Due(report.due_on, is_provisional=False)
    return pause(work.policy.calendar, clocks_since(work, case, begun).finish_on, *wait)

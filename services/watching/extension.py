"""An office takes more time for a case: once, before its last day is over, with a reason that reporters read (D2)."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Extension, Report, new_id
from policy.access import permission_for
from policy.deadlines import Deadline
from policy.extensions import extended
from policy.lifecycle import Given
from policy.vocabulary import Event
from services.cases.access import find_case
from services.cases.beginnings import is_done_again
from services.cases.joined_meanwhile import check_none_joined, reports_of, with_every_report
from services.cases.longer import longer_clock, was_extended
from services.cases.messages import say_to_all, sealed_for_all
from services.cases.moves import Decision, seal_detail
from services.cases.record import apply_move, checked_move, lock_case
from services.keyring import Actor, case_keys
from services.refusals import InvalidFields
from services.watching.why import Why
from services.work import Work


def extend(work: Work, actor: Actor, case_id: str, seen_version: int, why: Why) -> Case:
    """Move the finish date of the case that was seen, and those of its reports, by what `deadlines.csv` gives.

    InvalidFields for an unknown kind of reason, a clock without more time, a second time, and after the last day.
    """
    if why.code not in work.policy.asking.extension_reason:
        raise InvalidFields.one("reason_code", "field.not_offered", allowed=work.policy.asking.extension_reason)
    return with_every_report(work, partial(_extend, work, actor, case_id, seen_version, why))


def _extend(work: Work, actor: Actor, case_id: str, seen_version: int, why: Why) -> Case:
    with work.reading() as db:
        find_case(db, actor, case_id, permission_for(Event.EXTEND))
        keys = case_keys(db, actor, case_id, reports_of(db, case_id))
    event_id = new_id()
    detail = seal_detail(keys.case_key, event_id, Decision(Event.EXTEND, reason=why.words))
    said = sealed_for_all(keys.report_keys, why.words)
    case = lock_case(work.db, case_id, seen_version, actor=actor)
    present = check_none_joined(work.db, case, said)
    longer = longer_clock(work, work.db, case)
    move = checked_move(case, Event.EXTEND, actor.role, given_to_extend(work, work.db, case), field="reason_code")
    if longer is not None:  # or the table has refused it
        _move_dates(work, case, longer)
    apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=detail)
    work.db.add(Extension(case_id=case.id, version=case.version, reason_code=why.code))
    say_to_all(work, said, present)
    work.db.flush()
    return case


def given_to_extend(work: Work, db: Session, case: Case) -> Given:
    """What a case says about more time; what is done again has had it, whatever it was joined to since."""
    again = is_done_again(db, case)
    earliest = db.scalar(sa.select(sa.func.min(Report.due_on)).where(Report.case_id == case.id))
    return Given(
        reason=True,
        cannot_be_longer=again or longer_clock(work, db, case) is None,
        extended=was_extended(db, case),
        finish_is_over=min(case.finish_on, earliest or case.finish_on) < work.today,
    )


def can_extend(work: Work, db: Session, case: Case) -> bool:
    """Whether the office of a case may take more time now."""
    given = given_to_extend(work, db, case)
    return not (given.cannot_be_longer or given.extended or given.finish_is_over)


def _move_dates(work: Work, case: Case, longer: Deadline) -> None:
    """The case's own last day, and that of each report in it."""
    later = partial(extended, work.policy.calendar, longer=longer)
    due = later(case.finish_on)
    case.finish_on, case.due_is_provisional = due.on, due.is_provisional
    for report in work.db.scalars(sa.select(Report).where(Report.case_id == case.id)).all():
        own = later(report.due_on)
        report.due_on, report.due_is_provisional = own.on, own.is_provisional
    work.db.flush()

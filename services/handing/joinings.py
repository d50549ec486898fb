"""An officer joins a case to another of the office: its reports go there, and it ends in history, answered by nobody.

Both cases are at one office, so its key opens every report before and afterwards and no wrap changes; a report that
the office could not open would be refused. `Joining` and the reports' `Stay`s keep what taking it back will need.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Appeal, Case, Joining, Report, ReportKeyWrap
from policy.access import Permission
from policy.lifecycle import UNANSWERED, Given
from policy.vocabulary import Event
from services.cases.access import copy_recusals, find_case, is_recused
from services.cases.record import apply_move, checked_move, lock_case
from services.cases.stays import move_report
from services.cases.tasks import has_open_tasks
from services.keyring import Actor
from services.refusals import InvalidFields, NotFound, NotPermitted
from services.work import Work

FIELD = "into"


def join_cases(work: Work, actor: Actor, case_id: str, seen_version: int, into_id: str) -> Case:
    """Move all reports of the case that the officer saw into another; that one. InvalidFields when they cannot join."""
    with work.reading() as db:
        find_case(db, actor, case_id, Permission.MOVE_CASES)
        _check_other(db, actor, case_id, into_id)
    case, into = _lock_both(work, actor, case_id, seen_version, into_id)
    _check_both(case, into)
    is_apart = is_set_apart(work.db, case) or is_set_apart(work.db, into)
    given = Given(set_apart=is_apart, tasks_open=has_open_tasks(work.db, case.id))
    join = checked_move(case, Event.JOIN, actor.role, given, field=FIELD)
    take_in = checked_move(into, Event.TAKE_IN, actor.role, given, field=FIELD)
    _check_targets(case, into)
    for report in _openable_reports(work.db, case):
        move_report(work, report, case, into=into.id, joined_version=into.version + 1)
    work.db.flush()
    _keep_out(work.db, case, into)
    _take_the_stricter(case, into)
    apply_move(work, case, join, staff_id=actor.id)
    apply_move(work, into, take_in, staff_id=actor.id)
    work.db.add(Joining(case_id=case.id, version=case.version, into_case_id=into.id, into_version=into.version))
    work.db.flush()
    return into


def is_set_apart(db: Session, case: Case) -> bool:
    """Whether a case is never one with another: about safety, past the local office, or an appeal."""
    appealed = sa.select(Appeal.report_id).where(Appeal.case_id == case.id)
    return case.safety or case.avoid_local_office or db.scalar(appealed) is not None


def _check_other(db: Session, actor: Actor, case_id: str, into_id: str) -> None:
    if into_id == case_id:
        raise InvalidFields.one(FIELD, "joining.same_case")
    try:
        find_case(db, actor, into_id, Permission.MOVE_CASES)
    except (NotFound, NotPermitted):
        raise InvalidFields.one(FIELD, "joining.unknown_case") from None


def _lock_both(work: Work, actor: Actor, case_id: str, seen_version: int, into_id: str) -> tuple[Case, Case]:
    """Both cases, locked in the order of their ids. Stale and NotFound are about the one that was seen."""
    seen = {case_id: seen_version}
    locked = {each: lock_case(work.db, each, seen.get(each), actor=actor) for each in sorted((case_id, into_id))}
    return locked[case_id], locked[into_id]


def _check_both(case: Case, into: Case) -> None:
    for code, is_wrong in (
        ("joining.unknown_case", into.office_id != case.office_id),
        ("joining.other_matter", into.matter != case.matter),
        ("joining.answered", into.status not in UNANSWERED),
        ("joining.reseal_pending", into.reseal_pending),
    ):
        if is_wrong:
            raise InvalidFields.one(FIELD, code)


def _check_targets(case: Case, into: Case) -> None:
    """Of two that the register knows apart, the reporters of one would read what was found at the other."""
    if len({one.school_id or one.institution_id for one in (case, into)} - {None}) > 1:
        raise InvalidFields.one(FIELD, "joining.other_target")


def _openable_reports(db: Session, case: Case) -> list[Report]:
    """The reports of a locked case, each with a wrap of its key for the office; NotFound when one is without."""
    held = sa.exists().where(ReportKeyWrap.report_id == Report.id, ReportKeyWrap.office_id == case.office_id)
    rows = db.execute(sa.select(Report, held).where(Report.case_id == case.id).order_by(Report.id)).all()
    if not all(is_held for _, is_held in rows):
        raise NotFound
    return [report for report, _ in rows]


def _keep_out(db: Session, case: Case, into: Case) -> None:
    """Who stepped aside from one has nothing to do with both; whoever joins them sees both, so somebody is left."""
    copy_recusals(db, case.id, into.id)
    if into.assignee_id is not None and is_recused(db, into.id, into.assignee_id):
        into.assignee_id = None


def _take_the_stricter(case: Case, into: Case) -> None:
    """No deadline starts again, and none is lost: of each clock the earlier last day, unless it was met for both."""
    into.severity = min(into.severity, case.severity)
    into.accept_on = min(into.accept_on, case.accept_on)
    if into.first_answered and not case.first_answered:
        into.first_answered, into.first_answer_on = False, case.first_answer_on
    elif not case.first_answered:
        into.first_answer_on = min(into.first_answer_on, case.first_answer_on)
    if case.finish_on < into.finish_on:
        into.finish_on, into.due_is_provisional = case.finish_on, case.due_is_provisional
    if case.told_on is not None and (into.told_on is None or case.told_on < into.told_on):
        into.told_on, into.told_is_provisional = case.told_on, case.told_is_provisional

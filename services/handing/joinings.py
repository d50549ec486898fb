"""An officer joins cases of the office: reports go into one of them, and the others end in history, answered by nobody.

All are at one office, so its key opens every report before and afterwards and no wrap changes; a report that the
office could not open would be refused. `Joining` and the reports' `Stay`s keep what undoing it will need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Joining, Report, ReportKeyWrap
from policy.access import Permission
from policy.lifecycle import UNANSWERED, Given
from policy.vocabulary import Event
from services.cases.access import copy_recusals, find_case, is_recused
from services.cases.open_matters import given_apart, is_set_apart
from services.cases.record import apply_move, check_seen, checked_move, lock_case
from services.cases.stays import move_report
from services.cases.suggested import move_suggestion
from services.keyring import Actor
from services.refusals import InvalidFields, NotFound, NotPermitted
from services.work import Work

FIELD = "into"


def join_cases(work: Work, actor: Actor, case_id: str, seen_version: int, into_id: str) -> Case:
    """Move all reports of the case that the officer saw into another; that one. InvalidFields when they cannot join."""
    with work.reading() as db, as_seen(db, actor, case_id, seen_version):
        _check_other(db, actor, case_id, into_id, FIELD)
    locked = lock_all(work, actor, {case_id: seen_version, into_id: None})
    put_into(work, actor, locked[case_id], locked[into_id], FIELD)
    return locked[into_id]


def merge_cases(work: Work, actor: Actor, into_id: str, seen_version: int, case_ids: Sequence[str]) -> Case:
    """Move all reports of these cases into the one that the officer saw: of all or of none. InvalidFields names one."""
    fields = {case_id: f"case_ids.{number}" for number, case_id in enumerate(case_ids)}
    if len(fields) < len(case_ids):
        raise InvalidFields.one("case_ids", "joining.same_case_twice")
    with work.reading() as db, as_seen(db, actor, into_id, seen_version):
        for case_id, field in fields.items():
            _check_other(db, actor, into_id, case_id, field)
    locked = lock_all(work, actor, {into_id: seen_version, **dict.fromkeys(case_ids)})
    for case_id, field in fields.items():
        put_into(work, actor, locked[case_id], locked[into_id], field)
    return locked[into_id]


@contextmanager
def as_seen(db: Session, actor: Actor, case_id: str, seen_version: int) -> Iterator[None]:
    """Look at a case that may be moved; Stale when it is not as it was seen, before what is wrong with it as it is.

    On PostgreSQL each question stands alone, so it may have changed since the first of them.
    """
    case = find_case(db, actor, case_id, Permission.MOVE_CASES)
    try:
        yield
    except InvalidFields:
        db.refresh(case)
        check_seen(db, case, seen_version)
        raise


def lock_all(work: Work, actor: Actor, seen: Mapping[str, int | None]) -> dict[str, Case]:
    """The cases, locked in the order of their ids. Stale and NotFound as of one case."""
    return {case_id: lock_case(work.db, case_id, seen[case_id], actor=actor) for case_id in sorted(seen)}


def put_into(work: Work, actor: Actor, case: Case, into: Case, field: str) -> None:
    """Move all reports of one locked case into another; InvalidFields about the field when they cannot join."""
    _check_both(case, into, field)
    given = given_apart(work.db, case)
    is_apart = given.set_apart or is_set_apart(work.db, into)
    join = checked_move(case, Event.JOIN, actor.role, replace(given, set_apart=is_apart), field=field)
    taking = Given(set_apart=is_apart, proposal_open=given_apart(work.db, into).proposal_open)
    take_in = checked_move(into, Event.TAKE_IN, actor.role, taking, field=field)
    _check_targets(case, into, field)
    for report in openable_reports(work.db, case):
        move_report(work, report, case, into=into.id, joined_version=into.version + 1)
    work.db.flush()
    _keep_out(work.db, case, into)
    _take_the_stricter(case, into)
    move_suggestion(work, case, into)
    apply_move(work, case, join, staff_id=actor.id)
    apply_move(work, into, take_in, staff_id=actor.id)
    versions = {"version": case.version, "into_version": into.version}
    work.db.add(Joining(case_id=case.id, into_case_id=into.id, pause_used=case.pause_used, **versions))
    work.db.flush()


def openable_reports(db: Session, case: Case) -> list[Report]:
    """The reports of a locked case, each with a wrap of its key for the office; NotFound when one is without."""
    held = sa.exists().where(ReportKeyWrap.report_id == Report.id, ReportKeyWrap.office_id == case.office_id)
    rows = db.execute(sa.select(Report, held).where(Report.case_id == case.id).order_by(Report.id)).all()
    if not all(is_held for _, is_held in rows):
        raise NotFound
    return [report for report, _ in rows]


def _check_other(db: Session, actor: Actor, case_id: str, other_id: str, field: str) -> None:
    if other_id == case_id:
        raise InvalidFields.one(field, "joining.same_case")
    try:
        find_case(db, actor, other_id, Permission.MOVE_CASES)
    except (NotFound, NotPermitted):
        raise InvalidFields.one(field, "joining.unknown_case") from None


def _check_both(case: Case, into: Case, field: str) -> None:
    for code, is_wrong in (
        ("joining.unknown_case", into.office_id != case.office_id),
        ("joining.other_matter", into.matter != case.matter),
        ("joining.answered", into.status not in UNANSWERED),
        ("joining.reseal_pending", into.reseal_pending),
    ):
        if is_wrong:
            raise InvalidFields.one(field, code)


def _check_targets(case: Case, into: Case, field: str) -> None:
    """Of two that the register knows apart, the reporters of one would read what was found at the other."""
    if len({one.school_id or one.institution_id for one in (case, into)} - {None}) > 1:
        raise InvalidFields.one(field, "joining.other_target")


def _keep_out(db: Session, case: Case, into: Case) -> None:
    """Who stepped aside from one has nothing to do with both; whoever joins them sees both, so somebody is left."""
    copy_recusals(db, case.id, into.id)
    if into.assignee_id is not None and is_recused(db, into.id, into.assignee_id):
        into.assignee_id = None


def _take_the_stricter(case: Case, into: Case) -> None:
    """No deadline starts again, and none is lost: of each clock the earlier last day, unless it was met for both."""
    into.severity = min(into.severity, case.severity)
    into.pause_used = into.pause_used or case.pause_used  # who was asked once has waited once, wherever they go
    into.accept_on = min(into.accept_on, case.accept_on)
    if into.first_answered and not case.first_answered:
        into.first_answered, into.first_answer_on = False, case.first_answer_on
    elif not case.first_answered:
        into.first_answer_on = min(into.first_answer_on, case.first_answer_on)
    if case.finish_on < into.finish_on:
        into.finish_on, into.due_is_provisional = case.finish_on, case.due_is_provisional
    if case.told_on is not None and (into.told_on is None or case.told_on < into.told_on):
        into.told_on, into.told_is_provisional = case.told_on, case.told_is_provisional

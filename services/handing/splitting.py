"""An officer splits a case: some of its reports go into a new one of the same office, with the same deadlines.

The new case has a key of its own, and stands where the old one stands, so that no reporter reads of it. The old one
keeps notes and checks; the office can open the reports as before, and no wrap of theirs changes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Appeal, Case, CaseEvent, CaseKeyWrap, Office, Report, Splitting, new_id
from policy.access import Permission
from policy.counts import Count
from policy.vocabulary import Event
from security.envelope import new_key
from services.cases.access import copy_recusals, find_case
from services.cases.first_words import waited_for_no_more
from services.cases.joined import FIRST
from services.cases.open_matters import given_apart, is_set_apart
from services.cases.past import past_of
from services.cases.record import apply_move, checked_move, find_next_due, lock_case
from services.cases.reminding import keep_as_given
from services.cases.stays import move_report
from services.handing.joinings import openable_reports
from services.keyring import Actor, wrapped_case_key
from services.refusals import InvalidFields, ResealPending
from services.work import Work

FIELD: Final = "report_ids"
AT_LEAST: Final = 2
SAME: Final = (
    *("category", "matter", "division_code", "school_id", "institution_id", "office_id", "assignee_id"),
    *("status", "status_since", "severity", "safety", "avoid_local_office", "submitted_on", "accept_on"),
    *("first_answer_on", "finish_on", "told_on", "next_due_on", "due_is_provisional", "told_is_provisional"),
    *("first_answered", "pause_used", "reminded_on", "is_bounced", "is_raised"),
)
"""What the new case has from the old one; it never joins anything by itself."""


def split_case(work: Work, actor: Actor, case_id: str, seen_version: int, report_ids: Sequence[str]) -> Case:
    """Move reports of the case that the officer saw into a new one; that one. InvalidFields when they cannot leave."""
    with work.reading() as db:
        office = db.get_one(Office, find_case(db, actor, case_id, Permission.MOVE_CASES).office_id)
    opens = _wrap_of_new_key(office)
    case = lock_case(work.db, case_id, seen_version, actor=actor)
    _refuse(work, case)
    move = checked_move(case, Event.SPLIT, actor.role, given_apart(work.db, case), field=FIELD)
    leaving = _chosen(work.db, case, set(report_ids))
    new = _new_case(work, case, opens, actor)
    for report in leaving:
        move_report(work, report, case, into=new.id, joined_version=new.version)
    work.db.flush()
    copy_recusals(work.db, case.id, new.id)
    keep_as_given(work, case, new)
    find_next_due(work, new)
    apply_move(work, case, move, staff_id=actor.id)
    parted = {"case_id": case.id, "version": case.version, "new_case_id": new.id}
    work.db.add(Splitting(**parted, pause_used=new.pause_used))
    work.db.flush()
    for each in (case, new):
        waited_for_no_more(work, each)
    return new


def _refuse(work: Work, case: Case) -> None:
    """What stands against splitting a locked case, whatever leaves it."""
    if case.reseal_pending:
        raise ResealPending
    if was_appealed(work.db, case):
        raise InvalidFields.one(FIELD, "split.appealed")
    most = work.policy.counts[Count.SPLITS].most
    if len(past_of(work.db, case)) > most:
        raise InvalidFields.one(FIELD, "split.too_often", most=most)


def can_split(db: Session, case: Case) -> bool:
    """Whether reports could be split off, as far as its status lets it."""
    several = sa.select(sa.func.count()).select_from(Report).where(Report.case_id == case.id)
    is_shared = (db.scalar(several) or 0) >= AT_LEAST
    return is_shared and not is_set_apart(db, case) and not was_appealed(db, case)


def was_appealed(db: Session, case: Case) -> bool:
    """Whether somebody appealed against the answer to this case, or it is an appeal."""
    either = sa.or_(Appeal.from_case_id == case.id, Appeal.case_id == case.id)
    return db.scalar(sa.select(Appeal.report_id).where(either).limit(1)) is not None


def _wrap_of_new_key(office: Office) -> CaseKeyWrap:
    """The key of a new case, for the office that has it."""
    case_id = new_id()
    return CaseKeyWrap(case_id=case_id, **wrapped_case_key(office, case_id, new_key()))


def _chosen(db: Session, case: Case, wanted: Collection[str]) -> list[Report]:
    """The reports that leave a locked case; one at least stays."""
    present = openable_reports(db, case)
    if not set(wanted) <= {report.id for report in present}:
        raise InvalidFields.one(FIELD, "split.not_in_case")
    if len(wanted) == len(present):
        raise InvalidFields.one(FIELD, "split.nothing_stays")
    return [report for report in present if report.id in wanted]


def _new_case(work: Work, case: Case, opens: CaseKeyWrap, actor: Actor) -> Case:
    new = Case(id=opens.case_id, version=FIRST, **{name: getattr(case, name) for name in SAME})
    work.db.add(new)
    work.db.flush()
    began = {"happened_on": work.today, "event": Event.SPLIT_OFF.value, "status": new.status}
    work.db.add_all((CaseEvent(case_id=new.id, version=FIRST, staff_id=actor.id, **began), opens))
    return new

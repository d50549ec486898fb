"""Seal a case that went up by itself for the office that has it now, by the oversight key of the office below."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseKeyWrap, Office, ReportKeyWrap
from policy.access import Permission
from policy.lifecycle import Given
from policy.vocabulary import Event
from security.wraps import unwrap
from services.cases.access import find_case
from services.cases.joined_meanwhile import reports_of, with_every_report
from services.cases.record import apply_move, checked_move, lock_case
from services.handing.transfers import replace_wraps
from services.keyring import Actor, CaseKeys, case_key_for, report_key_for, wraps_for
from services.people.key_reach import OfficeKeys, holder_of
from services.refusals import KeyNotHeld, Stale
from services.work import Work


def reseal(work: Work, actor: Actor, case_id: str) -> Case:
    """Wrap the keys of the case for its office and destroy all other wraps, at once; safe to repeat.

    KeyNotHeld for somebody who cannot open them: it takes the oversight key above the office the case came from.
    """
    return with_every_report(work, partial(_reseal, work, actor, case_id))


def _reseal(work: Work, actor: Actor, case_id: str) -> Case:
    with work.reading() as db:
        case = find_case(db, actor, case_id, Permission.ASSIGN_CASES)
        if not case.reseal_pending:
            return case
        keys = reachable_keys(db, actor, case_id)
        office = db.get_one(Office, case.office_id)
        alerted = db.get(Office, case.alerted_office_id) if case.alerted_office_id else None
    wraps = [wrap for one in (office, alerted) if one is not None for wrap in wraps_for(one, case_id, keys)]
    case = lock_case(work.db, case_id, actor=actor)
    if not case.reseal_pending:
        return case
    if (case.office_id, case.alerted_office_id) != (office.id, alerted.id if alerted else None):
        raise Stale(case.version, [])
    move = checked_move(case, Event.RESEAL, actor.role, Given())
    replace_wraps(work.db, case, keys, wraps)
    apply_move(work, case, move, staff_id=actor.id)
    work.db.flush()
    return case


def reachable_keys(db: Session, actor: Actor, case_id: str) -> CaseKeys:
    """The keys of a case and all its reports, by whichever wraps the actor reaches; KeyNotHeld when one is missing."""
    keys = OfficeKeys(db, holder_of(actor))
    of_case = db.scalars(sa.select(CaseKeyWrap).where(CaseKeyWrap.case_id == case_id)).all()
    reports = set(reports_of(db, case_id))
    of_reports = db.scalars(sa.select(ReportKeyWrap).where(ReportKeyWrap.report_id.in_(reports))).all()
    opened = {row.report_id: _opened(keys, row) for row in of_reports if keys.reaches(row.office_id, row.key_version)}
    case_key = next((_opened(keys, row) for row in of_case if keys.reaches(row.office_id, row.key_version)), None)
    if case_key is None or opened.keys() != reports:
        raise KeyNotHeld
    return CaseKeys(case_key, opened)


def _opened(keys: OfficeKeys, row: CaseKeyWrap | ReportKeyWrap) -> bytes:
    if isinstance(row, CaseKeyWrap):
        to = case_key_for(row.case_id, row.office_id, row.key_version)
    else:
        to = report_key_for(row.report_id, row.office_id, row.key_version)
    return unwrap(keys.get(row.office_id, row.key_version), row.wrapped_key, to)

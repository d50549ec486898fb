"""Ask the reporters of a case that went past the local office whether it may be given to an office below after all."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Consent, ConsentRequest, Office, Report
from policy.access import Permission
from policy.counts import Count
from policy.lifecycle import Given
from policy.transfers import TransferRefused
from policy.vocabulary import Event, Role
from security.receipts import Receipt
from services.cases.access import find_case
from services.cases.by_receipt import lock_report
from services.cases.record import apply_move, checked_move, lock_case
from services.cases.tasks import end_tasks
from services.handing.local import FIELD, is_under_avoided, needs_consent
from services.handing.transfers import check_wanted
from services.keyring import Actor
from services.refusals import InvalidFields
from services.work import Work


def ask_consent(work: Work, actor: Actor, case_id: str, seen_version: int, to_office_id: str) -> Case:
    """Ask every reporter of the case. InvalidFields where there is nothing to ask, or was asked already.

    A no stands, for the same office nobody is asked twice, and for no more offices than `counts.csv` allows. Being
    asked is no answer to the report.
    """
    with work.reading() as db:
        find_case(db, actor, case_id, Permission.TRANSFER_CASES)
    case = lock_case(work.db, case_id, seen_version, actor=actor)
    given = Given(past_local=case.avoid_local_office)
    move = checked_move(case, Event.ASK_CONSENT, actor.role, given, field=FIELD)
    _check_wanted(work, case, to_office_id)
    report_ids = work.db.scalars(sa.select(Report.id).where(Report.case_id == case_id)).all()
    for report_id in report_ids:
        _ask(work.db, report_id, to_office_id, work.today)
    _check_asked_before(work, case, to_office_id)
    work.db.add(ConsentRequest(case_id=case_id, office_id=to_office_id))
    apply_move(work, case, move, staff_id=actor.id)
    work.db.flush()
    return case


def _check_wanted(work: Work, case: Case, to_office_id: str) -> None:
    wanted = work.db.get(Office, to_office_id)
    if wanted is None:
        raise InvalidFields.one(FIELD, "transfer.unknown_office")
    try:
        check_wanted(work, work.db, case, wanted)
    except TransferRefused as refused:
        raise InvalidFields.one(FIELD, refused.reason.code) from None
    if not needs_consent(work, work.db, case, wanted):
        raise InvalidFields.one(FIELD, "consent.not_needed")
    if is_under_avoided(work.db, case, wanted):
        raise InvalidFields.one(FIELD, "consent.under_avoided")


def _check_asked_before(work: Work, case: Case, to_office_id: str) -> None:
    """Once for each office, and not for one office after the other."""
    asked = work.db.scalars(sa.select(ConsentRequest.office_id).where(ConsentRequest.case_id == case.id)).all()
    if to_office_id in asked:
        raise InvalidFields.one(FIELD, "consent.asked_before")
    most = work.policy.counts[Count.CONSENT_REQUESTS].most
    if len(asked) >= most:
        raise InvalidFields.one(FIELD, "consent.asked_too_often", max=most)


def _ask(db: Session, report_id: str, office_id: str, today: date) -> None:
    """Ask one reporter."""
    before = db.get(Consent, report_id, populate_existing=True)
    if before is None:
        db.add(Consent(report_id=report_id, office_id=office_id, asked_on=today))
    elif before.agreed is False:
        raise InvalidFields.one(FIELD, "consent.refused_before")
    else:
        before.office_id, before.asked_on, before.agreed = office_id, today, None


def consent(work: Work, receipt: Receipt, *, agree: bool) -> None:
    """The reporter's decision; it can be changed until the case has gone there. InvalidFields when nobody asked.

    The first answer raises the case's version, and a no that takes a task from that office; what is changed otherwise
    does not, but counts all the same.
    """
    case, report = lock_report(work, receipt)
    asked = work.db.get(Consent, report.id, populate_existing=True)
    if asked is None or asked.office_id == case.office_id:
        raise InvalidFields.one("agree", "consent.not_asked")
    move = checked_move(case, Event.CONSENT, Role.REPORTER, Given(), field="agree")
    is_first, asked.agreed = asked.agreed is None, agree
    ended = 0 if agree else end_tasks(work, case.id, office_id=asked.office_id)
    if is_first or ended:
        apply_move(work, case, move)
    work.db.flush()

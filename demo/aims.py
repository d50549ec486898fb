"""What an act of the generated year aims at, where that is more than its case; None where it cannot be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

import sqlalchemy as sa

from demo.acts import Aim
from demo.desk import Standing
from demo.habits import Behaviour
from models import Avoidance, Case, Consent, Office, Report, Transfer
from policy.transfers import TransferReason, TransferRefused
from policy.vocabulary import Event
from services.desk.suggestions import suggest
from services.handing.again import can_reopen
from services.handing.against import answered_by, can_uphold
from services.handing.local import needs_consent
from services.handing.transfers import check_wanted, find_owners
from services.keyring import Actor
from services.people.members import somebody_could_work
from services.work import Work

NEAREST: Final = 6
"""A case that is passed on goes to one of the nearest offices."""
SOMETHING: Final = Aim()


@dataclass(frozen=True)
class Wanted:
    """Who wants to do what with which case; `numbers` tells the year's own cases by the first report in each."""

    work: Work
    rng: Random
    actor: Actor
    case: Standing
    planned: Behaviour
    numbers: Mapping[str, int] = field(repr=False)


def aim_of(wanted: Wanted, event: Event) -> Aim | None:
    """What it aims at, or None where the case as it is gives no way to do it."""
    return _AIMS[event](wanted) if event in _AIMS else SOMETHING


def _elsewhere(wanted: Wanted) -> Aim | None:
    """Back to where the case came from; to where its reporter agrees; or to one of the nearest that could have it."""
    owners = [office.id for office in find_owners(wanted.work, wanted.actor, wanted.case.case_id)]
    if wanted.planned.reason_code is TransferReason.SENT_BACK:
        came = sa.select(Transfer.from_office_id).where(Transfer.case_id == wanted.case.case_id)
        before = wanted.work.db.scalar(came.order_by(Transfer.version.desc()).limit(1))
        return Aim(office_id=before) if before in owners else None
    if wanted.case.past_local:
        agreed = (
            sa.select(Consent.office_id).join(Report, Report.id == Consent.report_id).where(Consent.agreed.is_(True))
        )
        office_id = wanted.work.db.scalar(agreed.where(Report.case_id == wanted.case.case_id))
        return Aim(office_id=office_id) if office_id in owners else None
    return Aim(office_id=wanted.rng.choice(owners[:NEAREST])) if owners else None


def _like(wanted: Wanted) -> Aim | None:
    """The oldest of the year's own cases that the office is told may be the same matter."""
    found = suggest(wanted.work, wanted.actor, wanted.case.case_id)
    others = [one.case.case.id for one in found if one.can_join and one.case.case.id in wanted.numbers]
    return Aim(case_id=min(others, key=lambda case_id: wanted.numbers[case_id])) if others else None


def _avoided(wanted: Wanted) -> Aim | None:
    """The office that the reporter went past, unless it has the case, has nobody, or was asked for before."""
    db, case = wanted.work.db, wanted.case
    asked = sa.select(Consent.report_id).join(Report, Report.id == Consent.report_id)
    office_id = db.scalar(sa.select(Avoidance.office_id).where(Avoidance.case_id == case.case_id))
    if office_id in {None, case.office_id} or db.scalar(asked.where(Report.case_id == case.case_id).limit(1)):
        return None
    return Aim(office_id=office_id) if _could_have_it(wanted, db.get_one(Office, office_id)) else None


def _could_have_it(wanted: Wanted, office: Office) -> bool:
    """Whether it could be the owner, somebody is there, and only the reporter's consent is missing."""
    work, case = wanted.work, _row(wanted)
    try:
        check_wanted(work, work.db, case, office)
    except TransferRefused:
        return False
    return needs_consent(work, work.db, case, office) and somebody_could_work(work.db, office.id, case.id)


def _against(wanted: Wanted) -> Aim | None:
    """The office that answered, where somebody else could take it."""
    db, case = wanted.work.db, wanted.case
    office_id = answered_by(db, case.case_id)
    if office_id in {None, case.office_id} or not somebody_could_work(db, office_id, case.case_id):
        return None
    return SOMETHING


def _stands(wanted: Wanted) -> Aim | None:
    return SOMETHING if can_uphold(wanted.work.db, _row(wanted)) else None


def _in_time(wanted: Wanted) -> Aim | None:
    return SOMETHING if can_reopen(wanted.work, wanted.work.db, wanted.actor, _row(wanted)) else None


def _above(wanted: Wanted) -> Aim | None:
    """Somebody is above who takes what nobody here could; at the top the case would lie for ever."""
    above = wanted.work.db.scalar(sa.select(Office.superior_id).where(Office.id == wanted.case.office_id))
    return SOMETHING if above is not None else None


def _row(wanted: Wanted) -> Case:
    return wanted.work.db.get_one(Case, wanted.case.case_id)


_AIMS: Mapping[Event, Callable[[Wanted], Aim | None]] = {
    Event.TRANSFER: _elsewhere,
    Event.JOIN: _like,
    Event.ASK_CONSENT: _avoided,
    Event.SEND_BACK: _against,
    Event.UPHOLD: _stands,
    Event.REOPEN: _in_time,
    Event.RECUSE: _above,
}

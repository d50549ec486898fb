"""Step aside: the case does not exist any more for whoever says so, and goes on with a colleague, or above."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from models import Case, Office, Recusal, new_id
from policy.access import Permission
from policy.lifecycle import Given
from policy.transfers import Handing, TransferReason
from policy.vocabulary import Event
from security.envelope import seal_json
from services.cases.access import find_case
from services.cases.joined_meanwhile import JoinedMeanwhile, check_none_joined, reports_of, with_every_report
from services.cases.record import apply_move, checked_move, lock_case
from services.handing.transfers import record, replace_wraps, say_where
from services.keyring import Actor, CaseKeys, KeyWrap, case_keys, wraps_for
from services.people.members import (
    first_to_alert,
    nearest_above,
    offices_above,
    somebody_could_see,
    somebody_could_work,
)
from services.refusals import InvalidFields
from services.work import Work


@dataclass(frozen=True)
class Heir:
    """The office above that gets a case, with everything that lets it open it."""

    office: Office
    alerted: Office | None
    wraps: tuple[KeyWrap, ...]


class ColleagueGone(JoinedMeanwhile):
    """Who was to go on with the case left or stepped aside in the same moment; it is prepared to go up instead."""


def recuse(work: Work, actor: Actor, case_id: str, seen_version: int, reason: str) -> None:
    """Have nothing more to do with the case that was seen; without a colleague who could see it, it goes up.

    InvalidFields when there is nobody else and nobody above: the case would be lost.
    """
    with_every_report(work, partial(_recuse, work, actor, case_id, seen_version, reason))


def _recuse(work: Work, actor: Actor, case_id: str, seen_version: int, reason: str) -> None:
    with work.reading() as db:
        case = find_case(db, actor, case_id, Permission.ASSIGN_CASES)
        keys = case_keys(db, actor, case_id, reports_of(db, case_id))
        is_shared = _is_shared(db, actor, case)
        heir = None if is_shared else _heir(db, actor, case, keys)
    event_id = new_id()
    detail = seal_json(keys.case_key, {"reason": reason}, table="case_event", column="sealed_detail", row_id=event_id)
    case = lock_case(work.db, case_id, seen_version, actor=actor)
    check_none_joined(work.db, case, keys.report_keys)
    if is_shared and not _is_shared(work.db, actor, case):
        raise ColleagueGone(case.version, [])
    move = checked_move(case, Event.RECUSE, actor.role, Given(reason=True))
    up = checked_move(case, Event.TRANSFER, actor.role, Given(reason=True))
    work.db.add(Recusal(case_id=case_id, staff_id=actor.id))
    case.assignee_id = None if case.assignee_id == actor.id else case.assignee_id
    apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=detail)
    if heir is not None:
        _bequeath(work, case, keys, heir)
        apply_move(work, case, up, staff_id=actor.id)
    work.db.flush()


def _is_shared(db: Session, actor: Actor, case: Case) -> bool:
    """Whether somebody else of the office works on it then; at the top, where it goes no further, sees it at least."""
    if somebody_could_work(db, case.office_id, case.id, besides=actor.id):
        return True
    is_top = nearest_above(db, db.get_one(Office, case.office_id)) is None
    return is_top and somebody_could_see(db, case.office_id, case.id, besides=actor.id)


def _heir(db: Session, actor: Actor, case: Case, keys: CaseKeys) -> Heir:
    """The nearest office above with somebody who could work on it; where there is none yet, the nearest."""
    lead = db.get_one(Office, case.office_id)
    above = tuple(offices_above(db, lead))
    peopled = (one for one in above if somebody_could_work(db, one.id, case.id, besides=actor.id))
    office = next(peopled, above[0] if above else None)
    if office is None:
        raise InvalidFields.one("reason", "recusal.nobody_else")
    alerted = first_to_alert(db, office, case.id, besides=actor.id) if case.safety else None
    offices = filter(None, (office, alerted))
    return Heir(office, alerted, tuple(wrap for one in offices for wrap in wraps_for(one, case.id, keys)))


def _bequeath(work: Work, case: Case, keys: CaseKeys, heir: Heir) -> None:
    replace_wraps(work.db, case, keys, heir.wraps)
    record(work, case, Handing(case.office_id, heir.office.id), TransferReason.CONFLICT_OF_INTEREST)
    case.office_id, case.assignee_id = heir.office.id, None
    case.alerted_office_id = heir.alerted.id if heir.alerted else None
    say_where(work, case, heir.office, "routing.transferred")

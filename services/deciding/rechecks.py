"""An office looks again whether what it found was put right, writes down what it saw, and tells the reporters (T7).

Or the one above does: an answered case stays where it is when its office is closed, and what was promised is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from models import Case, new_id
from policy.access import Capacity, permission_for
from policy.lifecycle import Given
from policy.rechecks import day_faults, record_faults, since_answer
from policy.vocabulary import Event, FieldError
from security.envelope import seal_json
from services.cases.access import capacity_of, find_case
from services.cases.joined_meanwhile import check_none_joined, reports_of, with_every_report
from services.cases.messages import say_to_all, sealed_for_all
from services.cases.record import apply_move, checked_move, lock_case
from services.handing.again import answered_on
from services.handing.reseal import reachable_keys
from services.keyring import Actor, CaseKeys, case_keys
from services.refusals import InvalidFields
from services.work import Work


@dataclass(frozen=True)
class Looked:
    """What was seen on a day: `text` stays with the office, `message` goes to each reporter.

    `recheck_on`: when it is looked at once more, as it is for as long as things are not put right.
    """

    put_right: bool
    checked_on: date
    text: str
    message: str
    recheck_on: date | None


def record_recheck(work: Work, actor: Actor, case_id: str, seen_version: int, looked: Looked) -> Case:
    """Write it down; InvalidFields where no day was promised, and for days that cannot be."""
    faults = list(_faults(work, looked))
    if faults:
        raise InvalidFields(faults)
    return with_every_report(work, partial(_record, work, actor, case_id, seen_version, looked))


def _faults(work: Work, looked: Looked) -> Iterator[FieldError]:
    yield from record_faults(looked.checked_on, looked.recheck_on, work.today, put_right=looked.put_right)
    yield from day_faults(work.policy.limits, work.policy.calendar, looked.recheck_on, work.today)


def _record(work: Work, actor: Actor, case_id: str, seen_version: int, looked: Looked) -> Case:
    with work.reading() as db:
        case = find_case(db, actor, case_id, permission_for(Event.RECHECK))
        capacity, keys = capacity_of(actor, case), _keys(db, actor, case)
    event_id = new_id()
    sealed = seal_json(keys.case_key, _detail(looked), table="case_event", column="sealed_detail", row_id=event_id)
    said = sealed_for_all(keys.report_keys, looked.message)
    case = lock_case(work.db, case_id, seen_version, actor=None if capacity is Capacity.ABOVE else actor)
    present = check_none_joined(work.db, case, said)
    given = Given(recheck_promised=case.recheck_on is not None)
    move = checked_move(case, Event.RECHECK, actor.role, given, field="checked_on", capacity=capacity)
    _check_since_answer(work, case, looked.checked_on)
    case.recheck_on = looked.recheck_on
    apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=sealed)
    say_to_all(work, said, present)
    work.db.flush()
    return case


def _check_since_answer(work: Work, case: Case, checked_on: date) -> None:
    faults = list(since_answer(checked_on, answered_on(work.db, case) or checked_on))
    if faults:
        raise InvalidFields(faults)


def _keys(db: Session, actor: Actor, case: Case) -> CaseKeys:
    """From above by the keys that reach there: the office may be closed, or nobody left who could do it."""
    if capacity_of(actor, case) is Capacity.ABOVE:
        return reachable_keys(db, actor, case.id)
    return case_keys(db, actor, case.id, reports_of(db, case.id))


def _detail(looked: Looked) -> dict[str, object]:
    """For the history; what reporters are told stands there as the sentence that it is."""
    seen = {"put_right": looked.put_right, "checked_on": looked.checked_on.isoformat(), "text": looked.text}
    again = looked.recheck_on and looked.recheck_on.isoformat()
    return {"recheck": seen, "public_reply": looked.message, "recheck_on": again}

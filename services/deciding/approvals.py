"""An answer against the reporter is proposed by one person and approved by another, who gives it in the same moment.

The proposal is sealed with the case's key, in the history; the answer with each report's key once it is approved.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import NoReturn

from sqlalchemy.orm import Session

from models import Case, CaseEvent, new_id
from policy.access import Capacity, Permission
from policy.lifecycle import Given
from policy.rechecks import is_recheck_due
from policy.vocabulary import Event, Role
from security.envelope import seal_json
from services.cases.access import capacity_of, find_case
from services.cases.joined_meanwhile import check_none_joined, reports_of, with_every_report
from services.cases.moves import Decision, checked_codes, detail_of, given_of, seal_detail, seal_reply, tell
from services.cases.open_matters import open_proposal
from services.cases.record import apply_move, changed_since, check_seen, checked_move, lock_case
from services.deciding.counted import count_answer
from services.deciding.proposed import (
    is_checked,
    is_for_colleagues,
    overtaken_proposal,
    proposed_decision,
    somebody_could_decide,
)
from services.handing.oversight import overseen_keys
from services.keyring import Actor, CaseKeys, case_keys
from services.refusals import InvalidFields, Stale
from services.work import Work

FIELD = "approved"


@dataclass(frozen=True)
class Verdict:
    """Whether a second person agrees; who does not, says why."""

    approved: bool
    reason: str | None = None

    @property
    def event(self) -> Event:
        """What it is in the history."""
        return Event.APPROVE if self.approved else Event.DISAPPROVE


@dataclass(frozen=True)
class _Proposed:
    """A proposal, opened, with what is needed to decide about it."""

    event: CaseEvent
    decision: Decision
    given: Given
    keys: CaseKeys


def propose(work: Work, actor: Actor, case_id: str, seen_version: int, decision: Decision) -> Case:
    """Ask a second person to agree to an answer; no clock stops, and no reporter is told.

    InvalidFields for what could not be answered so, while another proposal is open, and where nobody could decide.
    """
    decision = checked_codes(work, decision)
    with work.reading() as db:
        case = find_case(db, actor, case_id, Permission.MOVE_CASES)
        key = case_keys(db, actor, case_id, []).case_key
        if not somebody_could_decide(db, case, actor.id):
            raise InvalidFields.one("event", "approval.nobody_could")
        given = _given(work, db, case, decision)
    event_id = new_id()
    detail = {**detail_of(decision), "proposed": decision.event}
    sealed = seal_json(key, detail, table="case_event", column="sealed_detail", row_id=event_id)
    case = lock_case(work.db, case_id, seen_version, actor=actor)
    before = open_proposal(work.db, case_id)
    if before is not None and before.staff_id != actor.id:
        raise InvalidFields.one("event", "approval.open_already")
    checked_move(case, decision.event, actor.role, given, capacity=capacity_of(actor, case))
    move = checked_move(case, Event.PROPOSE, actor.role, Given(), capacity=capacity_of(actor, case))
    apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=sealed)
    work.db.flush()
    return case


def decide(work: Work, actor: Actor, case_id: str, seen_version: int, verdict: Verdict) -> Case:
    """Agree, by which the reporters get the answer, or send the proposal back, with a reason.

    Stale, with what changed, when the case went on since it was proposed; InvalidFields where the day to look again
    came meanwhile. From above only where nobody of the office
    could decide, and only once the case was opened there (K7).
    """
    return with_every_report(work, partial(_decide, work, actor, case_id, seen_version, verdict))


def _decide(work: Work, actor: Actor, case_id: str, seen_version: int, verdict: Verdict) -> Case:
    with work.reading() as db:
        case = find_case(db, actor, case_id, Permission.APPROVE_CASES)
        check_seen(db, case, seen_version)
        capacity, office_id = capacity_of(actor, case), case.office_id
        proposed = _proposed(work, db, actor, case, verdict)
    event_id, decision = new_id(), proposed.decision
    detail = seal_detail(proposed.keys.case_key, event_id, Decision(verdict.event, reason=verdict.reason))
    replies = {one: seal_reply(key, one, decision) for one, key in proposed.keys.report_keys.items()}
    case = lock_case(work.db, case_id, seen_version, actor=None if capacity is Capacity.ABOVE else actor)
    if case.office_id != office_id:
        raise Stale(case.version, [])
    check_none_joined(work.db, case, replies)
    given = _verdict_given(proposed.event, actor, verdict)
    move = checked_move(case, verdict.event, actor.role, given, field=FIELD, capacity=capacity)
    apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=detail)
    if verdict.approved:
        _answer(work, case, proposed, replies)
    work.db.flush()
    return case


def _answer(work: Work, case: Case, proposed: _Proposed, replies: dict[str, bytes]) -> None:
    """The answer itself is the proposer's, as an officer."""
    event_id, decision = new_id(), proposed.decision
    move = checked_move(case, decision.event, Role.OFFICER, proposed.given, field=FIELD)
    detail = seal_detail(proposed.keys.case_key, event_id, decision)
    apply_move(work, case, move, staff_id=proposed.event.staff_id, event_id=event_id, sealed_detail=detail)
    tell(work.db, replies)
    case.recheck_on = decision.recheck_on or case.recheck_on
    count_answer(work, case.office_id, decision.outcome)


def _proposed(work: Work, db: Session, actor: Actor, case: Case, verdict: Verdict) -> _Proposed:
    event = open_proposal(db, case.id)
    if event is None:
        _refuse_without_proposal(db, actor, case, verdict)
    given = _verdict_given(event, actor, verdict)
    checked_move(case, verdict.event, actor.role, given, field=FIELD)
    if is_for_colleagues(db, actor, case, event.staff_id):
        raise InvalidFields.one(FIELD, "approval.colleague_first")
    keys = _keys(work, db, actor, case)
    decision = proposed_decision(event, keys.case_key)
    if verdict.approved:
        _check_ahead(work, decision)
    return _Proposed(event, decision, _given(work, db, case, decision), keys)


def _check_ahead(work: Work, decision: Decision) -> None:
    """A day to look again that came while the answer waited is told to nobody: who would approve sends it back."""
    if decision.recheck_on is not None and is_recheck_due(decision.recheck_on, work.today):
        raise InvalidFields.one(FIELD, "approval.recheck_over")


def _refuse_without_proposal(db: Session, actor: Actor, case: Case, verdict: Verdict) -> NoReturn:
    """Somebody else was sooner, or nothing was proposed at all: the table has the words for that."""
    overtaken = overtaken_proposal(db, case.id)
    if overtaken is None:
        checked_move(case, verdict.event, actor.role, Given(reason=True, nothing_proposed=True), field=FIELD)
    raise Stale(case.version, [] if overtaken is None else changed_since(db, case, overtaken.version))


def _keys(work: Work, db: Session, actor: Actor, case: Case) -> CaseKeys:
    """The keys that the answer is sealed with; from above those of a case that was opened today, with all in it."""
    reports = reports_of(db, case.id)
    if capacity_of(actor, case) is not Capacity.ABOVE:
        return case_keys(db, actor, case.id, reports)
    keys = overseen_keys(db, actor, case.id, work.today)
    if keys is None or not keys.report_keys.keys() >= set(reports):
        raise InvalidFields.one(FIELD, "approval.open_first")
    return keys


def _given(work: Work, db: Session, case: Case, decision: Decision) -> Given:
    """What comes with an answer once somebody has approved it."""
    wants_check = work.policy.decisions.needs_check(decision.event, decision.outcome, decision.ground)
    needs_check = wants_check and not is_checked(db, case.id)
    return replace(given_of(db, case, decision), needs_approval=False, needs_check=needs_check)


def _verdict_given(event: CaseEvent, actor: Actor, verdict: Verdict) -> Given:
    return Given(reason=verdict.approved or verdict.reason is not None, own_proposal=event.staff_id == actor.id)

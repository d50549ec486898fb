"""Move a case, and tell its reporters what came of it. What a second person approves is `services.deciding`.

`public_reply` goes from the body into `Decision`, from there, sealed with each report's key, into
`report.sealed_reply`, and, sealed with the case's key, into the case's history.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Report, new_id
from policy.access import permission_for
from policy.decisions import needs_approval
from policy.lifecycle import Given, Guard
from policy.rechecks import day_faults, with_answer
from policy.vocabulary import Event, Outcome
from security.envelope import seal_json
from services.cases.access import capacity_of, find_case
from services.cases.joined_meanwhile import check_none_joined, prepared_and_done, reports_of
from services.cases.record import apply_move, checked_move, lock_case
from services.cases.safety import flag, prepare_alert
from services.cases.tasks import has_open_tasks
from services.keyring import Actor, case_keys
from services.refusals import InvalidFields
from services.work import Work


@dataclass(frozen=True)
class Decision:
    """What an officer says with a move."""

    event: Event
    outcome: Outcome | None = None
    public_reply: str | None = None
    reason: str | None = None
    actions_taken: Sequence[str] = ()
    ground: str | None = None
    recheck_on: date | None = None


def move_case(work: Work, actor: Actor, case_id: str, seen_version: int, decision: Decision) -> Case:
    """Make the move on the version of the case that the officer saw; Stale when there is a newer one."""
    return prepared_and_done(work, partial(prepare_move, work, actor, case_id, seen_version, decision))


def prepare_move(work: Work, actor: Actor, case_id: str, seen_version: int, decision: Decision) -> Callable[[], Case]:
    """Read and seal for a move, which what is returned makes; JoinedMeanwhile where a report came in between."""
    if decision.event is Event.RESOLVE or decision.recheck_on is not None:
        decision = checked_codes(work, decision)
    with work.reading() as db:
        case = find_case(db, actor, case_id, permission_for(decision.event))
        keys = case_keys(db, actor, case_id, reports_of(db, case_id))
        given = given_of(db, case, decision)
        alert = prepare_alert(db, case, keys) if decision.event is Event.FLAG_SAFETY else None
    event_id = new_id()
    detail = seal_detail(keys.case_key, event_id, decision)
    replies = {report_id: seal_reply(key, report_id, decision) for report_id, key in keys.report_keys.items()}

    def make() -> Case:
        case = lock_case(work.db, case_id, seen_version, actor=actor)
        present = check_none_joined(work.db, case, replies)
        move = checked_move(case, decision.event, actor.role, given, capacity=capacity_of(actor, case))
        if decision.event is Event.FLAG_SAFETY:
            flag(work, case, alert, present)
        apply_move(work, case, move, staff_id=actor.id, event_id=event_id, sealed_detail=detail)
        if Guard.PUBLIC_REPLY in move.guards:
            tell(work.db, replies)
        case.recheck_on = decision.recheck_on or case.recheck_on
        work.db.flush()
        return case

    return make


def checked_codes(work: Work, decision: Decision) -> Decision:
    """The answer with its actions in their order; InvalidFields for what does not go with it, or with each other."""
    decisions, event, again = work.policy.decisions, decision.event, decision.recheck_on
    faults = [
        *decisions.faults(event, decision.outcome, decision.actions_taken, decision.ground),
        *with_answer(event, again, is_needed=decisions.needs_recheck(decision.actions_taken)),
        *day_faults(work.policy.limits, work.policy.calendar, again, work.today),
    ]
    if faults:
        raise InvalidFields(faults)
    return replace(decision, actions_taken=decisions.in_order(decision.actions_taken))


def given_of(db: Session, case: Case, decision: Decision, *, of_an_appeal: bool = False) -> Given:
    """What comes with a decision, and what the case already has."""
    handed_over = db.scalar(
        sa.select(CaseEvent.id).where(CaseEvent.case_id == case.id, CaseEvent.event == Event.HAND_OVER).limit(1)
    )
    return Given(
        outcome=decision.outcome,
        actions_taken=bool(decision.actions_taken),
        public_reply=decision.public_reply is not None,
        reason=decision.reason is not None,
        safety=case.safety,
        handed_over=handed_over is not None,
        of_an_appeal=of_an_appeal,
        reseal_pending=case.reseal_pending,
        tasks_open=has_open_tasks(db, case.id),
        needs_approval=needs_approval(decision.event, decision.outcome),
    )


def detail_of(decision: Decision) -> dict[str, Any]:
    """What was said with a move, by name."""
    said = {name: value for name, value in vars(decision).items() if name != "event"}
    return {**said, "recheck_on": decision.recheck_on and decision.recheck_on.isoformat()}


def seal_detail(case_key: bytes, event_id: str, decision: Decision) -> bytes:
    """What was said with a move, for the case's history."""
    return seal_json(case_key, detail_of(decision), table="case_event", column="sealed_detail", row_id=event_id)


def seal_reply(report_key: bytes, report_id: str, decision: Decision) -> bytes:
    """Outcome, what was done and the public sentence for one reporter."""
    return seal_json(report_key, reply_of(decision), table="report", column="sealed_reply", row_id=report_id)


def reply_of(decision: Decision) -> dict[str, Any]:
    """What a reporter reads of a decision."""
    return {name: getattr(decision, name) for name in ("outcome", "actions_taken", "public_reply")}


def tell(db: Session, replies: dict[str, bytes]) -> None:
    """Store what each reporter reads."""
    for report_id, sealed in replies.items():
        db.execute(sa.update(Report).where(Report.id == report_id).values(sealed_reply=sealed))

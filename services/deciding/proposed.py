"""The answer that waits for a second person: the proposal is the last thing of weight in the history of its case.

It has no row of its own. Whatever happens to the case takes it back, but for what `policy.decisions` lets it outlast.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Office
from policy.access import Capacity
from policy.decisions import BEGINS_AGAIN
from policy.vocabulary import Event, Outcome
from security.envelope import open_json
from services.cases.access import capacity_of
from services.cases.moves import Decision
from services.cases.open_matters import open_proposal
from services.cases.said import as_now
from services.keyring import OVERSIGHT, Actor
from services.people.members import offices_above, somebody_could_see, who_could_see

DECIDED = (Event.APPROVE, Event.DISAPPROVE)


def overtaken_proposal(db: Session, case_id: str) -> CaseEvent | None:
    """The last proposal that nobody decided about before the case went on."""
    mine = sa.select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.event.in_([Event.PROPOSE, *DECIDED]))
    last = db.scalar(mine.order_by(CaseEvent.version.desc()).limit(1))
    return last if last is not None and last.event == Event.PROPOSE else None


def proposed_decision(event: CaseEvent, case_key: bytes) -> Decision:
    """What is proposed, opened."""
    detail: dict[str, Any] = open_json(
        case_key, event.sealed_detail or b"", table="case_event", column="sealed_detail", row_id=event.id
    )
    outcome = Outcome(detail["outcome"]) if detail["outcome"] else None
    words = {name: detail[name] for name in ("public_reply", "reason", "ground")}
    again = date.fromisoformat(detail["recheck_on"]) if detail.get("recheck_on") else None
    actions = as_now(detail)["actions_taken"]
    return Decision(Event(detail["proposed"]), outcome, **words, actions_taken=actions, recheck_on=again)


def is_checked(db: Session, case_id: str) -> bool:
    """Whether a check was recorded since the case last began."""
    mine = CaseEvent.case_id == case_id
    begun = sa.select(sa.func.max(CaseEvent.version)).where(mine, CaseEvent.event.in_(BEGINS_AGAIN)).scalar_subquery()
    checks = sa.select(CaseEvent.version).where(mine, CaseEvent.event == Event.CHECK)
    return db.scalar(checks.where(CaseEvent.version > sa.func.coalesce(begun, 0)).limit(1)) is not None


def somebody_could_decide(db: Session, case: Case, besides: str) -> bool:
    """Whether anybody but who proposes could open the case and agree: a colleague, or a supervisor above."""
    if somebody_could_see(db, case.office_id, case.id, besides=besides):
        return True
    above = offices_above(db, db.get_one(Office, case.office_id))
    return any(db.scalar(who_could_see(office.id, case.id, OVERSIGHT).limit(1)) is not None for office in above)


def is_for_colleagues(db: Session, actor: Actor, case: Case, proposer_id: str | None) -> bool:
    """Whether somebody above is not needed: somebody of the office that has the case could decide."""
    from_above = capacity_of(actor, case) is not Capacity.LEAD
    return from_above and somebody_could_see(db, case.office_id, case.id, besides=proposer_id)


def can_decide(db: Session, actor: Actor, case: Case) -> bool:
    """Whether somebody who sees a case is to decide about what is proposed in it."""
    event = open_proposal(db, case.id)
    if event is None or event.staff_id == actor.id:
        return False
    return not is_for_colleagues(db, actor, case, event.staff_id)

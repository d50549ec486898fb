"""What of the table of moves a case gives no reason for, among what offices do with their time."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from models import Case
from policy.access import Capacity
from policy.vocabulary import Event
from services.cases.access import capacity_of
from services.cases.open_matters import is_urged
from services.keyring import Actor
from services.watching.extension import can_extend
from services.work import Work


def not_offered(work: Work, db: Session, actor: Actor, case: Case, events: Collection[Event]) -> set[Event]:
    """Those of these events that nobody is offered now."""
    is_ours = capacity_of(actor, case) is Capacity.LEAD
    out = {Event.URGE, Event.SUPERVISE} if is_ours else {Event.EXTEND, Event.REPORT_BACK}
    if is_ours and Event.EXTEND in events and not can_extend(work, db, case):
        out.add(Event.EXTEND)
    if is_ours and Event.REPORT_BACK in events and not is_urged(db, case.id):
        out.add(Event.REPORT_BACK)
    return out

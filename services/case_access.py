"""Which cases a member of staff may see and touch. Everything else does not exist: the same NotFound."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Recusal
from policy.access import Capacity, Permission, may
from services.keyring import Actor
from services.refusals import NotFound, NotPermitted


def visible(actor: Actor) -> sa.ColumnElement[bool]:
    """The cases of the actor's office, and those it was alerted to; none without an office or its key.

    Not one that the actor is recused from, as from an appeal against what they answered: somebody else looks at that.
    """
    if actor.office_id is None or actor.is_pending:
        return sa.false()
    of_the_office = sa.or_(Case.office_id == actor.office_id, Case.alerted_office_id == actor.office_id)
    recused = sa.exists().where(Recusal.case_id == Case.id, Recusal.staff_id == actor.id)
    return sa.and_(of_the_office, ~recused)


def is_recused(db: Session, case_id: str, staff_id: str) -> bool:
    """Whether this member of staff has nothing to do with the case."""
    return db.get(Recusal, (case_id, staff_id)) is not None


def capacity_of(actor: Actor, case: Case) -> Capacity:
    """How the actor's office stands to a visible case."""
    return Capacity.LEAD if case.office_id == actor.office_id else Capacity.ALERTED


def find_case(db: Session, actor: Actor, case_id: str, permission: Permission) -> Case:
    """A visible case; NotFound for any other, NotPermitted when role or capacity lack the permission."""
    case = db.scalar(sa.select(Case).where(Case.id == case_id, visible(actor)))
    if case is None:
        raise NotFound
    if not may(actor.role, permission, capacity_of(actor, case)):
        raise NotPermitted
    return case

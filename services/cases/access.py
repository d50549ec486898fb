"""Which cases a member of staff may see and touch. Everything else does not exist: the same NotFound."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Avoidance, Case, Office, Recusal, Report, Transfer, UnreleasedCase, new_id
from policy.access import Capacity, Permission, may
from services.keyring import Actor
from services.people.below import is_above, sees_below
from services.refusals import NotFound, NotPermitted


def visible(actor: Actor) -> sa.ColumnElement[bool]:
    """The cases of the actor's office, and those it was alerted to; none without an office or its key.

    Not one that the actor is recused from, as from an appeal against what they answered: somebody else looks at that.
    """
    if actor.office_id is None or actor.is_pending:
        return sa.false()
    of_the_office = sa.or_(Case.office_id == actor.office_id, Case.alerted_office_id == actor.office_id)
    return sa.and_(of_the_office, Case.id.not_in(out_of_sight(actor)))


def out_of_sight(actor: Actor) -> sa.CompoundSelect[str]:
    """The ids of the cases that this member of staff is recused from, and of those that nobody is shown yet.

    Also of those that went past the office, should it come to stand above them: unless it was given them by consent,
    or is the root, which keeps them because nobody is above it.
    """
    recused = sa.select(Recusal.case_id).where(Recusal.staff_id == actor.id)
    given = sa.exists().where(Transfer.case_id == Avoidance.case_id, Transfer.to_office_id == actor.office_id)
    at_root = (Case.id == Avoidance.case_id, Case.office_id == Office.id, Office.superior_id.is_(None))
    kept = sa.exists().where(*at_root, Office.id == actor.office_id)
    past = sa.select(Avoidance.case_id).where(Avoidance.office_id == actor.office_id, ~given, ~kept)
    return sa.union_all(recused, sa.select(UnreleasedCase.case_id), past)


def is_recused(db: Session, case_id: str, staff_id: str) -> bool:
    """Whether this member of staff has nothing to do with the case."""
    return db.get(Recusal, (case_id, staff_id)) is not None


def copy_recusals(db: Session, case_id: str, to_case_id: str) -> None:
    """Keep whoever is recused from one case out of another one, in which its reports go on."""
    there = sa.select(Recusal.staff_id).where(Recusal.case_id == to_case_id)
    here = sa.select(Recusal.staff_id).where(Recusal.case_id == case_id, Recusal.staff_id.not_in(there))
    db.add_all(Recusal(case_id=to_case_id, staff_id=staff_id) for staff_id in db.scalars(here).all())
    db.flush()


def capacity_of(actor: Actor, case: Case) -> Capacity:
    """How the actor's office stands to a case that the actor may see."""
    if case.office_id == actor.office_id:
        return Capacity.LEAD
    return Capacity.ALERTED if case.alerted_office_id == actor.office_id else Capacity.ABOVE


def find_case(db: Session, actor: Actor, case_id: str, permission: Permission) -> Case:
    """A case that the actor may see; NotFound for any other, NotPermitted when role or capacity lack the permission."""
    case = db.scalar(sa.select(Case).where(Case.id == case_id, visible(actor)))
    if case is None and sees_below(actor):
        case = _below(db, actor, case_id)
    if case is None:
        raise NotFound
    if not may(actor.role, permission, capacity_of(actor, case)):
        raise NotPermitted
    return case


def find_reported(db: Session, actor: Actor, reference: str, permission: Permission) -> Case:
    """The case that a report is in now, where the actor may see it; NotFound for any other, and for no report's."""
    case_id = db.scalar(sa.select(Report.case_id).where(Report.reference == reference))
    return find_case(db, actor, case_id or new_id(), permission)  # for none, the same questions for nothing


def _below(db: Session, actor: Actor, case_id: str) -> Case | None:
    """A case of an office below the actor's."""
    case = db.scalar(sa.select(Case).where(Case.id == case_id, Case.id.not_in(out_of_sight(actor))))
    is_theirs = is_above(db, actor, case.office_id if case else case_id)  # for none, the same question for nothing
    return case if is_theirs else None

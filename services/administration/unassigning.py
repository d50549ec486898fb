"""What somebody worked on who leaves: at once it is nobody's, and the history says so."""

from __future__ import annotations

import sqlalchemy as sa

from models import Case
from policy.lifecycle import UNANSWERED, move_of_nobody
from policy.vocabulary import Event, Status
from services.cases.record import apply_move, lock_case
from services.work import Work


def unassign_all(work: Work, staff_id: str) -> None:
    """End every assignment of an account to a case that is open; answered cases keep who answered them."""
    for case_id in work.db.scalars(assigned_to(staff_id)).all():
        case = lock_case(work.db, case_id)
        move = move_of_nobody(Status(case.status), Event.UNASSIGN)
        if case.assignee_id == staff_id and move is not None:
            case.assignee_id = None
            apply_move(work, case, move)


def assigned_to(staff_id: str) -> sa.Select[str]:
    """The ids of the open cases that an account works on, in the order in which cases are locked."""
    is_open = Case.status.in_([status.value for status in UNANSWERED])
    return sa.select(Case.id).where(Case.assignee_id == staff_id, is_open).order_by(Case.id)

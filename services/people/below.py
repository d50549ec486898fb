"""The offices below an office, and what their cases look like from above: how many are open, how many overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Case, Office, UnreleasedCase
from policy.access import Permission, may
from policy.lifecycle import UNANSWERED
from services.keyring import Actor
from services.paging import Asked, Order, Part, part_of
from services.work import Work

CHILD = aliased(Office)


@dataclass(frozen=True)
class OfficeBelow:
    """An office with the number of its unanswered cases, and of those among them that a clock has run out for."""

    office: Office
    open: int
    overdue: int


def sees_below(actor: Actor) -> bool:
    """Whether somebody may look at the offices below their own."""
    is_at_work = actor.office_id is not None and not actor.is_pending
    return is_at_work and may(actor.role, Permission.READ_OFFICES_BELOW)


BY_PLACE = (Office.division_code, Office.department)
"""The order of lists of offices."""


def own_and_below(office_id: str) -> sa.CTE:
    """The ids of an office and of all below it, however deep."""
    seats = sa.select(Office.id).where(Office.id == office_id).cte("seat", recursive=True)
    return seats.union(sa.select(CHILD.id).join(seats, CHILD.superior_id == seats.c.id))


def is_above(db: Session, actor: Actor, office_id: str) -> bool:
    """Whether the actor's office is somewhere above an office; not for an unknown one, nor for itself."""
    chain = sa.select(Office.superior_id).where(Office.id == office_id).cte("above", recursive=True)
    superior = aliased(Office)
    chain = chain.union(sa.select(superior.superior_id).join(chain, superior.id == chain.c.superior_id))
    return db.scalar(sa.select(chain.c.superior_id).where(chain.c.superior_id == actor.office_id)) is not None


def offices_below(work: Work, actor: Actor, asked: Asked) -> Part[OfficeBelow]:
    """The offices below the actor's with their numbers, by division and department; none for who does not look below.

    A case that goes past an office is counted where it lies, above it, and never below.
    """
    if actor.office_id is None or not sees_below(actor):
        return Part((), None)
    seats = own_and_below(actor.office_id)
    query = sa.select(Office).join(seats, seats.c.id == Office.id).where(Office.id != actor.office_id)
    order = Order[Office](BY_PLACE, lambda office: (office.division_code, office.department))
    part = part_of(work, query, asked, order, bound=f"below {actor.office_id}\n".encode(), item=lambda office: office)
    numbers = _numbers(work, [office.id for office in part.items])
    return Part(tuple(OfficeBelow(office, *numbers.get(office.id, (0, 0))) for office in part.items), part.next_cursor)


def _numbers(work: Work, office_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """How many cases are open, and how many overdue, of these offices alone."""
    rows = work.db.execute(counted_open(work, office_ids, Case.id.in_(sa.select(UnreleasedCase.case_id))))
    return {office_id: (opened, overdue or 0) for office_id, opened, overdue in rows}


def counted_open(
    work: Work, office_ids: Sequence[str], *less: sa.ColumnElement[bool]
) -> sa.Select[str, int, int | None]:
    """Of each office the number of its open cases, and of those overdue, `less` a few: each of these under one reason.

    All are counted along an index, without a look at any of them.
    """
    late = sa.func.sum(sa.case((Case.next_due_on < work.today, 1), else_=0))
    every = sa.select(Case.office_id.label("office_id"), sa.func.count().label("all"), late.label("late"))
    every = every.where(Case.office_id.in_(office_ids), unanswered(Case.status)).group_by(Case.office_id)
    signed = ((every, 1), *((every.where(few), -1) for few in less))
    each = sa.union_all(*(part.add_columns(sa.literal(sign).label("sign")) for part, sign in signed)).subquery()
    whole, overdue = (sa.cast(sa.func.sum(each.c.sign * number), sa.BigInteger) for number in (each.c.all, each.c.late))
    return sa.select(each.c.office_id, whole, overdue).group_by(each.c.office_id)


def unanswered(status: sa.ColumnElement[str] | sa.orm.InstrumentedAttribute[str]) -> sa.ColumnElement[bool]:
    """Whether a case is open, in the words of the partial indexes of `models.cases`: they serve no other."""
    words = sorted(each.value for each in UNANSWERED)
    return status.in_(sa.bindparam("open", words, expanding=True, literal_execute=True))

"""The cases that offices want to look at again, the nearest day first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models import Case
from policy.rechecks import is_recheck_due
from services.cases.access import out_of_sight
from services.desk.queue import CaseSummary, summaries
from services.keyring import Actor
from services.paging import Asked, Order, part_of
from services.people.below import own_and_below, sees_below
from services.work import Work

MOST_COUNTED = 99
DAY = sa.type_coerce(Case.recheck_on, sa.Date)
"""Of those that have one."""
BY_DAY = Order[tuple[date, str]]((Case.recheck_on, Case.id), lambda row: row)


@dataclass(frozen=True)
class RecheckLine:
    """A case, and the day on which it is looked at again; `is_due` on that day, and as long as nobody was there."""

    recheck_on: date
    is_due: bool
    summary: CaseSummary


@dataclass(frozen=True)
class Rechecks:
    """Part of them; `due` of all of them, counted to 99."""

    items: tuple[RecheckLine, ...]
    next_cursor: str | None
    due: int


def list_rechecks(work: Work, actor: Actor, asked: Asked, *, due: bool = False) -> Rechecks:
    """Those of the own office, and below for who looks there; InvalidFields for a cursor of another question."""
    bound = f"rechecks {actor.id} {due}\n".encode()
    wanted = _mine(actor)
    if due:
        wanted = wanted.where(Case.recheck_on <= work.today)
    part = part_of(work, wanted, asked, BY_DAY, bound=bound, item=lambda case_id, on: (on, case_id))
    cases = summaries(work, [case_id for _, case_id in part.items])
    days = [(on, is_recheck_due(on, work.today)) for on, _ in part.items]
    items = tuple(RecheckLine(*day, case) for day, case in zip(days, cases, strict=True))
    return Rechecks(items, part.next_cursor, _count_due(work, actor))


def _mine(actor: Actor) -> sa.Select[str, date]:
    """With no office, or before its key is there, nothing. From above along all days, else along the office's."""
    rows = sa.select(Case.id, DAY).where(Case.recheck_on.is_not(None))
    if actor.office_id is None or actor.is_pending:
        return rows.where(sa.false())
    here, index = Case.office_id == actor.office_id, "ix_case_recheck"
    if sees_below(actor):
        # asked for on the way: joined, PostgreSQL reads every promise and sorts them
        here = sa.or_(here, Case.office_id.in_(sa.select(own_and_below(actor.office_id).c.id)))
        index = "ix_case_recheck_day"
    return rows.with_hint(Case, f"INDEXED BY {index}", "sqlite").where(here, Case.id.not_in(out_of_sight(actor)))


def _count_due(work: Work, actor: Actor) -> int:
    some = _mine(actor).where(Case.recheck_on <= work.today).limit(MOST_COUNTED).subquery()
    return work.db.scalar(sa.select(sa.func.count()).select_from(some)) or 0

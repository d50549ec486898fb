"""A case that nobody takes on goes up: first a reminder, then, without anybody's key, to the office above (DESIGN §4).

It may only go up, to the nearest office where somebody holds the oversight key and so can seal it for that office
(`reseal`); its deadlines stay. Until then the wraps are those of the office below, which does not see the case
any more. Each move is checked again on the locked case, so that two schedulers, or one that was away, do no harm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Office, Recusal
from policy.lifecycle import UNANSWERED, move_of_nobody
from policy.supervision import Limit, is_over, surely_not_over
from policy.transfers import EscalationReason, Handing
from policy.vocabulary import Event, Severity, Status
from services.cases.record import apply_move, lock_case
from services.handing.transfers import record, say_where
from services.people.members import (
    first_to_alert,
    has_keyless_target,
    keyless_target,
    nobody_is_alerted,
    nobody_works,
    somebody_could_see,
    somebody_could_work,
    workers,
)
from services.work import Work

AT_ONCE = 50
IS_OPEN = Case.status.in_([status.value for status in UNANSWERED])
IS_WAITING = Case.status == Status.SUBMITTED.value


def remind_late_offices(work: Work) -> int:
    """Remind of each case that should have been taken on, once at each office; how many, at most 50 at once."""
    with work.reading() as db:
        rows = _all(db, waiting_cases(work), Case.status_since)
        late = sorted(islice((row.Case.id for row in rows if _is_late(work, row.Case)), AT_ONCE))
    return sum(_remind(work, case_id) for case_id in late)


def waiting_cases(work: Work) -> sa.Select[Case]:
    """Cases that may be late; along the index of statuses, where the few that wait so long lie together."""
    arrived = surely_not_over(work.policy.limits, Limit.ARRIVED, work.today)
    return sa.select(Case).where(
        IS_WAITING, Case.status_since < arrived, Case.reminded_on.is_(None), Case.accept_on < work.today
    )


def _is_late(work: Work, case: Case) -> bool:
    is_waiting = case.status == Status.SUBMITTED and case.reminded_on is None and case.accept_on < work.today
    return is_waiting and _is_over(work, Limit.ARRIVED, case.status_since)


def _remind(work: Work, case_id: str) -> bool:
    case = lock_case(work.db, case_id)
    move = move_of_nobody(Status(case.status), Event.REMIND)
    if move is None or not _is_late(work, case):
        return False
    case.reminded_on = work.today
    apply_move(work, case, move)
    work.db.flush()
    return True


def escalate_by_clock(work: Work) -> int:
    """Send up what nobody takes on, at most 50 at once; how many. What cannot go anywhere stays where it is."""
    with work.reading() as db:
        candidates = _candidates(work, db)
    return sum(_escalate(work, case_id) for case_id in candidates)


def _candidates(work: Work, db: Session) -> Sequence[str]:
    """Cases that may be due, with an office above that can take them, in the order in which cases are locked."""
    is_closed = sa.exists().where(Office.id == Case.office_id, Office.closed_on.is_not(None))
    unheard = sa.and_(Case.safety, nobody_is_alerted()).label("unheard")
    query = cases_to_go_up(work).add_columns(is_closed.label("closed"), nobody_works().label("deserted"), unheard)
    rows = _all(db, query.where(has_keyless_target()))
    found = (
        row.Case.id
        for row in rows
        if _why(work, row.Case, closed=row.closed, deserted=row.deserted, unheard=row.unheard)
    )
    return list(islice(found, AT_ONCE))


def cases_to_go_up(work: Work) -> sa.Select[Case]:
    """Cases that may have to go up: each reason is looked for by itself, and none along all that are open."""
    not_accepted = surely_not_over(work.policy.limits, Limit.NOT_ACCEPTED, work.today)
    nobody_there = surely_not_over(work.policy.limits, Limit.NOBODY_THERE, work.today)
    closed = sa.select(Office.id).where(Office.closed_on.is_not(None))
    deserted = sa.select(Office.id).where(~workers(Office.__table__.c.id).exists())
    long_there = (IS_OPEN, Case.status_since < nobody_there)
    urgent = (IS_OPEN, Case.severity == Severity.URGENT.value)
    recused = sa.select(Recusal.case_id)
    may_go_up = sa.union(
        sa.select(Case.id).where(Case.office_id.in_(closed), IS_OPEN),
        sa.select(Case.id).where(Case.office_id.in_(deserted), *long_there),
        sa.select(Case.id).where(Case.office_id.in_(deserted), *urgent, nobody_is_alerted()),
        sa.select(Case.id).where(Case.reminded_on < not_accepted, IS_WAITING),
        sa.select(Case.id).where(Case.id.in_(recused), *long_there, nobody_works()),
        sa.select(Case.id).where(Case.id.in_(recused), *urgent, nobody_works(), nobody_is_alerted()),
    )
    has_superior = sa.select(Office.id).where(Office.id == Case.office_id, Office.superior_id.is_not(None))
    return sa.select(Case).where(Case.id.in_(may_go_up), has_superior.exists())


def _all(db: Session, query: sa.Select[*tuple[Any, ...]], *order: Any) -> Iterator[sa.Row[*tuple[Any, ...]]]:
    """Rows of cases, page by page; without another order in that in which cases are locked."""
    key = (*order, Case.id)
    pages = query.order_by(*key).limit(AT_ONCE)
    page = db.execute(pages).all()
    while page:
        yield from page
        last = (sa.literal(getattr(page[-1].Case, column.key), column.type) for column in key)
        page = db.execute(pages.where(sa.tuple_(*key) > sa.tuple_(*last))).all()


def _why(work: Work, case: Case, *, closed: bool, deserted: bool, unheard: bool) -> EscalationReason | None:
    """Why a case has to go up now; None while it need not.

    `deserted`: nobody of its office could work on it; `unheard`: a child may be in danger, and nobody is alerted.
    """
    if Status(case.status) not in UNANSWERED:
        return None
    if closed:
        return EscalationReason.OFFICE_CLOSED
    if deserted and (unheard or _is_over(work, Limit.NOBODY_THERE, case.status_since)):
        return EscalationReason.NOBODY_THERE
    if case.status == Status.SUBMITTED and case.reminded_on and _is_over(work, Limit.NOT_ACCEPTED, case.reminded_on):
        return EscalationReason.NOT_ACCEPTED
    return None


def _why_now(work: Work, case: Case) -> EscalationReason | None:
    """The same of a locked case."""
    closed = work.db.get_one(Office, case.office_id).closed_on is not None
    deserted = not somebody_could_work(work.db, case.office_id, case.id)
    is_seen = case.alerted_office_id is not None and somebody_could_see(work.db, case.alerted_office_id, case.id)
    return _why(work, case, closed=closed, deserted=deserted, unheard=case.safety and not is_seen)


def _is_over(work: Work, limit: Limit, since: date) -> bool:
    return is_over(work.policy.limits, work.policy.calendar, limit, since, work.today)


def _escalate(work: Work, case_id: str) -> bool:
    case = lock_case(work.db, case_id)
    why, target = _why_now(work, case), keyless_target(work.db, case)
    move = move_of_nobody(Status(case.status), Event.ESCALATE)
    if why is None or target is None or move is None:
        return False
    alerted = first_to_alert(work.db, target, case.id) if case.safety else None
    record(work, case, Handing(case.office_id, target.id), why)
    case.office_id, case.assignee_id, case.reseal_pending = target.id, None, True
    case.alerted_office_id = alerted.id if alerted else None
    apply_move(work, case, move)
    say_where(work, case, target, "routing.escalated")
    work.db.flush()
    return True

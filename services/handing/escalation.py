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

from models import Case, Office
from policy.lifecycle import UNANSWERED, move_of_nobody
from policy.supervision import Limit, is_over, surely_not_over
from policy.transfers import EscalationReason, Handing
from policy.vocabulary import Event, Status
from services.cases.record import apply_move, lock_case
from services.handing.transfers import record, say_where
from services.people.members import has_keyless_target, keyless_target, nearest_above, nobody_sees, somebody_could_see
from services.work import Work

AT_ONCE = 50
IS_OPEN = Case.status.in_([status.value for status in UNANSWERED])
IS_WAITING = Case.status == Status.SUBMITTED.value


def remind_late_offices(work: Work) -> int:
    """Remind of each case that should have been taken on, once at each office; how many, at most 50 at once."""
    arrived = surely_not_over(work.policy.limits, Limit.ARRIVED, work.today)
    may_be_late = (IS_WAITING, Case.reminded_on.is_(None), Case.accept_on < work.today, Case.status_since < arrived)
    with work.reading() as db:
        rows = _all(db, sa.select(Case).where(*may_be_late))
        late = list(islice((row.Case.id for row in rows if _is_late(work, row.Case)), AT_ONCE))
    return sum(_remind(work, case_id) for case_id in late)


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
    not_accepted = surely_not_over(work.policy.limits, Limit.NOT_ACCEPTED, work.today)
    nobody_there = surely_not_over(work.policy.limits, Limit.NOBODY_THERE, work.today)
    due = sa.or_(
        Office.closed_on.is_not(None),
        sa.and_(IS_WAITING, Case.reminded_on < not_accepted),
        sa.and_(Case.status_since < nobody_there, nobody_sees()),
    )
    rows = _all(
        db,
        sa.select(Case, Office.closed_on.is_not(None).label("closed"), nobody_sees().label("unseen"))
        .join(Office, Office.id == Case.office_id)
        .where(IS_OPEN, due, has_keyless_target()),
    )
    found = (row.Case.id for row in rows if _why(work, row.Case, closed=row.closed, unseen=row.unseen))
    return list(islice(found, AT_ONCE))


def _all(db: Session, query: sa.Select[*tuple[Any, ...]]) -> Iterator[sa.Row[*tuple[Any, ...]]]:
    """Rows of cases, page by page, in the order in which cases are locked."""
    page = db.execute(query.order_by(Case.id).limit(AT_ONCE)).all()
    while page:
        yield from page
        page = db.execute(query.where(Case.id > page[-1].Case.id).order_by(Case.id).limit(AT_ONCE)).all()


def _why(work: Work, case: Case, *, closed: bool, unseen: bool) -> EscalationReason | None:
    """Why a case has to go up now; None while it need not. `unseen`: by nobody of its office."""
    if Status(case.status) not in UNANSWERED:
        return None
    if closed:
        return EscalationReason.OFFICE_CLOSED
    if unseen and _is_over(work, Limit.NOBODY_THERE, case.status_since):
        return EscalationReason.NOBODY_THERE
    if case.status == Status.SUBMITTED and case.reminded_on and _is_over(work, Limit.NOT_ACCEPTED, case.reminded_on):
        return EscalationReason.NOT_ACCEPTED
    return None


def _why_now(work: Work, case: Case) -> EscalationReason | None:
    """The same of a locked case."""
    closed = work.db.get_one(Office, case.office_id).closed_on is not None
    return _why(work, case, closed=closed, unseen=not somebody_could_see(work.db, case.office_id, case.id))


def _is_over(work: Work, limit: Limit, since: date) -> bool:
    return is_over(work.policy.limits, work.policy.calendar, limit, since, work.today)


def _escalate(work: Work, case_id: str) -> bool:
    case = lock_case(work.db, case_id)
    why, target = _why_now(work, case), keyless_target(work.db, case)
    move = move_of_nobody(Status(case.status), Event.ESCALATE)
    if why is None or target is None or move is None:
        return False
    alerted = nearest_above(work.db, target) if case.safety else None
    record(work, case, Handing(case.office_id, target.id), why)
    case.office_id, case.assignee_id, case.reseal_pending = target.id, None, True
    case.alerted_office_id = alerted.id if alerted else None
    apply_move(work, case, move)
    say_where(work, case, target, "routing.escalated")
    work.db.flush()
    return True

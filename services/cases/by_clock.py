"""Moves that the clock makes: a question without an answer, and the end of the time to object."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain, islice

import sqlalchemy as sa

from models import Case
from policy.lifecycle import TIMED_MOVES, move_by_time
from policy.vocabulary import Status
from services.cases.record import apply_move, lock_case
from services.work import Work

AT_ONCE = 200


def move_by_clock(work: Work) -> int:
    """Make the moves that are due, at most 200 at once; how many. Safe to repeat and to run beside another."""
    moved = 0
    for case_id in _candidates(work):
        case = lock_case(work.db, case_id)
        move = move_by_time(Status(case.status), case.status_since, work.today)
        if move is not None:
            apply_move(work, case, move)
            moved += 1
    work.db.flush()
    return moved


def _candidates(work: Work) -> list[str]:
    """Cases whose time is up, in the order in which cases are locked; each status is a walk along its own index."""
    walks = [
        candidates_of(status.value, work.today - timedelta(days=row.days))
        for row in TIMED_MOVES
        for status in row.move.source
    ]
    with work.reading() as db:
        return sorted(islice(chain.from_iterable(map(db.scalars, walks)), AT_ONCE))


def candidates_of(status: str, last: date) -> sa.Select[str]:
    """The cases that came into a status on that day or before, the longest there first, at most 200."""
    there = sa.select(Case.id).where(Case.status == status, Case.status_since <= last)
    return there.order_by(Case.status_since).limit(AT_ONCE)

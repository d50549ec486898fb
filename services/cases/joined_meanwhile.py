"""What is sealed or wrapped for each report of a case must leave none out that joins while it is being prepared."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Report
from services.refusals import Stale
from services.work import Work

T = TypeVar("T")
TRIES = 5


class JoinedMeanwhile(Stale):
    """A report came into the case that was not there when its keys were read."""


def with_every_report(work: Work, act: Callable[[], T]) -> T:
    """Do something for all reports of a case, from the start again when one joined; Stale after the fifth time.

    `act` begins with what it reads, and does nothing else in the transaction.
    """
    for _ in range(TRIES - 1):
        try:
            return act()
        except JoinedMeanwhile:
            work.db.rollback()
    return act()


def prepared_and_done(work: Work, prepare: Callable[[], Callable[[], T]]) -> T:
    """The same for what is done in two steps: `prepare` reads, and what it returns writes."""

    def act() -> T:
        do = prepare()
        return do()

    return with_every_report(work, act)


def reports_of(db: Session, case_id: str) -> list[str]:
    """The reports that are in a case now."""
    return list(db.scalars(sa.select(Report.id).where(Report.case_id == case_id)))


def check_none_joined(db: Session, case: Case, prepared: Collection[str]) -> set[str]:
    """The reports of a locked case; JoinedMeanwhile when one is not among those that were prepared for."""
    present = set(reports_of(db, case.id))
    if not present <= set(prepared):
        raise JoinedMeanwhile(case.version, [])
    return present

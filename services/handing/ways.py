"""The ways that the reports of a case have come, from office to office: its own, and those of cases joined into it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Joining, Splitting, Transfer
from policy.transfers import Handing, had_by
from services.cases.joined import HOLDS

Way = tuple[Handing, ...]


def ways_of(db: Session, case: Case) -> list[Way]:
    """The way of the case itself, then those of the cases joined into it, each on to where the case is now.

    What was split off has come the ways of the case that it was in.
    """
    return list(_ways(db, case.id, case.version))


def offices_before(db: Session, case: Case) -> frozenset[str]:
    """The offices that have, or have had, the case or one that its reports were in."""
    return had_by(tuple(chain.from_iterable(ways_of(db, case))), case.office_id)


def _ways(db: Session, case_id: str, until: int) -> Iterator[Way]:
    """The ways of the reports that were in a case at a version of it."""
    handings = _handings(db, case_id, until)
    split = db.scalar(sa.select(Splitting).where(Splitting.new_case_id == case_id))
    for way in _ways(db, split.case_id, split.version) if split else [()]:
        yield way + tuple(handing for _, handing in handings)
    into = (Joining.into_case_id == case_id, Joining.into_version <= until, HOLDS)
    for joined in db.scalars(sa.select(Joining).where(*into).order_by(Joining.into_version)).all():
        later = tuple(handing for version, handing in handings if version > joined.into_version)
        yield from (way + later for way in _ways(db, joined.case_id, joined.version))


def _handings(db: Session, case_id: str, until: int) -> list[tuple[int, Handing]]:
    """From where to where a case went, oldest first, with the version that each transfer made."""
    mine = sa.select(Transfer).where(Transfer.case_id == case_id, Transfer.version <= until)
    return [
        (row.version, Handing(row.from_office_id, row.to_office_id, row.settles))
        for row in db.scalars(mine.order_by(Transfer.version)).all()
    ]

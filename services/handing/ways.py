"""The ways that the reports of a case have come, from office to office: its own, and those of cases joined into it."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Joining, Transfer
from policy.transfers import Handing, had_by

Way = tuple[Handing, ...]


def ways_of(db: Session, case: Case) -> list[Way]:
    """The way of the case itself, then those of the cases joined into it, each on to where the case is now."""
    joined = _joined_into(db, case.id)
    handings = _handings(db, {case.id, *(one.case_id for one in joined)})
    later = {one.case_id: (one.into_case_id, one.into_version) for one in joined}
    ways = []
    for case_id in (case.id, *later):
        way, at, since = [], case_id, 0
        while True:
            way += [handing for version, handing in handings.get(at, ()) if version > since]
            if at not in later:
                break
            at, since = later[at]
        ways.append(tuple(way))
    return ways


def offices_before(db: Session, case: Case) -> frozenset[str]:
    """The offices that have, or have had, the case or one that was joined into it."""
    return had_by(tuple(chain.from_iterable(ways_of(db, case))), case.office_id)


def _joined_into(db: Session, case_id: str) -> list[Joining]:
    """Every joining that led here, also those into cases that were joined in turn."""
    found: list[Joining] = []
    into: Collection[str] = [case_id]
    while into:
        step = db.scalars(sa.select(Joining).where(Joining.into_case_id.in_(into))).all()
        found += step
        into = [one.case_id for one in step]
    return found


def _handings(db: Session, case_ids: Collection[str]) -> dict[str, list[tuple[int, Handing]]]:
    """From where to where each case went, oldest first, with the version that each transfer made."""
    rows = db.scalars(sa.select(Transfer).where(Transfer.case_id.in_(case_ids)).order_by(Transfer.version))
    found: dict[str, list[tuple[int, Handing]]] = {}
    for row in rows:
        handing = Handing(row.from_office_id, row.to_office_id, row.settles)
        found.setdefault(row.case_id, []).append((row.version, handing))
    return found

"""The ways that the reports of a case have come, from office to office: its own, and those of cases joined into it."""

from __future__ import annotations

from itertools import chain

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, Transfer
from policy.transfers import Handing, had_by
from services.cases.past import Past, pasts_of

Way = tuple[Handing, ...]


def ways_of(db: Session, case: Case) -> list[Way]:
    """The way of the case itself, then those of the other cases that its reports come from, each on to where it is now.

    What was split off has come the ways of the case that it was in.
    """
    return [_way(db, past) for past in pasts_of(db, case)]


def offices_before(db: Session, case: Case) -> frozenset[str]:
    """The offices that have, or have had, the case or one that its reports were in."""
    return had_by(tuple(chain.from_iterable(ways_of(db, case))), case.office_id)


def _way(db: Session, past: Past) -> Way:
    """From where to where a case went, oldest first."""
    went = (sa.select(Transfer).where(each.covers(Transfer.case_id, Transfer.version)) for each in past)
    rows = (row for each in went for row in db.scalars(each.order_by(Transfer.version)))
    return tuple(Handing(row.from_office_id, row.to_office_id, row.settles) for row in rows)

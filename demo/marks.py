"""Which steps of the demo were taken: each leaves a mark in the transaction that takes it, and all go with the last.

They stand among the marks of spent challenges, the table of what may be done once. A step is known by the
Idempotency-Key of its report and by its number, whatever else happens to the case that the report is in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from demo.files import Seed
from models import SpentChallenge
from services.work import Work

NEVER: Final = date.max
"""The day on which the marks would be forgotten, and by which they are told from those of challenges."""


def leave_mark(work: Work, seed: Seed, index: int, number: int) -> None:
    """Remember, when this transaction commits, that this step of the `index`-th report was taken."""
    work.db.add(SpentChallenge(mark=seed.mark(index, number), expires_on=NEVER))


def taken(db: Session, seed: Seed) -> Callable[[int, int], bool]:
    """Whether a step was taken, by report and number."""
    marks = set(db.scalars(sa.select(SpentChallenge.mark).where(SpentChallenge.expires_on == NEVER)))
    return lambda index, number: seed.mark(index, number) in marks


def forget_marks(work: Work) -> None:
    """The demo is whole: nothing is left to be told apart."""
    work.db.execute(sa.delete(SpentChallenge).where(SpentChallenge.expires_on == NEVER))

"""Keep the day on which the office of an answered case looks again."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Recheck


def look_again(db: Session, case_id: str, recheck_on: date | None) -> None:
    """On that day, once; with None nothing is promised that was not before."""
    if recheck_on is not None:
        db.add(Recheck(case_id=case_id, recheck_on=recheck_on))


def look_no_more(db: Session, case_id: str) -> None:
    """It was looked at, or is done again from the beginning."""
    db.execute(sa.delete(Recheck).where(Recheck.case_id == case_id))

"""What reporters think of answers, as numbers of an office and a week: the rating itself stays sealed.

It is counted when it is given, since only its reporter and the office can open it: on the last day of the week, and for
all matters and sources together, so that a number seldom stands for one reporter. Whoever rates again is counted anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import Case, Figure
from models.counts import add_to_count
from policy.figures import Measure
from policy.publishing import ALL
from services.work import Work

CONTENT = 4
"""From this score on, of five, a reporter is content."""
SUNDAY = 7


@dataclass(frozen=True)
class Counted:
    """Where a rating was counted: this is sealed with it, so that it can be taken off again."""

    on: date
    office_id: str

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Counted | None:
        """As it was sealed; None in a rating from before ratings were counted."""
        return cls(date.fromisoformat(stored["on"]), stored["office_id"]) if "office_id" in stored else None

    def stored(self) -> dict[str, str]:
        """For sealing."""
        return {"on": self.on.isoformat(), "office_id": self.office_id}


def place_of(work: Work, case: Case) -> Counted:
    """Where a rating of today belongs: the office of the case, and the last day of the week."""
    return Counted(work.today + timedelta(days=SUNDAY - work.today.isoweekday()), case.office_id)


def count_opinion(db: Session, place: Counted, *, solved: bool, score: int, more: int) -> None:
    """Count one more rating (`more` is 1), or one fewer (-1)."""
    said = {Measure.RATED: True, Measure.SATISFIED: score >= CONTENT, Measure.SOLVED: solved}
    for measure in sorted(measure for measure, is_so in said.items() if is_so):
        where = {"counted_on": place.on, "office_id": place.office_id, "matter": ALL, "source": ALL}
        add_to_count(db, Figure, {**where, "measure": measure.value}, more)

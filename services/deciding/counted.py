"""What is counted of answers although it is sealed: how many of an office's, in a month, were 无法核实.

It is known only in the moment in which somebody approves an answer, so it is counted then, like ratings. No office can
say so often that nothing can be found out without those above seeing it.
"""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite

from models import ConductCount
from policy.conduct import Habit, month_of
from policy.vocabulary import Outcome
from services.work import Work


def count_answer(work: Work, office_id: str, outcome: Outcome | None) -> None:
    """One more, where it is counted at all."""
    if outcome is not Outcome.UNVERIFIABLE:
        return
    insert = postgresql.insert if work.db.connection().dialect.name == "postgresql" else sqlite.insert
    key = {"office_id": office_id, "month": month_of(work.today), "habit": Habit.UNVERIFIABLE.value}
    more = {"count": ConductCount.__table__.c["count"] + 1}
    work.db.execute(
        insert(ConductCount).values(**key, count=1).on_conflict_do_update(index_elements=list(key), set_=more)
    )

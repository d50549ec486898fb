"""What is counted of answers although it is sealed: how many of an office's, in a month, were 无法核实.

It is known only in the moment in which somebody approves an answer, so it is counted then, like ratings. No office can
say so often that nothing can be found out without those above seeing it.
"""

from __future__ import annotations

from models import ConductCount
from models.counts import add_to_count
from policy.conduct import Habit, month_of
from policy.vocabulary import Outcome
from services.work import Work


def count_answer(work: Work, office_id: str, outcome: Outcome | None) -> None:
    """One more, where it is counted at all."""
    if outcome is not Outcome.UNVERIFIABLE:
        return
    key = {"office_id": office_id, "month": month_of(work.today), "habit": Habit.UNVERIFIABLE.value}
    add_to_count(work.db, ConductCount, key, 1)

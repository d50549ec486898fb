"""What is shown of how an office works, so that no number is made to look better than the work: acts, by measure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from policy.vocabulary import Event

LONGEST_DAYS: Final = 366
"""Of a period."""
USUAL_DAYS: Final = 90


class Habit(StrEnum):
    """What is counted of an office; the name of each is the word `conduct.<code>`."""

    ANSWERED = "answered"
    PAUSED = "paused"
    EXTENDED = "extended"
    UNVERIFIABLE = "unverifiable"
    DECLINED = "declined"
    REFERRED_OUT = "referred_out"
    PASSED_ON = "passed_on"
    RAISED = "raised"
    TASKS_LET_LIE = "tasks_let_lie"
    OVERTURNED = "overturned"
    REOPENED = "reopened"
    JOINED = "joined"
    TASKS_RETURNED = "tasks_returned"
    ASKED_AGAIN = "asked_again"


ACTS: Mapping[Event, Habit] = {
    Event.RESOLVE: Habit.ANSWERED,
    Event.ASK: Habit.PAUSED,
    Event.EXTEND: Habit.EXTENDED,
    Event.DECLINE: Habit.DECLINED,
    Event.REFER_OUT: Habit.REFERRED_OUT,
    Event.JOIN: Habit.JOINED,
}
"""What staff of an office do with a case, and what it counts as; each case once."""
ENDS: Final = (Habit.ANSWERED, Habit.DECLINED, Habit.REFERRED_OUT)
"""How an office ends a case; a case that it ended in several of these ways counts for each."""
OF_THE_LOG = tuple(habit for habit in Habit if habit is not Habit.UNVERIFIABLE)
"""What the log tells. Whether anything could be verified is sealed there."""
NEVER: Final = date.min
"""The day before on which something was done that was not done before."""


def ended(counts: Mapping[str, int]) -> int:
    """How often an office ended a case, in whatever way."""
    return sum(counts[habit] for habit in ENDS)


def among(habit: Habit, counts: Mapping[str, int]) -> int | None:
    """Of how many cases that the office ended a number is: of those it did not answer; None for all else."""
    return ended(counts) if habit in ENDS[1:] else None


def month_of(day: date) -> date:
    """By its first day. What is sealed is counted by the month, so that a number seldom stands for one case."""
    return day.replace(day=1)

"""What is counted of the work of offices, and what is said of it: bookings of a day, and the rates made from them.

What is counted are the lives of reports (policy.lives), each with the last day that its reporter was promised. Merging
and splitting cases changes no report and no promise, so that no figure gets better by it; what comes late is late at
the office that still had time to do it (policy.supervision.answerable_from), wherever it was passed on to then; what is
declined or referred out counts as late when it comes late, and never as on time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from policy.lives import Life, Step
from policy.supervision import Limit
from policy.vocabulary import Event, Status


class Measure(StrEnum):
    """What is counted; its name is the word `measure.<code>`. The last three are what there is at the end of a day."""

    RECEIVED = "received"
    RESPONDED = "responded"
    RESPONDED_ON_TIME = "responded_on_time"
    VERIFIED = "verified"
    DECLINED = "declined"
    REFERRED_OUT = "referred_out"
    ON_TIME = "on_time"
    LATE = "late"
    APPEALED = "appealed"
    OVERTURNED = "overturned"
    NO_LONGER_ON_TIME = "no_longer_on_time"
    RATED = "rated"
    SOLVED = "solved"
    SATISFIED = "satisfied"
    OPEN = "open"
    OVERDUE = "overdue"
    UNRESPONDED = "unresponded"


STANDING = frozenset({Measure.OPEN, Measure.OVERDUE, Measure.UNRESPONDED})
"""How many there are at the end of a day; over a period, at the end of its last day."""
OPINIONS = frozenset({Measure.RATED, Measure.SOLVED, Measure.SATISFIED})
"""What reporters say of answers."""
COUNTED = tuple(measure for measure in Measure if measure not in OPINIONS)
"""What is counted of each day; opinions are counted when they are said."""


class Cut(StrEnum):
    """By what sums of figures are told apart: not at all, by matter, or by source."""

    WHOLE = "whole"
    MATTER = "matter"
    SOURCE = "source"


BY_STATUS: Mapping[Status, Measure] = {
    Status.RESOLVED: Measure.VERIFIED,
    Status.DECLINED: Measure.DECLINED,
    Status.REFERRED_OUT: Measure.REFERRED_OUT,
}
DECISIONS = frozenset({Event.UPHOLD, Event.SEND_BACK})
"""That an answer stands, or is sent back: an end of a promise, and no case more that was verified."""


@dataclass(frozen=True)
class Sum:
    """A number made of others; what is taken off makes it no less than nothing."""

    of: tuple[Measure, ...]
    less: tuple[Measure, ...] = ()

    def number(self, counts: Mapping[str, int]) -> int:
        """What it comes to."""
        more, less = (sum(counts.get(one, 0) for one in part) for part in (self.of, self.less))
        return max(0, more - less)


@dataclass(frozen=True)
class Rate:
    """A share of one sum in another."""

    upper: Sum
    lower: Sum


RATES: Mapping[str, Rate] = {
    "on_time_rate": Rate(
        Sum((Measure.ON_TIME,), less=(Measure.NO_LONGER_ON_TIME,)),
        Sum((Measure.ON_TIME, Measure.LATE, Measure.OVERDUE)),
    ),
    "response_rate": Rate(Sum((Measure.RESPONDED_ON_TIME,)), Sum((Measure.RESPONDED, Measure.UNRESPONDED))),
    "solved_rate": Rate(Sum((Measure.SOLVED,)), Sum((Measure.RATED,))),
    "satisfied_rate": Rate(Sum((Measure.SATISFIED,)), Sum((Measure.RATED,))),
}
"""按期办结率, 响应率, 解决率, 满意率; the name of each is the word `rate.<code>`."""


@dataclass(frozen=True)
class Booking:
    """One more of a measure, at an office, on a day."""

    on: date
    office_id: str
    matter: str
    measure: Measure


AnswerableFrom = Callable[[Limit, date], date]
"""policy.supervision.answerable_from, with the limits and the calendar in force."""


def bookings(lives: Sequence[Life], answerable_from: AnswerableFrom) -> Iterator[Booking]:
    """Everything that is booked of one report, from its filing on, in whatever order."""
    first = lives[0].begun_by
    yield Booking(first.on, lives[0].seat_on(first.on), first.matter, Measure.RECEIVED)
    for life in lives:
        yield from _response(life, answerable_from)
        yield from _end(life, answerable_from)
    for before, after in pairwise(lives):
        yield from _done_again(before, after)


def late_at(life: Life, due_on: date, answerable_from: AnswerableFrom) -> str:
    """The office that answers for an answer after its last day."""
    return life.seat_on(max(answerable_from(Limit.LATE_ANSWER, due_on), life.begun_by.on))


def unresponsive(life: Life, answerable_from: AnswerableFrom) -> str:
    """The office that answers for first words after their last day."""
    return life.seat_on(max(answerable_from(Limit.LATE_FIRST_ANSWER, life.respond_by), life.begun_by.on))


def _response(life: Life, answerable_from: AnswerableFrom) -> Iterator[Booking]:
    if life.response is None:
        return
    was_in_time = life.response.on <= life.respond_by
    office = life.response.office_id if was_in_time else unresponsive(life, answerable_from)
    yield Booking(life.response.on, office, life.response.matter, Measure.RESPONDED)
    if was_in_time:
        yield Booking(life.response.on, office, life.response.matter, Measure.RESPONDED_ON_TIME)


def _end(life: Life, answerable_from: AnswerableFrom) -> Iterator[Booking]:
    """The answer, at the office that gave it; that it came late, at the one that answers for that.

    That an answer stands, or is sent back, is on time or late as well, and no case more that was verified.
    """
    end = life.end
    if end is None:
        return
    kind = None if end.event in DECISIONS else BY_STATUS[end.status]
    if kind is not None:
        yield Booking(end.on, end.office_id, end.matter, kind)
    if not life.is_on_time:
        yield Booking(end.on, late_at(life, end.due_on, answerable_from), end.matter, Measure.LATE)
    elif kind in {Measure.VERIFIED, None}:
        yield Booking(end.on, end.office_id, end.matter, Measure.ON_TIME)


def _done_again(before: Life, after: Life) -> Iterator[Booking]:
    """What came of an answer, booked where that was given, on the day on which it came."""
    answer, again = before.end, after.begun_by
    if answer is None or not answer.is_answer:
        return
    if again.event is Event.APPEAL:
        yield Booking(again.on, answer.office_id, answer.matter, Measure.APPEALED)
    overturned_on = _overturned_on(after)
    if overturned_on is not None:
        yield Booking(overturned_on, answer.office_id, answer.matter, Measure.OVERTURNED)
        if before.is_on_time:
            yield Booking(overturned_on, answer.office_id, answer.matter, _fallen(answer))


def _fallen(answer: Step) -> Measure:
    """What a promise kept in time is once its answer has fallen: never on time, so that declining is no way out."""
    counted = answer.event in DECISIONS or BY_STATUS[answer.status] is Measure.VERIFIED
    return Measure.NO_LONGER_ON_TIME if counted else Measure.LATE


def _overturned_on(after: Life) -> date | None:
    """When the answer before this life fell: at once when it is to be done again, else with another answer above."""
    if after.begun_by.event is Event.REOPEN:
        return after.begun_by.on
    if after.end is None or after.end.event is Event.UPHOLD:
        return None
    return after.end.on


def rate_of(name: str, counts: Mapping[str, int]) -> float | None:
    """A rate between 0 and 1; None where there is nothing yet to make one from."""
    rate = RATES[name]
    among = rate.lower.number(counts)
    return round(min(1.0, rate.upper.number(counts) / among), 3) if among else None


def summed(measures: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The sum of each measure; 0 for one of which there is none."""
    counts = {measure.value: 0 for measure in Measure}
    for measure, count in measures:
        counts[measure] += count
    return counts

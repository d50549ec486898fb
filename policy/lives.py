"""The lives of a report: each is a promise of an answer, from what began it to what ended it, read from the log.

A filing begins one, and so does an appeal, the order to do it again, and an appeal that is sent back. An answer ends
it. Where its case goes meanwhile, and with which others it is joined, changes nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from policy.lifecycle import ANSWERED
from policy.vocabulary import Event, Status

BEGINS = frozenset({Event.APPEAL, Event.REOPEN, Event.SEND_BACK})
"""What promises a reporter another answer."""
RESPONSES = frozenset({Event.ASK, Event.MESSAGE})
"""How an office writes to a reporter before the answer."""


@dataclass(frozen=True)
class Step:
    """One act of a case while a report was in it; `due_on` is the last day that the reporter had been promised.

    `office_id`: which office had the case before it; `to_office_id`: which has it afterwards, where it was passed on.
    """

    on: date
    event: Event
    status: Status
    office_id: str
    matter: str
    due_on: date
    to_office_id: str | None = None

    @property
    def is_answer(self) -> bool:
        """Whether a reporter who waits has the answer now."""
        return self.status in ANSWERED

    @property
    def office_afterwards(self) -> str:
        """The office that has it now."""
        return self.to_office_id or self.office_id


@dataclass(frozen=True)
class Life:
    """One promise: what began it, the office's first words, what ended it; None for what has not happened.

    `seats`: from which day on which office had it, oldest first. `respond_by`: the last day for the first words.
    """

    begun_by: Step
    respond_by: date
    seats: tuple[tuple[date, str], ...]
    response: Step | None = None
    end: Step | None = None

    def seat_on(self, day: date) -> str:
        """The office that had it at the end of a day."""
        return next((office for since, office in reversed(self.seats) if since <= day), self.seats[0][1])

    @property
    def is_on_time(self) -> bool:
        """Whether it was ended by the last day that had been promised."""
        return self.end is not None and self.end.on <= self.end.due_on


def lives_of(steps: Iterable[Step], respond_by: Callable[[Step], date]) -> Iterator[Life]:
    """The lives of one report, oldest first, from its steps in their order; the first step is its filing."""
    steps = iter(steps)
    life = _begun(next(steps), respond_by)
    for step in steps:
        if step.event in BEGINS:
            yield _ended(life, step) if step.event is Event.SEND_BACK else life
            life = _begun(step, respond_by)
        else:
            life = _gone_on(life, step)
    yield life


def _begun(step: Step, respond_by: Callable[[Step], date]) -> Life:
    return Life(step, respond_by(step), ((step.on, step.office_afterwards),))


def _gone_on(life: Life, step: Step) -> Life:
    """What an office does once it has answered is of no life, until there is a new one."""
    if life.end is not None:
        return life
    if step.to_office_id is not None:
        return replace(life, seats=(*life.seats, (step.on, step.to_office_id)))
    if step.is_answer:
        return _ended(life, step)
    return replace(life, response=life.response or step) if step.event in RESPONSES else life


def _ended(life: Life, step: Step) -> Life:
    return life if life.end is not None else replace(life, response=life.response or step, end=step)

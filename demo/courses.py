"""What becomes of a synthetic case: drawn from the habits of the generated year, as far as one officer does it alone.

Every step is one of the table of moves. Nobody asks, passes on, appeals or has to agree: for all that there is the year
that is lived through the services.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from demo.answers import decision_of
from demo.desk import Standing
from demo.habits import Behaviour, Habits
from policy import Policy
from policy.deadlines import add_working_days
from policy.decisions import needs_approval
from policy.lifecycle import ANSWERED, TIMED_MOVES, Effect, Given, Guard, Move, next_status
from policy.vocabulary import Event, Role, Status
from security.envelope import json_of
from services.cases.moves import detail_of, reply_of

ALONE: Final = frozenset({Event.ACCEPT, Event.INVESTIGATE, Event.HAND_OVER, Event.RESOLVE})


@dataclass(frozen=True)
class Step:
    """One act on a day; `detail` and `reply` are what is to be sealed of it, as JSON. The clock has no `behaviour`."""

    on: date
    move: Move
    status: Status
    is_by_clock: bool
    detail: bytes | None = None
    reply: bytes | None = None

    @property
    def answers(self) -> bool:
        """Whether it is an answer, after which the promise of each report is kept as it was."""
        return self.move.target in ANSWERED


def alone(habits: Habits) -> Habits:
    """What one officer does alone; none leaves untaken for good what comes in, or the clock would take it all up."""
    kept = (one for one in habits.behaviours if one.event in ALONE or one.event is None)
    kept = (one for one in kept if not (one.event is None and one.status is Status.SUBMITTED))
    return replace(habits, behaviours=tuple(one for one in kept if not _needs_another(one)))


def _needs_another(one: Behaviour) -> bool:
    return one.event is not None and needs_approval(one.event, one.outcome)


def course(policy: Policy, habits: Habits, rng: Random, filed_on: date, today: date, *, safety: bool) -> list[Step]:
    """The steps of one case from its filing up to today; `habits` are those of somebody alone."""
    return list(_steps(policy, habits, rng, filed_on, today, safety=safety))


def _steps(policy: Policy, habits: Habits, rng: Random, on: date, today: date, *, safety: bool) -> Iterator[Step]:
    status = Status.SUBMITTED
    done: list[Event] = []
    while True:
        stands = Standing("", "", status, 1, safety, past_local=False, is_sealed=False, is_appeal=False)
        drawn = habits.next_behaviour(rng, stands, done)
        if drawn is None or drawn.event is None:
            break
        on = add_working_days(policy.calendar, on, rng.randint(*drawn.days)).on
        if on > today:
            return
        step = _step(drawn, drawn.event, status, on, safety=safety, handed_over=Event.HAND_OVER in done)
        yield step
        status = step.status
        done.append(drawn.event)
    yield from _by_clock(status, on, today)


def _step(drawn: Behaviour, event: Event, status: Status, on: date, *, safety: bool, handed_over: bool) -> Step:
    decision = decision_of(event, drawn, on)
    given = Given(
        outcome=decision.outcome,
        actions_taken=bool(decision.actions_taken),
        public_reply=decision.public_reply is not None,
        reason=decision.reason is not None,
        safety=safety,
        handed_over=handed_over,
    )
    move = next_status(status, event, Role.OFFICER, given)
    said = detail_of(decision)
    detail = json_of(said) if any(said.values()) else None
    reply = json_of(reply_of(decision)) if Guard.PUBLIC_REPLY in move.guards else None
    return Step(on, move, move.status_after(status), is_by_clock=False, detail=detail, reply=reply)


def _by_clock(status: Status, since: date, today: date) -> Iterator[Step]:
    """An answer stands for a month, and then the case is closed."""
    for timed in TIMED_MOVES:
        on = since + timedelta(days=timed.days)
        if status in timed.move.source and on <= today:
            yield Step(on, timed.move, timed.move.status_after(status), is_by_clock=True)


def has_answered(steps: list[Step]) -> bool:
    """Whether the office has written to the reporter."""
    return any(Effect.STOP_FIRST_ANSWER in step.move.effects for step in steps)

"""What a step of staff brings with it beyond its move: said before it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policy.access import Capacity, may, permission_for
from policy.decisions import needs_approval
from policy.lifecycle import allowed_events
from policy.vocabulary import Event, Outcome, Role, Status

EFFECTS: Mapping[Event, str] = {
    Event.RESOLVE: "effect.resolve",
    Event.DECLINE: "effect.decline",
    Event.REFER_OUT: "effect.refer_out",
    Event.TRANSFER: "effect.transfer",
    Event.RECUSE: "effect.recuse",
    Event.JOIN: "effect.join",
    Event.SPLIT: "effect.split",
    Event.TAKE_IN: "effect.take_in",
    Event.UNDO_TAKE_IN: "effect.undo_take_in",
    Event.UPHOLD: "effect.uphold",
    Event.SEND_BACK: "effect.send_back",
    Event.REOPEN: "effect.reopen",
    Event.ASK_CONSENT: "effect.ask_consent",
    Event.OVERSEE: "effect.oversee",
    Event.EXTEND: "effect.extend",
    Event.URGE: "effect.urge",
    Event.SUPERVISE: "effect.supervise",
    Event.REPORT_BACK: "effect.report_back",
    Event.FLAG_SAFETY: "effect.flag_safety",
    Event.HAND_OVER: "effect.hand_over",
    Event.ADD_TASK: "effect.add_task",
    Event.APPROVE: "effect.approve",
    Event.RECHECK: "effect.recheck",
}
"""The sentences about events after which a case is not as it was."""
FINAL = frozenset({Event.DECLINE, Event.REFER_OUT, Event.RECUSE, Event.UPHOLD})
"""What ends a case against its reporter, or takes it from whoever does it: nobody should press that by mistake."""
REASON_TOLD = frozenset({Event.REOPEN, Event.EXTEND})
"""Events whose reason the reporter reads; all other reasons stay with the offices."""
OUT_OF_SIGHT = frozenset({Event.TRANSFER, Event.RECUSE, Event.JOIN, Event.UPHOLD, Event.SEND_BACK})
"""Events after which whoever caused them may see the case no more."""


@dataclass(frozen=True)
class Step:
    """An event that may be caused now; `effect` is the code of what it brings with it.

    `needs_approval`: it is proposed to a second person; so it is with an outcome of `outcomes_to_approve`.
    """

    event: Event
    effect: str | None
    is_final: bool
    tells_reason: bool
    may_leave: bool
    needs_approval: bool
    outcomes_to_approve: tuple[Outcome, ...]


def can_take(status: Status, role: Role, capacity: Capacity) -> bool:
    """Whether a case can be accepted, and be one's own, as one step of a queue."""
    allowed = allowed_events(status, role)
    both = (Event.ACCEPT, Event.ASSIGN)
    return all(event in allowed and may(role, permission_for(event), capacity) for event in both)


def step(event: Event) -> Step:
    """What is to be known of an event before it is caused."""
    to_approve = tuple(outcome for outcome in Outcome if event is Event.RESOLVE and needs_approval(event, outcome))
    said = event in FINAL, event in REASON_TOLD, event in OUT_OF_SIGHT
    return Step(event, EFFECTS.get(event), *said, needs_approval(event, None), to_approve)

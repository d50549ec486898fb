"""What somebody may do instead of a move that was refused, named in their own language."""

from __future__ import annotations

from policy.access import Capacity, may, permission_for
from policy.lifecycle import MOVES, of_the_case
from policy.moves import Given, Guard, Move
from policy.vocabulary import Event, Reason, Role, Status

FOLLOWS = frozenset({Event.TAKE_IN, Event.UNDO_TAKE_IN, Event.SPLIT, Event.RESEAL, Event.CONSENT})
"""Moves that something else has to come before: another case or report, going up by the clock, being asked."""
REPORTERS = {Event.ANSWER, Event.RATE, Event.WITHDRAW}
NEEDS_A_CASE = frozenset(guard for guard, _, _ in of_the_case(Given())) - {
    *(Guard.SEALED_HERE, Guard.TASKS_DONE, Guard.APPROVED, Guard.CHECKED, Guard.PROPOSAL_DECIDED, Guard.REPORTED_BACK)
}
"""Guards of which the table alone cannot say whether they are met.

Nearly every case is sealed where it is, and is no one else's task; what has to be checked and approved first can be.
"""
NOTHING = Reason("move.nothing_else")
CODES = (NOTHING.code, *(f"reporter_may.{event}" for event in sorted(REPORTERS)))


def instead(status: Status, role: Role, capacity: Capacity = Capacity.LEAD) -> tuple[Reason, ...]:
    """What this role may do with any case in this status, each thing once; only what the table alone can promise."""
    events = (row.event for row in MOVES if status in row.source and _is_theirs(row, role, capacity))
    stem = "reporter_may" if role is Role.REPORTER else "act"
    return tuple(Reason(f"{stem}.{event}") for event in dict.fromkeys(events)) or (NOTHING,)


def _is_theirs(row: Move, role: Role, capacity: Capacity) -> bool:
    if role not in row.roles or row.event in FOLLOWS or NEEDS_A_CASE & set(row.guards):
        return False
    return role is Role.REPORTER or may(role, permission_for(row.event), capacity)

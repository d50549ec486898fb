"""What a row of the table of moves is made of, and how a move is refused. The table itself is `policy.lifecycle`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from policy.vocabulary import Event, FieldError, Outcome, Reason, Role, Status


class Guard(StrEnum):
    """What must be given or recorded before a move; the first four are named as the field that is missing."""

    OUTCOME = "outcome"
    ACTIONS_TAKEN = "actions_taken"
    PUBLIC_REPLY = "public_reply"
    REASON = "reason"
    HAND_OVER_IF_SAFETY = "hand_over_if_safety"
    APPEAL_IN_TIME = "appeal_in_time"
    APPEALED_ONCE = "appealed_once"
    RATING_STILL_OPEN = "rating_still_open"
    NOT_SET_APART = "not_set_apart"
    OF_AN_APPEAL = "of_an_appeal"
    REOPEN_IN_TIME = "reopen_in_time"
    PAST_LOCAL = "past_local"
    SEALED_HERE = "sealed_here"
    FROM_ABOVE = "from_above"
    TASKS_DONE = "tasks_done"
    CAN_BE_LONGER = "can_be_longer"
    EXTENDED_ONCE = "extended_once"
    FINISH_IN_TIME = "finish_in_time"
    URGED = "urged"
    CHECKED = "checked"
    APPROVED = "approved"
    PROPOSED = "proposed"
    BY_ANOTHER = "by_another"
    RECHECK_PROMISED = "recheck_promised"
    PROPOSAL_DECIDED = "proposal_decided"
    REPORTED_BACK = "reported_back"


REFUSAL_CODES = (
    "move.not_in_this_status",
    "move.not_for_this_role",
    "move.hand_over_first",
    "move.outcome_missing",
    "move.public_reply_missing",
    "move.reason_missing",
    "move.not_taken",
    "move.too_late",
    "move.appealed_before",
    "move.rated_before",
    "move.set_apart",
    "move.not_an_appeal",
    "move.too_late_to_reopen",
    "move.not_past_local",
    "move.reseal_first",
    "move.not_from_above",
    "move.tasks_open",
    "move.cannot_be_longer",
    "move.extended_before",
    "move.finish_is_over",
    "move.not_urged",
    "move.actions_taken_missing",
    "move.approval_needed",
    "move.check_first",
    "move.nothing_proposed",
    "move.own_proposal",
    "move.no_recheck",
    "move.decide_first",
    "move.report_back_first",
)
"""What a move may be refused with."""


class Effect(StrEnum):
    """What a move does besides the status; the services do it in the same transaction."""

    TELL_REPORTER = "tell_reporter"
    STOP_FIRST_ANSWER = "stop_first_answer"
    PAUSE_FINISH = "pause_finish"  # the first time only, and before the last day is over
    RESUME_FINISH = "resume_finish"
    STAND_AS_TOLD = "stand_as_told"  # where the reporters last read that it stands


@dataclass(frozen=True)
class Move:
    """One row of the table; `target` None leaves the status as it is."""

    source: frozenset[Status]
    event: Event
    roles: frozenset[Role]
    target: Status | None
    guards: tuple[Guard, ...] = ()
    effects: frozenset[Effect] = frozenset()

    def status_after(self, status: Status) -> Status:
        """Where the case stands after the move."""
        return self.target or status


@dataclass(frozen=True)
class TimedMove:
    """A move made by the clock: `days` after the case came into its source."""

    days: int
    move: Move


@dataclass(frozen=True)
class Given:
    """What comes with an event, and what the case already has.

    `set_apart`: one of two cases to be joined is about safety, goes past the local office, or is an appeal.
    `needs_check`, `needs_approval`: what `policy.decisions` asks for, and nobody has recorded or approved yet.
    """

    outcome: Outcome | None = None
    actions_taken: bool = False
    public_reply: bool = False
    reason: bool = False
    safety: bool = False
    handed_over: bool = False
    answered_days_ago: int = 0
    appealed: bool = False
    rated: bool = False
    set_apart: bool = False
    of_an_appeal: bool = False
    too_late_to_reopen: bool = False
    past_local: bool = False
    reseal_pending: bool = False
    from_above: bool = False
    tasks_open: bool = False
    cannot_be_longer: bool = False
    extended: bool = False
    finish_is_over: bool = False
    urged: bool = False
    needs_check: bool = False
    needs_approval: bool = False
    nothing_proposed: bool = False
    own_proposal: bool = False
    recheck_promised: bool = False
    proposal_open: bool = False


class MoveNotAllowed(Exception):
    """The table has no such move; `reason.params` names event, status and the events allowed instead."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


class MoveIncomplete(Exception):
    """The move is allowed, but fields it needs are missing, or fields are given that it would tell nobody."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        self.errors = errors
        self.fields = tuple(error.field for error in errors)
        super().__init__(", ".join(self.fields))

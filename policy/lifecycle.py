"""The one table of moves of a case: from which status, by which event, by whom, under which guards, with what effect.

    submitted ─accept→ accepted ─investigate→ investigating ─resolve→ resolved ─30 days→ closed
    accepted, investigating ─ask→ awaiting_reporter ─answers of all asked, 7 days, or investigate→ investigating
    submitted, accepted ─decline→ declined       submitted, accepted, investigating ─refer_out→ referred_out

    accepted, investigating, awaiting_reporter ─add_task→ the same; no end while a co-handler's task is open (T4)
    unanswered ─transfer, escalate→ submitted, at another office       any ─withdraw→ closed, with the last report
    submitted, accepted, investigating ─join→ closed, its reports going into another case, which takes them in
    joined ─undo_join→ open again with its reports; split→ the same, and some reports go into a new case
    appealed ─uphold→ resolved, ─send_back→ submitted below       answered, closed ─reopen→ submitted
    propose → approve, and with it decline, refer_out or resolve as proposed; or disapprove (policy.decisions)

Filing makes a case in `submitted` and is no move. An appeal leaves the case as it is; its report goes on in a new one.
"""

from __future__ import annotations

from datetime import date, timedelta

from policy.deadlines import Clock
from policy.moves import Effect, Given, Guard, Move, MoveIncomplete, MoveNotAllowed, TimedMove
from policy.vocabulary import Event, FieldError, Reason, Role, Status

__all__ = ["Effect", "Given", "Guard", "Move", "MoveIncomplete", "MoveNotAllowed", "TimedMove"]

START = Status.SUBMITTED
UNANSWERED = frozenset({Status.SUBMITTED, Status.ACCEPTED, Status.INVESTIGATING, Status.AWAITING_REPORTER})
GOING_ON = UNANSWERED - {Status.AWAITING_REPORTER}
TAKEN_ON = UNANSWERED - {Status.SUBMITTED}
ANSWERED = frozenset({Status.RESOLVED, Status.DECLINED, Status.REFERRED_OUT})
DONE = frozenset({Status.RESOLVED, Status.CLOSED})
TOLD_THE_END = ANSWERED | {Status.CLOSED}
"""Every answer: a reporter may appeal against it, and the office above may have it done again."""
APPEAL_DAYS = 30
"""Days after the answer on which an appeal is still taken; day 1 is the day after."""

OFFICER = frozenset({Role.OFFICER})
SUPERVISOR = frozenset({Role.SUPERVISOR})
CASE_STAFF = OFFICER | SUPERVISOR
REPORTER = frozenset({Role.REPORTER})
NOBODY: frozenset[Role] = frozenset()
"""By the clock, or as a consequence of something else; no request makes such a move."""

TOLD = frozenset({Effect.TELL_REPORTER})
FIRST_ANSWER = TOLD | {Effect.STOP_FIRST_ANSWER}
ENDING = (Guard.PUBLIC_REPLY, Guard.HAND_OVER_IF_SAFETY, Guard.SEALED_HERE, Guard.TASKS_DONE)
LONGER = (Guard.REASON, Guard.CAN_BE_LONGER, Guard.EXTENDED_ONCE, Guard.FINISH_IN_TIME)
TOLD_WITH_THE_END = (Guard.OUTCOME, Guard.ACTIONS_TAKEN, Guard.PUBLIC_REPLY)
DECIDED = (*ENDING, Guard.APPROVED, Guard.CHECKED)
LEAVING = (Guard.NOT_SET_APART, Guard.TASKS_DONE, Guard.PROPOSAL_DECIDED, Guard.REPORTED_BACK)
"""Before reports leave a case for another: nothing that somebody waits for is left behind."""

MOVES: tuple[Move, ...] = (
    Move(frozenset({Status.SUBMITTED}), Event.ACCEPT, OFFICER, Status.ACCEPTED, effects=TOLD),
    Move(frozenset({Status.ACCEPTED}), Event.INVESTIGATE, OFFICER, Status.INVESTIGATING, effects=TOLD),
    Move(
        frozenset({Status.AWAITING_REPORTER}),
        Event.INVESTIGATE,
        OFFICER,
        Status.INVESTIGATING,
        effects=TOLD | {Effect.RESUME_FINISH},
    ),
    Move(
        frozenset({Status.ACCEPTED, Status.INVESTIGATING}),
        Event.ASK,
        OFFICER,
        Status.AWAITING_REPORTER,
        effects=FIRST_ANSWER | {Effect.PAUSE_FINISH},
    ),
    Move(
        frozenset({Status.AWAITING_REPORTER}),
        Event.ANSWER,
        REPORTER,
        Status.INVESTIGATING,
        effects=frozenset({Effect.RESUME_FINISH}),
    ),
    Move(GOING_ON, Event.ANSWER, REPORTER, None),
    Move(ANSWERED, Event.ANSWER, REPORTER, None),
    Move(UNANSWERED, Event.HAND_OVER, CASE_STAFF, None, (Guard.REASON,), TOLD),
    Move(
        frozenset({Status.INVESTIGATING}),
        Event.RESOLVE,
        OFFICER,
        Status.RESOLVED,
        (Guard.OUTCOME, Guard.ACTIONS_TAKEN, *DECIDED),
        FIRST_ANSWER,
    ),
    Move(
        frozenset({Status.SUBMITTED, Status.ACCEPTED}),
        Event.DECLINE,
        OFFICER,
        Status.DECLINED,
        (Guard.REASON, *DECIDED),
        FIRST_ANSWER,
    ),
    Move(
        frozenset({Status.SUBMITTED, Status.ACCEPTED, Status.INVESTIGATING}),
        Event.REFER_OUT,
        OFFICER,
        Status.REFERRED_OUT,
        (Guard.REASON, *DECIDED),
        FIRST_ANSWER,
    ),
    Move(UNANSWERED | ANSWERED, Event.MESSAGE, OFFICER, None, effects=FIRST_ANSWER),
    Move(UNANSWERED, Event.ASSIGN, CASE_STAFF, None),
    Move(UNANSWERED, Event.BIND_TARGET, OFFICER, None),
    Move(UNANSWERED, Event.FLAG_SAFETY, OFFICER, None, (Guard.REASON,)),
    Move(
        UNANSWERED,
        Event.TRANSFER,
        CASE_STAFF,
        Status.SUBMITTED,
        (Guard.REASON,),
        TOLD | {Effect.RESUME_FINISH},
    ),
    Move(GOING_ON, Event.JOIN, OFFICER, Status.CLOSED, LEAVING),
    Move(UNANSWERED, Event.TAKE_IN, OFFICER, None, (Guard.NOT_SET_APART, Guard.PROPOSAL_DECIDED)),
    Move(GOING_ON, Event.SPLIT, OFFICER, None, LEAVING),
    Move(GOING_ON, Event.UNDO_TAKE_IN, OFFICER, None, LEAVING),
    Move(frozenset({Status.CLOSED}), Event.UNDO_JOIN, NOBODY, None, effects=frozenset({Effect.STAND_AS_TOLD})),
    Move(ANSWERED, Event.RATE, REPORTER, None),
    Move(frozenset({Status.CLOSED}), Event.RATE, REPORTER, None, (Guard.RATING_STILL_OPEN,)),
    Move(
        TOLD_THE_END,
        Event.APPEAL,
        REPORTER,
        None,
        (Guard.REASON, Guard.APPEAL_IN_TIME, Guard.APPEALED_ONCE),
    ),
    Move(frozenset(Status), Event.WITHDRAW, REPORTER, Status.CLOSED),
    Move(frozenset({Status.SUBMITTED}), Event.REMIND, NOBODY, None),
    Move(UNANSWERED, Event.ESCALATE, NOBODY, Status.SUBMITTED, effects=TOLD | {Effect.RESUME_FINISH}),
    Move(UNANSWERED, Event.RESEAL, CASE_STAFF, None),
    Move(UNANSWERED, Event.UNASSIGN, NOBODY, None),
    Move(UNANSWERED, Event.RECUSE, CASE_STAFF, None, (Guard.REASON,)),
    Move(GOING_ON, Event.UPHOLD, SUPERVISOR, Status.RESOLVED, (*ENDING, Guard.OF_AN_APPEAL), FIRST_ANSWER),
    Move(GOING_ON, Event.SEND_BACK, SUPERVISOR, Status.SUBMITTED, (Guard.REASON, Guard.OF_AN_APPEAL), TOLD),
    Move(TOLD_THE_END, Event.REOPEN, SUPERVISOR, Status.SUBMITTED, (Guard.REASON, Guard.REOPEN_IN_TIME), TOLD),
    Move(GOING_ON, Event.ASK_CONSENT, CASE_STAFF, None, (Guard.PAST_LOCAL,), TOLD),
    Move(UNANSWERED, Event.CONSENT, REPORTER, None),
    Move(UNANSWERED, Event.TELL_SCHOOL, OFFICER, None, (Guard.REASON,)),
    Move(TAKEN_ON, Event.ADD_TASK, OFFICER, None),
    Move(UNANSWERED, Event.CANCEL_TASK, OFFICER, None),
    *(Move(UNANSWERED, event, NOBODY, None) for event in (Event.ACCEPT_TASK, Event.FINISH_TASK, Event.RETURN_TASK)),
    Move(frozenset(Status), Event.OVERSEE, SUPERVISOR, None, (Guard.REASON, Guard.FROM_ABOVE)),
    Move(frozenset({Status.ACCEPTED, Status.INVESTIGATING}), Event.EXTEND, OFFICER, None, LONGER, TOLD),
    Move(UNANSWERED, Event.URGE, SUPERVISOR, None, (Guard.FROM_ABOVE,)),
    Move(UNANSWERED, Event.SUPERVISE, SUPERVISOR, None, (Guard.REASON, Guard.FROM_ABOVE)),
    Move(UNANSWERED, Event.REPORT_BACK, OFFICER, None, (Guard.REASON, Guard.URGED)),
    Move(UNANSWERED, Event.CHECK, OFFICER, None),
    Move(UNANSWERED, Event.HEAR, OFFICER, None),
    Move(GOING_ON, Event.PROPOSE, OFFICER, None),
    Move(GOING_ON, Event.APPROVE, CASE_STAFF, None, (Guard.PROPOSED, Guard.BY_ANOTHER)),
    Move(GOING_ON, Event.DISAPPROVE, CASE_STAFF, None, (Guard.REASON, Guard.PROPOSED, Guard.BY_ANOTHER)),
    Move(DONE, Event.RECHECK, CASE_STAFF, None, (Guard.RECHECK_PROMISED,), TOLD),
)

WAIT_IS_OVER = Move(
    frozenset({Status.AWAITING_REPORTER}),
    Event.RESUME,
    NOBODY,
    Status.INVESTIGATING,
    effects=frozenset({Effect.RESUME_FINISH}),
)
"""By the clock, or when those who have not answered withdraw."""
TIMED_MOVES: tuple[TimedMove, ...] = (
    TimedMove(7, WAIT_IS_OVER),
    TimedMove(30, Move(frozenset({Status.RESOLVED}), Event.CLOSE, NOBODY, Status.CLOSED)),
)


def next_status(status: Status, event: Event, role: Role, given: Given) -> Move:
    """The move of this event; `MoveNotAllowed` if the table has none, `MoveIncomplete` if something is missing."""
    move = _find(status, event, role)
    if move is None:
        known = any(event is row.event and role in row.roles for row in MOVES)
        code = "move.not_in_this_status" if known else "move.not_for_this_role"
        raise MoveNotAllowed(_refusal(code, status, event, allowed_events(status, role)))
    missing = tuple(guard for guard in move.guards if _lacks(given, guard))
    if missing:
        raise MoveIncomplete(tuple(FieldError(guard, Reason(f"move.{guard}_missing")) for guard in missing))
    unwanted = tuple(guard for guard in TOLD_WITH_THE_END if guard not in move.guards and not _lacks(given, guard))
    if unwanted:
        raise MoveIncomplete(tuple(FieldError(guard, Reason("move.not_taken")) for guard in unwanted))
    if Guard.HAND_OVER_IF_SAFETY in move.guards and given.safety and not given.handed_over:
        raise MoveNotAllowed(_refusal("move.hand_over_first", status, event, (Event.HAND_OVER,)))
    for guard, code, is_met in of_the_case(given):
        if guard in move.guards and not is_met:
            limit = {"days": APPEAL_DAYS} if guard is Guard.APPEAL_IN_TIME else {}
            raise MoveNotAllowed(_refusal(code, status, event, (), **limit))
    return move


def of_the_case(given: Given) -> tuple[tuple[Guard, str, bool], ...]:
    """What a case itself may rule out, as a second appeal: guard, code of the refusal, whether it is met."""
    return (
        (Guard.NOT_SET_APART, "move.set_apart", not given.set_apart),
        (Guard.APPEALED_ONCE, "move.appealed_before", not given.appealed),
        (Guard.APPEAL_IN_TIME, "move.too_late", given.answered_days_ago <= APPEAL_DAYS),
        (Guard.RATING_STILL_OPEN, "move.rated_before", not given.rated),
        (Guard.OF_AN_APPEAL, "move.not_an_appeal", given.of_an_appeal),
        (Guard.REOPEN_IN_TIME, "move.too_late_to_reopen", not given.too_late_to_reopen),
        (Guard.PAST_LOCAL, "move.not_past_local", given.past_local),
        (Guard.SEALED_HERE, "move.reseal_first", not given.reseal_pending),
        (Guard.FROM_ABOVE, "move.not_from_above", given.from_above),
        (Guard.TASKS_DONE, "move.tasks_open", not given.tasks_open),
        (Guard.CAN_BE_LONGER, "move.cannot_be_longer", not given.cannot_be_longer),
        (Guard.EXTENDED_ONCE, "move.extended_before", not given.extended),
        (Guard.FINISH_IN_TIME, "move.finish_is_over", not given.finish_is_over),
        (Guard.URGED, "move.not_urged", given.urged),
        (Guard.APPROVED, "move.approval_needed", not given.needs_approval),
        (Guard.CHECKED, "move.check_first", not given.needs_check),
        (Guard.PROPOSED, "move.nothing_proposed", not given.nothing_proposed),
        (Guard.BY_ANOTHER, "move.own_proposal", not given.own_proposal),
        (Guard.RECHECK_PROMISED, "move.no_recheck", given.recheck_promised),
        (Guard.PROPOSAL_DECIDED, "move.decide_first", not given.proposal_open),
        (Guard.REPORTED_BACK, "move.report_back_first", not given.urged),
    )


def allowed_events(status: Status, role: Role) -> tuple[Event, ...]:
    """The events this role may cause on a case in this status, in the order of the table."""
    return tuple(row.event for row in MOVES if status in row.source and role in row.roles)


def move_of_nobody(status: Status, event: Event) -> Move | None:
    """The move that no request makes: by the clock, or with somebody who leaves; None where the table has none."""
    rows = (row for row in MOVES if row.event is event and status in row.source and not row.roles)
    return next(rows, None)


def move_by_time(status: Status, since: date, today: date) -> Move | None:
    """The move that the clock makes of a case that came into `status` on the day `since`, if it is due."""
    for row in TIMED_MOVES:
        if status in row.move.source and today >= since + timedelta(days=row.days):
            return row.move
    return None


def open_clocks(status: Status, *, answered: bool, paused: bool = False) -> frozenset[Clock]:
    """The clocks that still run; `answered` once the office has written to the reporter, `paused` while it waits."""
    if status not in UNANSWERED:
        return frozenset()
    running = {Clock.TOLD} if paused else {Clock.FINISH, Clock.TOLD}
    if status is Status.SUBMITTED:
        running.add(Clock.ACCEPT)
    if not answered:
        running.add(Clock.FIRST_ANSWER)
    return frozenset(running)


def _refusal(code: str, status: Status, event: Event, allowed: tuple[Event, ...], **more: object) -> Reason:
    return Reason(code, {"event": event, "status": status, "allowed": allowed, **more})


def _find(status: Status, event: Event, role: Role) -> Move | None:
    rows = (row for row in MOVES if row.event is event and status in row.source and role in row.roles)
    return next(rows, None)


def _lacks(given: Given, guard: Guard) -> bool:
    has = {
        Guard.OUTCOME: given.outcome is not None,
        Guard.ACTIONS_TAKEN: given.actions_taken,
        Guard.PUBLIC_REPLY: given.public_reply,
        Guard.REASON: given.reason,
    }
    return not has.get(guard, True)

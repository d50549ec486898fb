"""T6: whoever may not make a move is told which, in which status, and what goes instead."""

from dataclasses import replace

import pytest

from policy.lifecycle import APPEAL_DAYS, MOVES, Effect, Given, Guard, MoveNotAllowed, next_status
from policy.vocabulary import Event, Outcome, Role, Status
from tests.policy.refusals_by_hand import LEAVING

GIVEN = Given(public_reply=True, reason=True, of_an_appeal=True, past_local=True)


@pytest.mark.promise("T6", "in part")
@pytest.mark.parametrize(
    ("status", "event", "role", "changes", "code"),
    [
        ("investigating", "uphold", "supervisor", {"of_an_appeal": False}, "move.not_an_appeal"),
        ("submitted", "send_back", "supervisor", {"public_reply": False, "of_an_appeal": False}, "move.not_an_appeal"),
        (
            "resolved",
            "reopen",
            "supervisor",
            {"public_reply": False, "too_late_to_reopen": True},
            "move.too_late_to_reopen",
        ),
        ("accepted", "ask_consent", "officer", {"public_reply": False, "past_local": False}, "move.not_past_local"),
        ("submitted", "decline", "officer", {"reseal_pending": True}, "move.reseal_first"),
        ("submitted", "refer_out", "officer", {"reseal_pending": True}, "move.reseal_first"),
        (
            "investigating",
            "resolve",
            "officer",
            {"outcome": Outcome.PARTLY, "actions_taken": True, "reseal_pending": True},
            "move.reseal_first",
        ),
        ("submitted", "decline", "officer", {"needs_approval": True, "needs_check": True}, "move.approval_needed"),
        ("submitted", "refer_out", "officer", {"needs_check": True}, "move.check_first"),
        (
            "investigating",
            "resolve",
            "officer",
            {"outcome": Outcome.UNVERIFIABLE, "actions_taken": True, "needs_approval": True},
            "move.approval_needed",
        ),
        ("accepted", "approve", "officer", {"public_reply": False, "nothing_proposed": True}, "move.nothing_proposed"),
        ("accepted", "disapprove", "supervisor", {"public_reply": False, "own_proposal": True}, "move.own_proposal"),
        ("investigating", "uphold", "supervisor", {"reseal_pending": True}, "move.reseal_first"),
        ("submitted", "join", "officer", {"public_reply": False, "set_apart": True}, "move.set_apart"),
        ("accepted", "split", "officer", {"public_reply": False, "set_apart": True}, "move.set_apart"),
        ("accepted", "split", "officer", {"public_reply": False, "tasks_open": True}, "move.tasks_open"),
        ("accepted", "split", "officer", {"public_reply": False, "proposal_open": True}, "move.decide_first"),
        ("submitted", "take_in", "officer", {"public_reply": False, "proposal_open": True}, "move.decide_first"),
        ("investigating", "join", "officer", {"public_reply": False, "urged": True}, "move.report_back_first"),
        ("submitted", "undo_take_in", "officer", {"public_reply": False, "urged": True}, "move.report_back_first"),
        ("closed", "appeal", "reporter", {"public_reply": False, "answered_days_ago": 31}, "move.too_late"),
        ("closed", "rate", "reporter", {"public_reply": False, "rated": True}, "move.rated_before"),
        ("accepted", "extend", "officer", {"public_reply": False, "cannot_be_longer": True}, "move.cannot_be_longer"),
        ("investigating", "extend", "officer", {"public_reply": False, "extended": True}, "move.extended_before"),
        ("accepted", "extend", "officer", {"public_reply": False, "finish_is_over": True}, "move.finish_is_over"),
        ("submitted", "report_back", "officer", {"public_reply": False}, "move.not_urged"),
        ("accepted", "supervise", "supervisor", {"public_reply": False}, "move.not_from_above"),
        ("resolved", "recheck", "officer", {"public_reply": False}, "move.no_recheck"),
    ],
)
def test_what_the_case_itself_rules_out_is_said_with_nothing_else_to_do(status, event, role, changes, code):
    with pytest.raises(MoveNotAllowed) as refused:
        next_status(Status(status), Event(event), Role(role), replace(GIVEN, **changes))
    reason = refused.value.reason
    assert reason.code == code
    limit = {"days": APPEAL_DAYS} if code == "move.too_late" else {}
    assert reason.params == {"event": event, "status": status, "allowed": (), **limit}


@pytest.mark.promise("T11", "in part")
def test_a_hand_over_is_named_as_what_comes_first():
    with pytest.raises(MoveNotAllowed) as refused:
        next_status(Status.SUBMITTED, Event.DECLINE, Role.OFFICER, replace(GIVEN, safety=True))
    assert refused.value.reason.code == "move.hand_over_first"
    assert refused.value.reason.params == {"event": "decline", "status": "submitted", "allowed": (Event.HAND_OVER,)}


TOLD, ANSWERED = Effect.TELL_REPORTER, Effect.STOP_FIRST_ANSWER
PAUSED, RESUMED = Effect.PAUSE_FINISH, Effect.RESUME_FINISH
EFFECTS = {
    **dict.fromkeys(
        ("accept", "investigate", "hand_over", "send_back", "reopen", "ask_consent", "extend", "recheck"),
        frozenset({TOLD}),
    ),
    **dict.fromkeys(("resolve", "decline", "refer_out", "message", "uphold"), frozenset({TOLD, ANSWERED})),
    **dict.fromkeys(("transfer", "escalate"), frozenset({TOLD, RESUMED})),
    "ask": {TOLD, ANSWERED, PAUSED},
    "undo_join": {Effect.STAND_AS_TOLD},
}
"""What each event brings about besides the status, again by hand; all others nothing."""
NEED_A_REASON = {
    *("hand_over", "decline", "refer_out", "flag_safety", "transfer", "appeal", "recuse"),
    *("send_back", "reopen", "tell_school", "oversee", "extend", "supervise", "report_back", "disapprove"),
}


@pytest.mark.promise("T6", "in part")
@pytest.mark.parametrize("row", MOVES, ids=lambda row: row.event)
def test_every_move_brings_about_what_is_written_here(row):
    ends_a_wait = row.source == {Status.AWAITING_REPORTER} and row.event in {Event.INVESTIGATE, Event.ANSWER}
    assert row.effects == EFFECTS.get(row.event, set()) | ({RESUMED} if ends_a_wait else set())


@pytest.mark.promise("T6", "in part")
@pytest.mark.parametrize("row", MOVES, ids=lambda row: row.event)
def test_every_move_needs_the_reason_and_the_hand_over_that_are_written_here(row):
    assert (Guard.REASON in row.guards) == (row.event in NEED_A_REASON)
    ends = row.event in {Event.RESOLVE, Event.DECLINE, Event.REFER_OUT, Event.UPHOLD}
    ending = {Guard.PUBLIC_REPLY, Guard.HAND_OVER_IF_SAFETY, Guard.SEALED_HERE}
    assert ending & set(row.guards) == (ending if ends else set())
    assert (Guard.TASKS_DONE in row.guards) == (ends or row.event in LEAVING)

from contextlib import nullcontext
from dataclasses import fields, replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.access import may, permission_for
from policy.deadlines import Clock
from policy.lifecycle import (
    ANSWERED,
    MOVES,
    START,
    TIMED_MOVES,
    UNANSWERED,
    Effect,
    Given,
    MoveIncomplete,
    MoveNotAllowed,
    allowed_events,
    move_by_time,
    move_of_nobody,
    next_status,
    open_clocks,
)
from policy.moves import REFUSAL_CODES
from policy.vocabulary import Event, Outcome, Role, Status
from tests.policy.moves_by_hand import EXPECTED
from tests.policy.refusals_by_hand import ENDING, TELLING, blocked

EVERYTHING = list(product(Status, Event, Role))
OFFICER = Role.OFFICER


def complete(event):
    """All that an event takes."""
    outcome = Outcome.SUBSTANTIATED if event is Event.RESOLVE else None
    return Given(
        outcome,
        actions_taken=event is Event.RESOLVE,
        public_reply=event in TELLING,
        reason=True,
        safety=False,
        handed_over=False,
        of_an_appeal=True,
        past_local=True,
        from_above=True,
        urged=event is Event.REPORT_BACK,
        recheck_promised=True,
    )


@pytest.mark.promise("T6")
@pytest.mark.parametrize("status", Status)
def test_every_combination_with_a_status_is_a_declared_move_or_a_named_refusal(status):
    for event, role in product(Event, Role):
        expected = EXPECTED.get((status, event, role))
        if expected is None:
            with pytest.raises(MoveNotAllowed) as refused:
                next_status(status, event, role, complete(event))
            reason = refused.value.reason
            assert reason.code in {"move.not_in_this_status", "move.not_for_this_role"}, (event, role)
            assert reason.params == {"event": event, "status": status, "allowed": allowed_events(status, role)}
        else:
            move = next_status(status, event, role, complete(event))
            assert move in MOVES, (event, role)
            assert move.status_after(status) == expected, (event, role)


@pytest.mark.promise("T6")
def test_no_combination_has_two_rows():
    for status, event, role in EVERYTHING:
        rows = [row for row in MOVES if status in row.source and row.event is event and role in row.roles]
        assert len(rows) == ((status, event, role) in EXPECTED)


@pytest.mark.promise("T6")
@given(
    st.sampled_from(Status),
    st.sampled_from(Event),
    st.sampled_from(Role),
    st.builds(
        Given,
        outcome=st.none() | st.sampled_from(Outcome),
        actions_taken=st.booleans(),
        public_reply=st.booleans(),
        reason=st.booleans(),
        safety=st.booleans(),
        handed_over=st.booleans(),
        set_apart=st.booleans(),
        of_an_appeal=st.booleans(),
        too_late_to_reopen=st.booleans(),
        past_local=st.booleans(),
        from_above=st.booleans(),
        tasks_open=st.booleans(),
        cannot_be_longer=st.booleans(),
        extended=st.booleans(),
        finish_is_over=st.booleans(),
        urged=st.booleans(),
        recheck_promised=st.booleans(),
        needs_check=st.booleans(),
        needs_approval=st.booleans(),
        nothing_proposed=st.booleans(),
        own_proposal=st.booleans(),
        proposal_open=st.booleans(),
        reseal_pending=st.booleans(),
        appealed=st.booleans(),
    ),
)
def test_whatever_is_given_a_move_is_made_exactly_when_it_is_listed_and_complete(status, event, role, given_):
    listed = event in allowed_events(status, role)
    in_the_way = listed and blocked(event, given_)
    if not listed or in_the_way:
        with pytest.raises(in_the_way or MoveNotAllowed):
            next_status(status, event, role, given_)
    else:
        assert next_status(status, event, role, given_).event is event


@pytest.mark.promise("T6")
@pytest.mark.parametrize(
    "name", sorted(each.name for each in fields(Given) if each.type == "bool" and each.name != "rated")
)
def test_each_thing_alone_refuses_a_listed_move_or_leaves_it_as_it_is(name):
    """Whether somebody has rated depends on the status as well, and is tried by itself below."""
    for status, event, role in (each for each in EVERYTHING if each in EXPECTED):
        whole = complete(event)
        given_ = replace(whole, **{name: not getattr(whole, name)})
        in_the_way = blocked(event, given_)
        with pytest.raises(in_the_way) if in_the_way else nullcontext():
            assert next_status(status, event, role, given_).event is event, (status, event, role)


@pytest.mark.parametrize(
    ("status", "event", "needs"),
    [
        ("investigating", "resolve", ("outcome", "actions_taken", "public_reply")),
        ("submitted", "decline", ("reason", "public_reply")),
        ("investigating", "refer_out", ("reason", "public_reply")),
        ("accepted", "hand_over", ("reason",)),
    ],
)
def test_a_move_names_each_field_it_lacks(status, event, needs):
    with pytest.raises(MoveIncomplete) as refused:
        next_status(Status(status), Event(event), OFFICER, Given())
    assert refused.value.fields == needs
    assert {error.reason.code for error in refused.value.errors} <= set(REFUSAL_CODES)
    assert [error.reason.code for error in refused.value.errors] == [f"move.{field}_missing" for field in needs]


def test_a_move_names_each_field_it_does_not_take():
    given_ = replace(complete(Event.ACCEPT), outcome=Outcome.PARTLY, actions_taken=True, public_reply=True)
    with pytest.raises(MoveIncomplete) as refused:
        next_status(Status.SUBMITTED, Event.ACCEPT, OFFICER, given_)
    assert [(error.field, error.reason.code) for error in refused.value.errors] == [
        ("outcome", "move.not_taken"),
        ("actions_taken", "move.not_taken"),
        ("public_reply", "move.not_taken"),
    ]


@pytest.mark.parametrize("event", ["accept", "investigate", "ask"])
def test_the_first_steps_need_nothing_else(event):
    status = Status.SUBMITTED if event == "accept" else Status.ACCEPTED
    assert next_status(status, Event(event), OFFICER, Given()).guards == ()


@pytest.mark.promise("T11")
@pytest.mark.parametrize("event", sorted(ENDING))
def test_a_safety_case_ends_only_after_a_recorded_hand_over(event):
    status = Status.SUBMITTED if event is Event.DECLINE else Status.INVESTIGATING
    unsafe = replace(complete(event), safety=True)
    with pytest.raises(MoveNotAllowed) as refused:
        next_status(status, event, OFFICER, unsafe)
    assert refused.value.reason.code == "move.hand_over_first"
    assert refused.value.reason.params["allowed"] == (Event.HAND_OVER,)
    assert Event.HAND_OVER in allowed_events(status, OFFICER)
    handed_over = replace(unsafe, handed_over=True)
    assert next_status(status, event, OFFICER, handed_over).event is event


def test_a_role_that_never_does_a_thing_is_told_apart_from_the_wrong_moment():
    with pytest.raises(MoveNotAllowed) as wrong_role:
        next_status(Status.SUBMITTED, Event.ACCEPT, Role.SUPERVISOR, complete(Event.ACCEPT))
    with pytest.raises(MoveNotAllowed) as wrong_moment:
        next_status(Status.ACCEPTED, Event.ACCEPT, OFFICER, complete(Event.ACCEPT))
    assert wrong_role.value.reason.code == "move.not_for_this_role"
    assert wrong_moment.value.reason.code == "move.not_in_this_status"


def test_a_question_pauses_the_finish_and_the_answer_resumes_it():
    asked = next_status(Status.INVESTIGATING, Event.ASK, OFFICER, Given())
    assert Effect.PAUSE_FINISH in asked.effects
    answered = next_status(Status.AWAITING_REPORTER, Event.ANSWER, Role.REPORTER, Given())
    assert answered.effects == {Effect.RESUME_FINISH}
    assert not next_status(Status.INVESTIGATING, Event.ANSWER, Role.REPORTER, Given()).effects


@pytest.mark.parametrize("row", [row for row in MOVES if row.target and Role.REPORTER not in row.roles], ids=repr)
def test_the_reporter_is_told_of_every_change_an_office_makes(row):
    """A case that is joined to another has no reporter any more who could be told."""
    assert (Effect.TELL_REPORTER in row.effects) == (row.event is not Event.JOIN)


def test_analysts_auditors_and_administrators_move_nothing():
    for status, role in product(Status, [Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR]):
        assert allowed_events(status, role) == ()


def test_whoever_moves_a_case_has_the_permission_for_it():
    for row in MOVES:
        assert all(may(role, permission_for(row.event)) for role in row.roles - {Role.REPORTER})


def test_every_status_is_reached_from_the_start_and_closed_is_the_end_but_for_the_office_above():
    steps = [(source, row.target) for row in MOVES if row.target for source in row.source]
    steps += [(source, row.move.target) for row in TIMED_MOVES for source in row.move.source]
    reached = {START}
    for _ in Status:
        reached |= {target for source, target in steps if source in reached}
    assert reached == set(Status)
    assert allowed_events(Status.CLOSED, Role.SUPERVISOR) == (Event.REOPEN, Event.OVERSEE, Event.RECHECK)
    assert allowed_events(Status.CLOSED, Role.OFFICER) == (Event.RECHECK,)  # which leaves it closed
    others = set(Role) - {Role.REPORTER, Role.SUPERVISOR, Role.OFFICER}
    assert all(allowed_events(Status.CLOSED, role) == () for role in others)
    from_closed = {row.target for row in MOVES if Status.CLOSED in row.source and row.event is not Event.REOPEN}
    assert from_closed == {None, Status.CLOSED}


def test_time_alone_closes_an_answered_case_and_ends_a_silence():
    since = date(2025, 3, 3)
    assert move_by_time(Status.RESOLVED, since, date(2025, 4, 1)) is None
    assert move_by_time(Status.RESOLVED, since, date(2025, 4, 2)).target is Status.CLOSED
    assert move_by_time(Status.AWAITING_REPORTER, since, date(2025, 3, 9)) is None
    assert move_by_time(Status.AWAITING_REPORTER, since, date(2025, 3, 10)).target is Status.INVESTIGATING
    assert move_by_time(Status.SUBMITTED, since, date(2026, 3, 3)) is None


def test_clocks_run_until_the_office_has_done_what_they_measure():
    assert open_clocks(Status.SUBMITTED, answered=False) == set(Clock)
    assert open_clocks(Status.ACCEPTED, answered=False) == set(Clock) - {Clock.ACCEPT}
    assert open_clocks(Status.INVESTIGATING, answered=True) == {Clock.FINISH, Clock.TOLD}
    assert open_clocks(Status.AWAITING_REPORTER, answered=True) == {Clock.FINISH, Clock.TOLD}
    assert open_clocks(Status.AWAITING_REPORTER, answered=True, paused=True) == {Clock.TOLD}
    for status in {*ANSWERED, Status.CLOSED}:
        assert open_clocks(status, answered=True) == frozenset()


def test_a_case_is_unanswered_answered_or_closed():
    assert UNANSWERED | ANSWERED | {Status.CLOSED} == set(Status)
    assert not UNANSWERED & ANSWERED


@pytest.mark.promise("T8", "in part")
@pytest.mark.parametrize("status", [Status.RESOLVED, Status.DECLINED, Status.REFERRED_OUT, Status.CLOSED])
def test_an_appeal_is_taken_on_the_thirtieth_day_and_not_on_the_next(status):
    given_ = Given(reason=True, answered_days_ago=30)
    assert next_status(status, Event.APPEAL, Role.REPORTER, given_).target is None
    with pytest.raises(MoveNotAllowed) as late:
        next_status(status, Event.APPEAL, Role.REPORTER, replace(given_, answered_days_ago=31))
    assert late.value.reason.code == "move.too_late"
    with pytest.raises(MoveNotAllowed) as again:
        next_status(status, Event.APPEAL, Role.REPORTER, replace(given_, appealed=True))
    assert again.value.reason.code == "move.appealed_before"


def test_a_case_that_is_set_apart_is_not_joined():
    for event in (Event.JOIN, Event.TAKE_IN):
        assert next_status(Status.SUBMITTED, event, OFFICER, Given()).event is event
        with pytest.raises(MoveNotAllowed) as refused:
            next_status(Status.SUBMITTED, event, OFFICER, Given(set_apart=True))
        assert refused.value.reason.code == "move.set_apart"


def test_a_rating_is_changed_until_the_case_is_closed_and_given_afterwards_once():
    for status in ANSWERED:
        assert next_status(status, Event.RATE, Role.REPORTER, Given(rated=True)).target is None
    assert next_status(Status.CLOSED, Event.RATE, Role.REPORTER, Given()).target is None
    with pytest.raises(MoveNotAllowed) as again:
        next_status(Status.CLOSED, Event.RATE, Role.REPORTER, Given(rated=True))
    assert again.value.reason.code == "move.rated_before"


@pytest.mark.promise("T6")
def test_what_nobody_asks_for_is_in_the_table_too_and_no_role_can_cause_it():
    by_nobody = {row.event for row in MOVES if not row.roles}
    of_tasks = {Event.ACCEPT_TASK, Event.FINISH_TASK, Event.RETURN_TASK}  # by the office that was asked, in its task
    assert by_nobody == {Event.REMIND, Event.ESCALATE, Event.UNASSIGN, Event.UNDO_JOIN} | of_tasks
    for status, event in product(Status, by_nobody):
        move = move_of_nobody(status, event)
        wanted = {Event.REMIND: {Status.SUBMITTED}, Event.UNDO_JOIN: {Status.CLOSED}}.get(event, UNANSWERED)
        assert (move is not None) == (status in wanted)
        assert all(event not in allowed_events(status, role) for role in Role)
        if move:
            assert move.target is (Status.SUBMITTED if event is Event.ESCALATE else None)

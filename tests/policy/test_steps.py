"""What a step brings with it is said for whatever ends a case or takes it away."""

import pytest

from policy.access import Capacity
from policy.lifecycle import MOVES
from policy.moves import Guard
from policy.steps import EFFECTS, FINAL, OUT_OF_SIGHT, REASON_TOLD, can_take, step
from policy.vocabulary import Event, Role, Status
from policy.words import LOCALES
from tests.support.national import NATIONAL

STAFF = {Role.OFFICER, Role.SUPERVISOR}
ENDS = {Status.RESOLVED, Status.DECLINED, Status.REFERRED_OUT, Status.CLOSED, Status.SUBMITTED}


def test_whatever_ends_a_case_or_takes_it_away_says_so_before():
    ending = {move.event for move in MOVES if move.target in ENDS and move.roles & STAFF}
    assert len(ending) > 5
    assert ending | FINAL | OUT_OF_SIGHT <= set(EFFECTS)


def test_a_reason_that_is_told_is_one_that_is_given():
    assert {move.event for move in MOVES if Guard.REASON in move.guards} >= REASON_TOLD


@pytest.mark.parametrize("event", Event)
def test_a_step_says_what_the_tables_say(event):
    said = step(event)
    assert said.effect == (f"effect.{event.value}" if event in EFFECTS else None)
    assert (said.is_final, said.tells_reason) == (event in FINAL, event in REASON_TOLD)
    assert said.may_leave == (event in OUT_OF_SIGHT)
    assert said.needs_approval == (event in {Event.DECLINE, Event.REFER_OUT})
    against = ("unsubstantiated", "unverifiable")
    assert said.outcomes_to_approve == (against if event is Event.RESOLVE else ())
    for locale in LOCALES if said.effect else ():
        assert NATIONAL.words.say(said.effect, {}, locale)


def test_a_case_is_taken_in_one_step_by_an_officer_of_its_office_while_nobody_has_accepted_it():
    every = {(status, role, capacity) for status in Status for role in Role for capacity in Capacity}
    assert {one for one in every if can_take(*one)} == {(Status.SUBMITTED, Role.OFFICER, Capacity.LEAD)}

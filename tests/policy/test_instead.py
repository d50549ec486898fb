"""What a refusal names instead is what this reader may do, in the reader's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policy
from policy.access import Capacity, may, permission_for
from policy.instead import NOTHING, instead
from policy.lifecycle import Given, allowed_events, next_status
from policy.moves import MoveIncomplete, MoveNotAllowed
from policy.vocabulary import Event, Outcome, Reason, Role, Status
from policy.words import LOCALES

WORDS = policy.load().words
COMPLETE = (
    Given(outcome=Outcome.PARTLY, actions_taken=True, public_reply=True, reason=True),
    Given(public_reply=True, reason=True),
    Given(reason=True),
)


def is_taken(status, event, role, given):
    try:
        next_status(status, event, role, given)
    except (MoveNotAllowed, MoveIncomplete):
        return False
    return True


@pytest.mark.promise("T6", "in part")
@given(st.sampled_from(Status), st.sampled_from(Role), st.sampled_from(Capacity))
def test_whatever_is_named_is_possible_for_this_reader_and_named_once(status, role, capacity):
    named = instead(status, role, capacity)
    assert len({reason.code for reason in named}) == len(named) > 0
    for event in [Event(reason.code.partition(".")[2]) for reason in named if reason != NOTHING]:
        assert event in allowed_events(status, role)
        assert role is Role.REPORTER or may(role, permission_for(event), capacity)
        assert any(is_taken(status, event, role, given) for given in COMPLETE)


def test_an_officer_may_close_nothing_and_the_office_above_only_hand_over():
    assert instead(Status.CLOSED, Role.OFFICER) == (NOTHING,)
    assert instead(Status.SUBMITTED, Role.AUDITOR) == (NOTHING,)
    assert instead(Status.SUBMITTED, Role.SUPERVISOR, Capacity.ALERTED) == (Reason("act.hand_over"),)
    assert instead(Status.RESOLVED, Role.SUPERVISOR, Capacity.ABOVE) == (NOTHING,)


@pytest.mark.parametrize("locale", LOCALES)
def test_it_is_said_in_the_words_of_the_locale(locale):
    raw = set(Event) | {"reporter_may", "act", "{"}
    for status in Status:
        for role in (Role.OFFICER, Role.REPORTER):
            said = WORDS.say("move.not_in_this_status", {"allowed": instead(status, role)}, locale)
            if locale == "zh-Hans":
                assert not any(each in said for each in raw), said
    example = {"allowed": instead(Status.RESOLVED, Role.REPORTER)}
    assert (
        WORDS.say("move.not_in_this_status", example, locale)
        == {
            "en": "This step is not possible where the case stands. Possible now: "
            "write to the office, rate the answer, withdraw the report.",
            "zh-Hans": "案件在当前状态下不能这样办理，目前可以：给承办单位留言、评价答复、撤回举报。",
        }[locale]
    )

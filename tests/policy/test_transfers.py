"""Transfers come to rest, whoever wants a case to go wherever."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.divisions import load_divisions
from policy.routing import reason_of
from policy.transfers import Handing, Seat, TransferRefused, had_by, hand_on, hand_on_all, is_below
from policy.vocabulary import Reason

OFFICES = ["a", "b", "c", "above"]


def walk(wishes):
    """The transfers that are made of these wishes."""
    past, current = [], "a"
    for wanted in wishes:
        try:
            handing = hand_on(past, current, wanted, "above")
        except TransferRefused:
            continue
        past.append(handing)
        current = handing.to_office_id
    return past


@pytest.mark.promise("T3", "in part")
def test_two_bounces_are_made_as_wanted_and_the_third_goes_above():
    past = walk(["b", "a", "b", "a"])
    assert [(handing.to_office_id, handing.settles) for handing in past] == [
        ("b", False),
        ("a", False),
        ("b", False),
        ("above", True),
    ]
    for wanted in ("a", "b", "c"):
        assert hand_on(past, "above", wanted, "above") == Handing("above", wanted)


@pytest.mark.promise("T3", "in part")
@given(st.lists(st.sampled_from(OFFICES), max_size=60))
def test_every_case_comes_to_rest(wishes):
    past = walk(wishes)
    assert len(past) <= 2 * len(OFFICES) + 2
    assert sum(handing.settles for handing in past) <= 1
    assert all(handing.from_office_id != handing.to_office_id for handing in past)
    assert all(before.to_office_id == after.from_office_id for before, after in pairwise(past))


@pytest.mark.promise("T3", "in part")
@given(st.lists(st.sampled_from(OFFICES), max_size=60))
def test_after_it_was_settled_no_office_has_it_again(wishes):
    past = walk(wishes)
    settled = next((number for number, handing in enumerate(past) if handing.settles), len(past))
    for number in range(settled + 2, len(past)):
        before = past[:number]
        assert past[number].to_office_id not in had_by(before, before[-1].to_office_id)


@pytest.mark.promise("T3", "in part")
@given(st.lists(st.lists(st.sampled_from(OFFICES), max_size=12), min_size=1, max_size=4), st.sampled_from(OFFICES))
def test_of_cases_that_were_joined_the_strictest_way_decides(lives, wanted):
    pasts = [walk(wishes) for wishes in lives]
    alone = [asked_for(hand_on, past, wanted) for past in pasts]
    together = asked_for(hand_on_all, pasts, wanted)
    assert together in alone
    refusals = [each for each in alone if isinstance(each, Reason)]
    assert isinstance(together, Reason) == bool(refusals)
    assert refusals or together.settles == any(handing.settles for handing in alone)


def asked_for(hand, past, wanted):
    """Where the case goes from `c`, or why it does not."""
    try:
        return hand(past, "c", wanted, "above")
    except TransferRefused as refused:
        return refused.reason


def test_the_office_above_that_has_it_already_sends_it_where_it_wants():
    past = [Handing("above", "a"), Handing("a", "above"), Handing("above", "a"), Handing("a", "above")]
    assert hand_on(past, "above", "a", "above") == Handing("above", "a", settles=True)


def test_an_office_does_not_pass_a_case_to_itself():
    with pytest.raises(TransferRefused) as refused:
        hand_on([], "a", "a", "above")
    assert refused.value.reason.code == "transfer.same_office"


@pytest.mark.promise("T12", "in part")
@pytest.mark.parametrize(
    ("here", "there", "refused"),
    [
        ("411100", "410000", False),
        ("411100", "411100", False),
        ("411100", "411102", True),
        ("411102", "411103", True),
        ("110228", "110118", False),
        ("110118", "110228", False),
    ],
)
def test_what_avoids_the_local_office_goes_upward_only_also_where_a_division_got_another_code(here, there, refused):
    divisions = load_divisions()
    seats = [Seat(code, code, "education") for code in (here, there)]
    assert is_below(divisions, *seats) is refused
    named = divisions.standing(there).name
    expected = Reason("routing.transferred", {"division": named, "department": "education"})
    assert reason_of("routing.transferred", divisions, there, "education") == expected

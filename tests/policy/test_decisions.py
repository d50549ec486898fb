"""T7: which answers a second person approves, which need a check, and what goes with which outcome."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policy.decisions import AGAINST, ENDS, WITHOUT_OUTCOME, check_faults, load_decisions, needs_approval
from policy.reading import DATA, BadPolicyData
from policy.vocabulary import CheckKind, Event, Outcome, Reason

DECISIONS = load_decisions()
FOUND = {Outcome.SUBSTANTIATED, Outcome.PARTLY}


@pytest.mark.promise("T7", "in part")
def test_whatever_is_against_the_reporter_needs_a_second_person():
    for event, outcome in product(Event, [None, *Outcome]):
        against = event in {Event.DECLINE, Event.REFER_OUT} or outcome in {"unsubstantiated", "unverifiable"}
        assert needs_approval(event, outcome) == (against and event in ENDS)


@pytest.mark.promise("T7", "in part")
def test_an_outcome_against_the_reporter_needs_a_check_and_so_does_a_ground_that_somebody_can_look_at():
    for outcome in Outcome:
        assert DECISIONS.needs_check(Event.RESOLVE, outcome, None) == (outcome in AGAINST)
    for row in DECISIONS.grounds.values():
        assert DECISIONS.needs_check(row.event, None, row.code) == row.needs_check
    for event in WITHOUT_OUTCOME:
        assert DECISIONS.needs_check(event, None, None)
        assert DECISIONS.needs_check(event, None, "no_such_ground")
        assert {row.needs_check for row in DECISIONS.grounds.values() if row.event is event} == {True, False}


@pytest.mark.promise("T7", "in part")
@given(st.dates(), st.dates())
def test_nobody_looked_for_a_case_before_it_began(checked_on, begun_on):
    found = [(one.field, one.reason) for one in check_faults(checked_on, begun_on)]
    refused = ("checked_on", Reason("check.before_case", {"earliest": begun_on.isoformat()}))
    assert found == ([refused] if checked_on < begun_on else [])


@pytest.mark.promise("T7", "in part")
@given(
    st.sampled_from(ENDS),
    st.none() | st.sampled_from(Outcome),
    st.lists(st.sampled_from([*DECISIONS.actions, "x", "y"]), max_size=5),
    st.none() | st.sampled_from([*DECISIONS.grounds, "x"]),
)
@example(Event.RESOLVE, Outcome.SUBSTANTIATED, ["none_needed"], None)
@example(Event.RESOLVE, Outcome.SUBSTANTIATED, ["none_needed", "none_needed"], None)
@example(Event.RESOLVE, Outcome.UNVERIFIABLE, ["none_needed", "explained"], None)
@example(Event.RESOLVE, Outcome.UNVERIFIABLE, ["none_needed", "x"], None)
def test_codes_are_refused_by_name_exactly_when_they_do_not_go_with_the_answer(event, outcome, actions, ground):
    faults = {fault.field: fault.reason.code for fault in DECISIONS.faults(event, outcome, actions, ground)}
    expected = {}
    for index, action in enumerate(actions):
        if action in ("x", "y"):
            expected[f"actions_taken.{index}"] = "field.not_offered"
        elif action in actions[:index]:
            expected[f"actions_taken.{index}"] = "field.repeated"
    named = set(actions) - {"x", "y"}
    if named > {"none_needed"}:
        expected["actions_taken"] = "decision.nothing_else"
    elif named == {"none_needed"} and outcome in FOUND:
        expected["actions_taken"] = "decision.action_needed"
    if event is Event.RESOLVE and ground is not None:
        expected["ground"] = "move.not_taken"
    elif event is not Event.RESOLVE and ground is None:
        expected["ground"] = "decision.ground_missing"
    elif event is not Event.RESOLVE and (ground == "x" or DECISIONS.grounds[ground].event is not event):
        expected["ground"] = "field.not_offered"
    assert faults == expected


@given(st.lists(st.sampled_from([*DECISIONS.actions, "x"])))
def test_actions_stand_in_the_order_of_the_data_each_once(actions):
    ordered = DECISIONS.in_order(actions)
    assert set(ordered) == set(actions) - {"x"}
    assert list(ordered) == [code for code in DECISIONS.actions if code in ordered]


def test_a_homework_log_is_of_three_classes_and_nothing_else_takes_any():
    assert {kind: row.least_classes for kind, row in DECISIONS.checks.items()} == {
        **dict.fromkeys(CheckKind, 0),
        CheckKind.HOMEWORK_LOG: 3,
    }


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("actions.csv", "explained,false,again"),
        ("actions.csv", f"{'x' * 41},false,too long"),
        ("grounds.csv", "y,resolve,false,an answer needs none"),
        ("grounds.csv", "outside_remit,decline,false,again"),
        ("checks.csv", "visit,0,again"),
        ("checks.csv", "hearsay,0,no such kind"),
    ],
)
def test_data_that_says_a_thing_twice_or_wrongly_is_refused(tmp_path, name, line):
    for each in ("actions.csv", "grounds.csv", "checks.csv"):
        (tmp_path / each).write_text((DATA / each).read_text(encoding="utf-8"), encoding="utf-8")
    with (tmp_path / name).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(BadPolicyData, match=name):
        load_decisions(tmp_path)


def test_a_check_that_takes_fewer_than_no_classes_and_a_kind_that_is_missing_are_refused(tmp_path):
    for each in ("actions.csv", "grounds.csv", "checks.csv"):
        (tmp_path / each).write_text((DATA / each).read_text(encoding="utf-8"), encoding="utf-8")
    lines = (DATA / "checks.csv").read_text(encoding="utf-8").splitlines()
    for changed in (lines[:-1], [lines[0], "visit,-1,less than none", *lines[2:]]):
        (tmp_path / "checks.csv").write_text("\n".join(changed) + "\n", encoding="utf-8")
        with pytest.raises(BadPolicyData, match=r"checks\.csv"):
            load_decisions(tmp_path)


def test_an_overlay_may_ask_for_more_classes(tmp_path):
    header = (DATA / "checks.csv").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "checks.csv").write_text(f"{header}\nhomework_log,5,a city\n", encoding="utf-8")
    laid = load_decisions(overlay=tmp_path)
    assert laid.checks[CheckKind.HOMEWORK_LOG].least_classes == 5
    assert replace(laid, checks=DECISIONS.checks) == DECISIONS

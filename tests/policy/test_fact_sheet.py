"""The rules say what the fact sheet says: document, first day, grades, place, limits, and how sure it is.

`fact_sheet.csv` is the project's policy fact sheet of 2026-09 in short, one line a rule. `limits` are its numbers and
times, in the unit that the form asks for (hours of care and of sport in minutes), of every rule that compares one.
"""

import csv
from datetime import date, time
from pathlib import Path

import pytest

from policy.rules import NATION, load_left_out
from tests.support.national import NATIONAL

RULES = NATIONAL.rules
LEFT_OUT = {one.id: one for one in load_left_out(RULES)}
with (Path(__file__).parent / "fact_sheet.csv").open(encoding="utf-8", newline="") as stream:
    FACTS = {row["id"]: row for row in csv.DictReader(stream)}
USED = sorted({rule.id for rule in RULES})
BY_REFERENCE = {"TU-04": {10, 11, 12}, "TU-21": {10, 11, 12}}
"""Senior grades: by reference only (TU-04), or where they have a guided price of their own (TU-21)."""
OTHER_PLACES = {"SC-01": {"140000"}, "SC-02": {"140000"}, "AS-06": {"140000"}, "AS-07": {"320000"}}
"""Where a national rule has a wording of its own: weekend care in Shanxi, the hour of Jiangsu."""

OWN_NUMBERS = {
    "HW-04": {"120"},  # the sheet has no national number: it only asks a person to look
    "HW-10": {"0", "60", "90"},  # the limits of the day, for the weekend: the same
    "AS-01": {"5"},  # days a week, which the sheet tells in words
    "AS-02": {"18:00"},  # the hour is local: it only asks a person to look
    "PE-01": {"60", "10"},  # the figures of 2021 and 2025, before those of the sheet
}
"""Numbers beside the sheet's, each for the reason given in `policy/data/README.md`."""


def numbers(test):
    """Every limit that a test compares with."""
    own = [getattr(test, name) for name in ("limit", "float_up_percent") if hasattr(test, name)]
    own += getattr(test, "limits", {}).values()
    return {_as_sheet(one) for one in own}.union(*map(numbers, getattr(test, "tests", ())))


def _as_sheet(limit):
    return f"{limit:%H:%M}" if isinstance(limit, time) else str(limit)


def versions(rule_id):
    return [rule for rule in RULES if rule.id == rule_id]


@pytest.mark.promise("T10")
def test_every_rule_of_the_sheet_is_in_use_or_left_out_with_a_reason():
    assert set(USED) | set(LEFT_OUT) == set(FACTS)
    assert len(FACTS) == 83
    assert {one.id: one.why for one in LEFT_OUT.values() if one.confidence.known} == {
        "HW-13": "same_as_another",
        "TU-01": "definition",
        "TU-02": "definition",
        "TU-14": "not_for_reporters",
    }


@pytest.mark.promise("T10")
def test_no_recalled_rule_is_on():
    assert all(FACTS[rule.id]["confidence"] in {"V", "VT"} for rule in RULES if rule.enabled)


@pytest.mark.promise("T10")
@pytest.mark.parametrize("rule_id", USED)
def test_a_rule_has_the_document_the_first_day_the_grades_and_the_place_of_the_sheet(rule_id):
    fact, rules = FACTS[rule_id], versions(rule_id)
    assert {rule.confidence for rule in rules} == {fact["confidence"]}
    assert fact["document"] in {rule.document for rule in rules}
    assert min(rule.starts for rule in rules) == (date.fromisoformat(fact["effective_from"] or "0001-01-01"))
    grades = set().union(*(rule.all_grades for rule in rules))
    assert grades - BY_REFERENCE.get(rule_id, set()) == set(map(int, fact["grades"].split()))
    assert {code for rule in rules for code in rule.regions} == {fact["region"]} | OTHER_PLACES.get(rule_id, set())


@pytest.mark.promise("T10")
@pytest.mark.parametrize("rule_id", USED)
def test_a_rule_compares_with_the_limits_of_the_sheet_and_no_others(rule_id):
    compared = set().union(*(numbers(rule.test) for rule in versions(rule_id)))
    assert compared == set(FACTS[rule_id]["limits"].split()) | OWN_NUMBERS.get(rule_id, set())


@pytest.mark.promise("T10")
@pytest.mark.parametrize("rule_id", USED)
def test_every_grade_of_a_rule_is_held_to_one_wording_from_the_first_day_on(rule_id):
    """Days and grades have neither gap nor overlap in any one place and category."""
    for region in {code for rule in versions(rule_id) for code in rule.regions}:
        own = [rule for rule in versions(rule_id) if region in rule.regions]
        for category in {category for rule in own for category in rule.categories}:
            mine = [rule for rule in own if category in rule.categories]
            for grade in set().union(*(rule.all_grades for rule in mine)):
                last = [rule for rule in mine if grade in rule.all_grades and rule.effective_to is None]
                assert len(last) == 1, (region, category, grade)


def test_the_nation_is_named_by_one_code():
    assert NATION == "000000"

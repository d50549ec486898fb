"""Every rule: a positive, a negative and an edge case, chosen by the date of the act."""

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.answers import check_answers
from policy.deadlines import is_off_day, load_calendar
from policy.documents import load_documents
from policy.findings import STRONGEST_FIRST, find, severity
from policy.forms import DayMinutes, act_date, load_forms
from policy.prices import load_prices
from policy.rules import load_left_out, load_rules
from policy.vocabulary import Result, Severity
from tests.policy.rule_cases import CASES, days, hw, tu

FORMS = load_forms()
RULES = load_rules(FORMS, load_documents())
PRICES = load_prices()
DAY_KIND = partial(is_off_day, load_calendar())
TODAY = date(2026, 3, 10)
URBAN = ("140105", "140100", "140000", "000000")
RULE_IDS = sorted({rule.id for rule in RULES})
POSITIVE = {Result.SUSPECTED, Result.UNCLEAR}


def findings(category, answers, *, on=None, place=URBAN, rules=RULES):
    checked = check_answers(FORMS[category], answers, TODAY)
    assert checked.errors == ()
    day = on or act_date(FORMS[category], checked.values, occurred_on=None, filed_on=TODAY)
    return find(rules, PRICES, DAY_KIND, chain=place, category=category, values=checked.values, on=day)


def finding(rule_id, *case, **how):
    return next((one for one in findings(*case, **how) if one.rule_id == rule_id), None)


@pytest.mark.promise("T10", "in part")
@pytest.mark.parametrize(
    ("rule_id", "tried", "category", "answers", "result"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES]
)
def test_a_rule_makes_of_answers_what_it_should(rule_id, tried, category, answers, result):
    found = finding(rule_id, category, answers)
    assert (found and found.result) == result, tried


@pytest.mark.promise("T10", "in part")
@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_every_rule_has_a_positive_a_negative_and_an_edge_case(rule_id):
    results = [case[4] for case in CASES if case[0] == rule_id]
    assert POSITIVE & set(results)
    assert Result.NOT_SHOWN in results
    assert len(results) >= 3


@pytest.mark.promise("T10", "in part")
@pytest.mark.parametrize("rule_id", [one for one in RULE_IDS if one != "HW-04"])
def test_an_act_before_the_rule_is_not_measured_by_it(rule_id):
    first_day = min(rule.starts for rule in RULES if rule.id == rule_id)
    _, _, category, answers, _ = next(case for case in CASES if case[0] == rule_id and case[4] in POSITIVE)
    assert finding(rule_id, category, answers, on=first_day)
    assert finding(rule_id, category, answers, on=first_day - timedelta(days=1)) is None


@pytest.mark.promise("T10", "in part")
def test_a_rule_whose_date_is_not_known_is_not_bounded():
    assert finding("HW-04", "homework", {"grade": 10, "written_minutes": days(200)}, on=date(2021, 1, 1))


@pytest.mark.promise("T10", "in part")
def test_the_document_in_force_on_the_day_of_the_act_is_cited():
    case = ("homework", {"grade": 5, "written_minutes": days(10), "homework_kind": ["punitive"]})
    assert finding("HW-07", *case, on=date(2025, 5, 26)).document == "HW2021"
    assert finding("HW-07", *case, on=date(2025, 5, 27)).document == "NEG2025"


@pytest.mark.promise("T10", "in part")
def test_every_rule_in_use_is_known_and_all_others_are_listed_with_why():
    left_out = load_left_out(RULES)
    assert len(RULE_IDS) + len(left_out) == 83
    assert all(rule.confidence.known for rule in RULES if rule.enabled)
    assert {one.id for one in left_out if one.why == "recalled"} == {
        "HW-08",
        "RD-01",
        "TU-18",
        "TU-24",
        "TU-27",
        "TU-30",
    }


@pytest.mark.parametrize(
    ("rule_id", "limit", "observed"),
    [("HW-02", 60, 93), ("HW-10", None, 200), ("TU-05", "20:30", "21:10"), ("TU-04", None, "2026-03-01")],
)
def test_limit_and_observed_are_said_in_the_rules_own_unit(rule_id, limit, observed):
    homework = hw(rule_id, "", 5, None, (90, 100, 90), weekend_minutes=200)[2:4]
    lesson = tu(rule_id, "", "too_late", None, lesson_end="21:10", lesson_date="2026-03-01")[2:4]
    found = finding(rule_id, *(homework if rule_id.startswith("HW") else lesson))
    assert (found.limit, found.observed) == (limit, observed)


def test_the_national_senior_number_is_never_shown_as_a_limit():
    found = finding("HW-04", "homework", {"grade": 11, "written_minutes": days(300, 300, 300)})
    assert (found.result, found.limit, found.observed) == (Result.UNCLEAR, None, 300)


def test_findings_come_suspected_first_and_are_the_same_each_time():
    answers = {
        "grade": 5,
        "written_minutes": days(90, 100, 80),
        "parent_task": ["none"],
        "homework_kind": ["punitive"],
        "weekend_minutes": 90,
    }
    found = findings("homework", answers)
    assert [(one.rule_id, one.result) for one in found] == [
        ("HW-02", Result.SUSPECTED),
        ("HW-07", Result.SUSPECTED),
        ("HW-10", Result.UNCLEAR),
        ("HW-06", Result.NOT_SHOWN),
    ]
    assert found == findings("homework", dict(reversed(answers.items())))


def test_a_rule_that_is_off_and_one_of_another_region_are_silent():
    case = ("homework", {"grade": 5, "written_minutes": days(90, 100, 80)})
    assert finding("HW-02", *case, rules=[replace(rule, enabled=False) for rule in RULES]) is None
    elsewhere = [replace(rule, regions=("410000",)) for rule in RULES]
    assert finding("HW-02", *case, rules=elsewhere) is None
    assert finding("HW-02", *case, rules=elsewhere, place=("411102", "411100", "410000", "000000"))


def test_severity_is_urgent_for_safety_high_for_a_suspicion_else_normal():
    suspected = findings("homework", {"grade": 5, "written_minutes": days(90, 100, 80)})
    calm = findings("homework", {"grade": 5, "written_minutes": days(61)})
    assert severity(suspected, safety=False) is Severity.HIGH
    assert severity(calm, safety=False) is Severity.NORMAL
    assert severity((), safety=True) is Severity.URGENT


@given(
    st.integers(1, 12),
    st.lists(st.integers(0, 720), min_size=1, max_size=5),
    st.dates(date(2021, 4, 25), TODAY),
)
def test_homework_is_suspected_exactly_when_three_days_and_the_mean_are_over(grade, minutes, on):
    values = {"grade": grade, "written_minutes": tuple(DayMinutes(on, count) for count in minutes)}
    found = find(RULES, PRICES, DAY_KIND, chain=URBAN, category="homework", values=values, on=on)
    limit = {1: 0, 2: 0, 7: 90, 8: 90, 9: 90}.get(grade, 60)
    over = [count for count in minutes if count > limit]
    suspected = len(over) >= 3 and sum(minutes) / len(minutes) > limit
    assert len(found) == 1
    assert (found[0].result is Result.SUSPECTED) == (suspected and grade < 10)
    if not over:
        assert found[0].result is Result.NOT_SHOWN


@given(
    st.sampled_from(CASES), st.sampled_from(["411102", "440303", "110101", "999999"]), st.dates(date(2021, 1, 1), TODAY)
)
def test_any_place_and_day_gives_ordered_findings_that_json_can_say(case, code, on):
    _, _, category, answers, _ = case
    found = findings(category, answers, on=on, place=(code,))
    ranks = [STRONGEST_FIRST.index(one.result) for one in found]
    assert ranks == sorted(ranks)
    assert len({one.rule_id for one in found}) == len(found)
    json.dumps([(one.limit, one.observed) for one in found], allow_nan=False)

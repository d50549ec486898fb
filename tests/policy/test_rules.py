"""Every rule: a positive, a negative and an edge case, chosen by the date of the act."""

import json
from dataclasses import asdict, replace
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.answers import check_answers
from policy.deadlines import is_off_day, load_calendar
from policy.findings import Finding, find, severity
from policy.forms import DayMinutes, act_date
from policy.prices import load_prices
from policy.vocabulary import Result, Severity
from policy.weighing import STRONGEST_FIRST
from policy.words import LOCALES, load_words
from tests.policy.rule_cases import CASES, days, disguised, hw, price, tu
from tests.policy.school_cases import day_off, holiday, sc, service, sleep
from tests.support.national import NATIONAL

FORMS = NATIONAL.forms
RULES = NATIONAL.rules
PRICES = load_prices()
DAY_KIND = partial(is_off_day, load_calendar())
TODAY = date(2026, 3, 10)
URBAN = ("140105", "140100", "140000", "000000")
LUOHE = ("411102", "411100", "410000", "000000")
WORDS = load_words(())
RULE_IDS = sorted({rule.id for rule in RULES})
UNDATED = {rule.id for rule in RULES if rule.effective_from is None}
POSITIVE = {Result.SUSPECTED, Result.UNCLEAR}


def findings(category, answers, *, on=None, place=URBAN, rules=RULES):
    checked = check_answers(FORMS[category], answers, TODAY)
    assert checked.errors == ()
    day = on or act_date(FORMS[category], checked.values, occurred_on=None, filed_on=TODAY)
    return find(
        rules,
        PRICES,
        DAY_KIND,
        chain=place,
        category=category,
        values=checked.values,
        on=day,
        units=FORMS[category].units,
    )


def finding(rule_id, *case, **how):
    return next((one for one in findings(*case, **how) if one.rule_id == rule_id), None)


@pytest.mark.promise("T10")
@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_a_rule_has_a_positive_a_negative_and_an_edge_case_and_makes_of_each_what_it_should(rule_id):
    cases = [case for case in CASES if case[0] == rule_id]
    results = [case[4] for case in cases]
    assert POSITIVE & set(results)
    assert Result.NOT_SHOWN in results
    assert len(results) >= 3
    for _, tried, category, answers, result in cases:
        found = finding(rule_id, category, answers)
        assert (found and found.result) == result, tried


@pytest.mark.promise("T10")
def test_every_case_is_of_a_rule():
    assert {case[0] for case in CASES} == set(RULE_IDS)


@pytest.mark.promise("T10")
@pytest.mark.parametrize("rule_id", [one for one in RULE_IDS if one not in UNDATED])
def test_an_act_before_the_rule_is_not_measured_by_it(rule_id):
    first_day = min(rule.starts for rule in RULES if rule.id == rule_id)
    _, _, category, answers, _ = next(case for case in CASES if case[0] == rule_id and case[4] in POSITIVE)
    assert finding(rule_id, category, answers, on=first_day)
    assert finding(rule_id, category, answers, on=first_day - timedelta(days=1)) is None


@pytest.mark.promise("T10")
def test_a_rule_whose_date_is_not_known_is_not_bounded():
    assert finding("HW-04", "homework", {"grade": 10, "written_minutes": days(200)}, on=date(2021, 1, 1))


@pytest.mark.promise("T10")
def test_the_document_in_force_on_the_day_of_the_act_is_cited():
    case = ("homework", {"grade": 5, "written_minutes": days(10), "homework_kind": ["punitive"]})
    assert finding("HW-07", *case, on=date(2025, 5, 26)).document == "HW2021"
    assert finding("HW-07", *case, on=date(2025, 5, 27)).document == "NEG2025"


@pytest.mark.promise("T10")
@pytest.mark.parametrize(
    ("on", "answers", "result", "limit"),
    [
        ("2025-05-26", {"break_minutes": 5}, None, None),
        ("2025-05-27", {"break_minutes": 9}, Result.SUSPECTED, 10),
        ("2026-03-06", {"break_minutes": 10}, Result.NOT_SHOWN, 10),
        ("2026-03-07", {"break_minutes": 10}, Result.UNCLEAR, 15),
        ("2026-03-07", {"break_minutes": 9}, Result.SUSPECTED, 15),
        ("2026-03-06", {"sport_minutes": 60}, Result.NOT_SHOWN, 60),
        ("2026-03-07", {"sport_minutes": 60}, Result.UNCLEAR, 120),
        ("2026-03-07", {"sport_minutes": 59}, Result.SUSPECTED, 120),
    ],
)
def test_sport_and_breaks_are_measured_by_the_figures_of_their_day(on, answers, result, limit):
    case = sc("PE-01", "", "sport_and_breaks", None, **answers)[2:4]
    found = finding("PE-01", *case, on=date.fromisoformat(on))
    assert (found and found.result, found and found.limit) == (result, limit)


@pytest.mark.promise("T10")
def test_drilling_in_after_school_service_is_forbidden_by_name_since_the_notice_of_2024():
    case = service("AS-04", "", "lessons_taught", None, service_content=["drill"])[2:4]
    before, since = (finding("AS-04", *case, on=date.fromisoformat(day)) for day in ("2024-01-31", "2024-02-01"))
    assert (before.document, before.result) == ("OP2021", Result.UNCLEAR)
    assert (since.document, since.result) == ("AS2023", Result.SUSPECTED)


@pytest.mark.promise("T10")
def test_weekend_care_is_outside_the_rules_in_shanxi_only_and_with_lessons_nowhere():
    care = holiday("SC-01", "", None, activity="voluntary_care")[2:4]
    lessons = holiday("SC-01", "", None)[2:4]
    for rule_id in ("SC-01", "SC-02"):
        assert finding(rule_id, *care).result is Result.OUTSIDE_SCOPE
        assert finding(rule_id, *care, place=LUOHE).result is Result.NOT_SHOWN
        assert finding(rule_id, *lessons).result is Result.SUSPECTED
        assert finding(rule_id, *lessons, place=LUOHE).result is Result.SUSPECTED
    charged = day_off("AS-06", "", None, "voluntary_care", slot_charged="yes")[2:4]
    assert finding("AS-06", *charged, place=LUOHE).result is Result.SUSPECTED


@pytest.mark.promise("T10")
@pytest.mark.parametrize("rule_id", ["SC-01", "AS-06"])
def test_the_wording_of_the_nearest_region_holds_wherever_it_stands_in_the_file(rule_id):
    care = day_off(rule_id, "", None, "voluntary_care", slot_charged="yes")[2:4]
    assert finding(rule_id, *care) == finding(rule_id, *care, rules=tuple(reversed(RULES)))
    assert finding(rule_id, *care).result is Result.OUTSIDE_SCOPE


@pytest.mark.promise("T10")
@pytest.mark.parametrize("rule_id", ["HW-14", "AS-08"])
def test_a_rule_of_one_city_is_silent_elsewhere(rule_id):
    _, _, category, answers, _ = next(case for case in CASES if case[0] == rule_id)
    assert finding(rule_id, category, answers)
    assert finding(rule_id, category, answers, place=LUOHE) is None
    assert finding(rule_id, category, answers, place=("140200", "140000", "000000")) is None


@pytest.mark.promise("T10")
def test_the_wording_of_the_nearest_region_holds():
    case = sleep("AS-07", "", 8, None, evening_study_end="20:31")[2:4]
    nation, jiangsu = finding("AS-07", *case), finding("AS-07", *case, place=("320102", "320100", "320000", "000000"))
    assert (nation.result, nation.limit, nation.observed) == (Result.UNCLEAR, None, "20:31")
    assert (jiangsu.result, jiangsu.limit) == (Result.UNCLEAR, "20:30")


@pytest.mark.promise("T10")
def test_the_eleven_forms_of_disguise_are_asked_and_each_leads_to_a_rule():
    forms = set(FORMS["tutoring"].question("disguise_form").options) - {"none"}
    assert len(forms) == 11
    for form in forms:
        found = findings("tutoring", disguised("", "", None, form)[3])
        results = {one.rule_id: one.result for one in found if one.rule_id in {"TU-32", "TU-34"}}
        assert results["TU-32"] in POSITIVE
        assert Result.SUSPECTED in results.values() or form == "other"


def test_the_guided_price_shows_its_arithmetic():
    found = finding("TU-21", *price("", None, fee_amount=300)[2:4])
    assert found.working["code"] == "working.guided_price"
    assert found.working["params"] == {
        "amount": 300,
        "lessons": 10,
        "lesson_minutes": 45,
        "standard_minutes": 45,
        "unit": 30,
        "base": 23,
        "percent": 10,
        "ceiling": 25.3,
    }
    said = WORDS.say(found.working["code"], found.working["params"], "en")
    assert said.startswith("300 yuan ÷ 10 lessons × 45 ÷ 45 minutes = 30 yuan")
    assert "25.3 yuan" in said


@pytest.mark.parametrize(
    ("more", "place", "code"),
    [
        ({"class_size": None}, URBAN, "figures_missing"),
        ({"fee_lessons": None}, URBAN, "figures_missing"),
        ({}, LUOHE, "no_price"),
    ],
)
def test_what_cannot_be_calculated_says_why(more, place, code):
    found = finding("TU-21", *price("", None, **more)[2:4], place=place)
    assert (found.result, found.working) == (Result.UNCLEAR, {"code": f"working.{code}", "params": {}})


@given(st.sampled_from(CASES), st.sampled_from(["140105", "411102", "110101"]))
def test_a_finding_survives_json_and_its_arithmetic_and_unit_are_said(case, code):
    for found in findings(case[2], case[3], place=(code, "140100", "140000")):
        stored = json.loads(json.dumps(asdict(found), allow_nan=False))
        assert Finding(**{**stored, "result": Result(stored["result"])}) == found
        assert hash(found) == hash(replace(found))
        counted = any(isinstance(one, int | float) for one in (found.limit, found.observed))
        assert WORDS.has(f"unit.{found.unit}") or not counted
        if found.working:
            assert all(WORDS.say(found.working["code"], found.working["params"], locale) for locale in LOCALES)


@pytest.mark.parametrize(
    ("rule_id", "limit", "observed", "unit"),
    [
        ("HW-02", 60, 93, "minutes"),
        ("HW-10", None, 200, "minutes"),
        ("TU-05", "20:30", "21:10", None),
        ("TU-04", None, "2026-03-01", None),
    ],
)
def test_limit_and_observed_are_said_in_the_rules_own_unit(rule_id, limit, observed, unit):
    homework = hw(rule_id, "", 5, None, (90, 100, 90), weekend_minutes=200)[2:4]
    lesson = tu(rule_id, "", "too_late", None, lesson_end="21:10", lesson_date="2026-03-01")[2:4]
    found = finding(rule_id, *(homework if rule_id.startswith("HW") else lesson))
    assert (found.limit, found.observed, found.unit) == (limit, observed, unit)


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

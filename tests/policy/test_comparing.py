"""`diff` says what would move: matters and their offices, rules, deadlines, and counts of the rest."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policy
from policy.comparing import CODES_OF_DIFFERENCES, diff
from policy.matters import Matters
from policy.prices import Prices
from policy.school_calendar import Period, PeriodKind
from policy.supervision import Limit
from policy.vocabulary import Reason
from policy.words import LOCALES, Words
from tests.policy.overlays import DEADLINE, MATTER, RULE, put
from tests.support.national import NATIONAL as POLICY

OFFICES = {
    ("000000", "education"): "root",
    ("411100", "education"): "city education",
    ("411100", "science"): "city science",
    ("411102", "education"): "county education",
}


def said(old, new, directory=OFFICES):
    found = diff(old, new, directory)
    assert all(POLICY.words.say(one.code, one.params, locale) for one in found for locale in LOCALES)
    return [(one.code, *one.params.values()) for one in found]


def with_matters(*matters):
    by_category = {}
    for matter in matters:
        by_category[matter.category] = (*by_category.get(matter.category, ()), matter)
    return replace(POLICY, matters=Matters({one.code: one for one in matters}, by_category))


def with_rules(*rules):
    return replace(POLICY, rules=rules)


def test_nothing_differs_from_itself():
    assert diff(POLICY, POLICY, OFFICES) == ()
    assert diff(POLICY, policy.load()) == ()


@pytest.mark.promise("T2", "in part")
def test_a_matter_led_by_another_department_says_which_places_go_to_which_office(tmp_path):
    new = policy.load(overlay=put(tmp_path / "city", matters=[MATTER]))
    assert said(POLICY, new) == [
        ("diff.matter_lead", "training_science", Reason("department.science"), Reason("department.education")),
        ("diff.reports_move", "training_science", 5, "city science", "city education"),
    ]
    assert [code for code, *_ in said(POLICY, new, {})] == ["diff.matter_lead"]
    in_words = POLICY.words.say("diff.matter_lead", diff(POLICY, new)[0].params, "en")
    assert POLICY.words.say("department.science", {}, "en") in in_words


def test_matters_that_come_go_or_change_their_conditions_are_named():
    *others, last = POLICY.matters.by_code.values()
    without = with_matters(*others)
    assert said(POLICY, without) == [("diff.matter_removed", "school_conduct", Reason("department.education"))]
    assert said(without, POLICY) == [("diff.matter_added", "school_conduct", Reason("department.education"))]
    assert said(POLICY, with_matters(*others, replace(last, co_handlers=()))) == [
        ("diff.matter_changed", "school_conduct")
    ]


def test_places_that_come_or_go_are_counted_and_reports_of_all_matters_looked_at():
    county = POLICY.divisions.by_code["411104"]
    chains = POLICY.divisions.chains | {"411104": (county, POLICY.divisions.root)}
    fewer = replace(
        POLICY,
        divisions=replace(POLICY.divisions, chains=chains, _reportable=POLICY.divisions.reportable_codes - {"411103"}),
    )
    places, *moves = said(POLICY, fewer)
    assert places == ("diff.places", 0, 1)
    assert {matter for _, matter, *_ in moves} == set(POLICY.matters.by_code)
    assert {(count, now) for _, _, count, _, now in moves} == {(1, "root")}


def test_without_any_office_nothing_moves():
    lead = with_matters(*(replace(one, lead="sport") for one in POLICY.matters.by_code.values()))
    assert {code for code, *_ in said(POLICY, lead, {("999999", "sport"): "nowhere"})} == {"diff.matter_lead"}


def test_rules_added_removed_changed_and_switched_are_named():
    first, *others = POLICY.rules
    off = replace(first, enabled=False)
    assert said(POLICY, with_rules(*others)) == [("diff.rule_removed", first.id)]
    assert said(with_rules(*others), POLICY) == [("diff.rule_added", first.id)]
    assert said(POLICY, with_rules(off, *others)) == [("diff.rule_off", first.id)]
    assert said(with_rules(off, *others), POLICY) == [("diff.rule_on", first.id)]
    assert said(POLICY, with_rules(replace(first, article="kind"), *others)) == [("diff.rule_changed", first.id)]


def test_deadlines_are_told_with_their_days(tmp_path):
    new = policy.load(overlay=put(tmp_path / "city", deadlines=DEADLINE))
    line = ("homework", "*", "411100", "finish")
    days = Reason("diff.working_days", {"days": 10})
    assert said(POLICY, new) == [("diff.deadline_added", *line, days)]
    assert said(new, POLICY) == [("diff.deadline_removed", *line, days)]
    (key,) = new.deadlines.keys() - POLICY.deadlines.keys()
    longer = replace(new.deadlines[key], days=60, unit="calendar_days")
    changed = replace(new, deadlines={**new.deadlines, key: longer})
    assert said(new, changed) == [("diff.deadline_changed", *line, days, Reason("diff.calendar_days", {"days": 60}))]
    assert "10 working days" in POLICY.words.say("diff.deadline_added", diff(POLICY, new)[0].params, "en")


def test_the_limits_of_the_office_above_are_told_with_their_days():
    rows = dict(POLICY.limits)
    rows[Limit.REOPEN] = replace(rows[Limit.REOPEN], days=60)
    rows[Limit.ARRIVED] = replace(rows[Limit.ARRIVED], source="said otherwise")
    days = [Reason("diff.calendar_days", {"days": number}) for number in (90, 60)]
    assert said(POLICY, replace(POLICY, limits=rows)) == [("diff.limit_changed", "reopen", *days)]


def test_long_lists_are_counted():
    holidays = POLICY.calendar.holidays | {date(2026, 3, 2)}
    texts = {locale: texts | {"push.title": "x"} for locale, texts in POLICY.words.texts.items()}
    period = Period("411100", date(2026, 2, 1), date(2026, 2, 28), PeriodKind.VACATION)
    changes = {
        "diff.prices": (replace(POLICY, prices=Prices(POLICY.prices.tables[1:])), 0, 1),
        "diff.holidays": (replace(POLICY, calendar=replace(POLICY.calendar, holidays=holidays)), 1, 0),
        "diff.school_calendar": (replace(POLICY, school_calendar=(period,)), 1, 0),
        "diff.words": (replace(POLICY, words=Words(texts)), 2, 2),
    }
    for code, (new, added, removed) in changes.items():
        assert said(POLICY, new) == [(code, added, removed)]


@given(st.sets(st.integers(0, len(POLICY.rules) - 1), max_size=5))
def test_a_difference_is_the_same_seen_from_either_side(left_out):
    gone = [POLICY.rules[index] for index in left_out]
    fewer = with_rules(*(rule for rule in POLICY.rules if rule not in gone))
    there, back = said(POLICY, fewer), said(fewer, POLICY)
    other = {"diff.rule_removed": "diff.rule_added", "diff.rule_changed": "diff.rule_changed"}
    assert sorted((other[code], rule_id) for code, rule_id in there) == sorted(back)
    assert {rule_id for _, rule_id in there} == {rule.id for rule in gone}


def test_every_difference_has_its_words():
    assert all(POLICY.words.has(code) for code in CODES_OF_DIFFERENCES)


def test_an_overlay_is_compared_with_the_data_it_is_laid_over(tmp_path):
    assert said(POLICY, policy.load(overlay=put(tmp_path / "city", rules=[RULE]))) == [("diff.rule_changed", "AS-02")]

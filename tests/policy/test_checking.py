"""What will soon be out of date is said in time, and in both languages."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.checking import CODES_OF_WARNINGS, check
from policy.editions import Edition
from policy.prices import Prices
from policy.school_calendar import Period, PeriodKind
from policy.words import LOCALES
from tests.support.national import NATIONAL as POLICY

LAST = POLICY.calendar.last
QUIET = date(2026, 10, 1)


def codes(found, today):
    warnings = check(found, today)
    for warning in warnings:
        assert all(POLICY.words.say(warning.code, warning.params, locale) for locale in LOCALES)
    return [warning.code for warning in warnings]


def with_rule(**changes):
    rule = next(rule for rule in POLICY.rules if rule.id == "HW-06")
    others = tuple(one for one in POLICY.rules if one.id != "HW-06")
    return replace(POLICY, rules=(*others, replace(rule, **changes)))


def test_there_is_nothing_to_say_of_the_data_when_it_is_new():
    assert check(POLICY, QUIET) == ()


@pytest.mark.promise("D1")
@pytest.mark.parametrize(("days", "warned"), [(91, False), (90, False), (89, True), (0, True), (-40, True)])
def test_fewer_than_ninety_days_of_calendar_are_warned_of(days, warned):
    today = LAST - timedelta(days=days)
    warnings = [one for one in check(POLICY, today) if one.code == "check.calendar_ends"]
    assert bool(warnings) == warned
    if warned:
        assert warnings[0].params == {"last": LAST.isoformat(), "days": max(days, 0)}
        assert str(max(days, 0)) in POLICY.words.say(warnings[0].code, warnings[0].params, "en")


@given(st.dates(date(2021, 1, 1), date(2030, 12, 31)))
def test_the_calendar_is_warned_of_exactly_when_fewer_than_ninety_days_remain(today):
    assert ("check.calendar_ends" in codes(POLICY, today)) == ((LAST - today).days < 90)


@pytest.mark.parametrize(("ends_in", "warned"), [(-1, False), (0, True), (89, True), (90, False)])
def test_a_rule_that_ends_soon_is_named(ends_in, warned):
    found = with_rule(effective_to=QUIET + timedelta(days=ends_in))
    assert codes(found, QUIET) == (["check.rule_ends"] if warned else [])


def test_a_rule_that_another_version_follows_is_not():
    rule = next(rule for rule in POLICY.rules if rule.id == "HW-06")
    before = replace(rule, effective_to=QUIET)
    after = replace(rule, effective_from=QUIET + timedelta(days=1))
    assert codes(replace(POLICY, rules=(*POLICY.rules, before, after)), QUIET) == []


def test_a_price_that_ends_soon_is_named_by_its_places():
    table = replace(POLICY.prices.tables[0], effective_to=QUIET)
    found = check(replace(POLICY, prices=Prices((table, *POLICY.prices.tables[1:]))), QUIET)
    assert [(one.code, one.params["regions"]) for one in found] == [("check.price_ends", ("140000",))]
    assert codes(replace(POLICY, prices=Prices((table,))), QUIET + timedelta(days=1)) == []


def test_a_school_calendar_that_runs_out_is_named_once_by_its_region():
    periods = tuple(
        Period(region, date(2026, 9, 1), last, PeriodKind.TERM)
        for region, last in (("411100", QUIET), ("411100", QUIET + timedelta(days=1)), ("140100", date(2027, 7, 1)))
    )
    found = check(replace(POLICY, school_calendar=periods), QUIET)
    assert [one.params for one in found] == [{"region": "411100", "last": "2026-10-02"}]


def test_a_place_that_was_merged_is_named_with_the_one_that_took_its_place():
    table = replace(POLICY.prices.tables[0], regions=("110229",))
    gone = replace(with_rule(regions=("110228",)), prices=Prices((table,)))
    found = check(gone, QUIET)
    assert codes(gone, QUIET) == ["check.place_gone", "check.place_gone"]
    assert {(one.params["file"], one.params["code"], one.params["successor"]) for one in found} == {
        ("prices.yaml", "110229", "北京市延庆区"),
        ("rules.yaml", "110228", "北京市密云区"),
    }


@pytest.mark.parametrize(
    ("as_of", "code"),
    [
        (QUIET + timedelta(days=1), ["check.edition_ahead"]),
        (QUIET, []),
        (QUIET - timedelta(days=364), []),
        (QUIET - timedelta(days=365), ["check.edition_old"]),
    ],
)
def test_data_of_another_year_is_warned_of(as_of, code):
    assert codes(replace(POLICY, editions=(Edition(name="x", as_of=as_of),)), QUIET) == code


def test_every_warning_has_its_words():
    assert all(POLICY.words.has(code) for code in CODES_OF_WARNINGS)

"""Indicators of the programme are data; a number that falls by 90 % is seen; periods are read as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.allowed import rules_in_force
from policy.doors import load_doors
from policy.programme import by_theme, has_fallen, last_day, load_indicators, newest_first
from policy.reading import BadPolicyData
from policy.registry import ListKind, read_list, registry_lexicon
from tests.support.national import NATIONAL

LEXICON = registry_lexicon(NATIONAL.divisions, NATIONAL.words, NATIONAL.school_kinds, NATIONAL.indicators)
AMOUNTS = st.integers(0, 10**12 - 1)
YEARS = st.integers(1, 9999).map("{:04}".format)
MONTHS = st.builds("{}-{:02}".format, YEARS, st.integers(1, 12))


def read(period="2021-07", amount="1", indicator="pilot_counties", code="140000"):
    text = f'division_code,indicator,reporting_period,amount\n{code},{indicator},{period},"{amount}"\n'
    (line,) = read_list(ListKind.INDICATORS, text, NATIONAL.words, LEXICON)
    return line


@given(st.integers(1, 9999), st.integers(1, 12))
def test_years_and_months_are_read_as_people_write_them(year, month):
    for text in (f"{year:04}-{month:02}", f"{year:04}/{month}", f"{year:04}.{month}", f"{year:04}年{month}月"):
        assert read(period=text).values["reporting_period"] == f"{year:04}-{month:02}"
    for text in (f"{year:04}", f"{year:04}年"):
        assert read(period=text).values["reporting_period"] == f"{year:04}"


@given(st.dates())
def test_a_month_ends_before_the_first_of_the_next_and_a_year_with_its_december(day):
    ended = last_day(f"{day.year:04}-{day.month:02}")
    assert day <= ended <= last_day(f"{day.year:04}") == date(day.year, 12, 31)
    assert (ended.year, ended.month) == (day.year, day.month)
    assert ended == date.max or (ended + timedelta(days=1)).day == 1


@given(st.lists(YEARS | MONTHS, unique=True))
def test_the_newest_period_ends_last_and_a_year_is_newer_than_its_months(periods):
    found = newest_first(periods)
    assert sorted(found) == sorted(periods)
    ends = [last_day(period) for period in found]
    assert ends == sorted(ends, reverse=True)
    for year in (period for period in found if len(period) == 4):
        months = [one for one in found if one.startswith(f"{year}-")]
        assert all(found.index(year) < found.index(month) for month in months)


@pytest.mark.parametrize("text", ["0000", "2021-13", "2021-0", "21", "2021Q1", "2021-07-01", "2021月", "二〇二一"])
def test_what_is_no_year_and_no_month_is_refused(text):
    assert [(error.field, error.reason.code) for error in read(period=text).errors] == [
        ("reporting_period", "import.reporting_period")
    ]


@given(AMOUNTS)
def test_amounts_are_whole_numbers_with_or_without_commas(amount):
    for text in (f"{amount}", f"{amount:,}"):
        assert read(amount=text).values["amount"] == amount


@given(st.text(st.characters(codec="utf-8", exclude_characters='\0"\r\n'), max_size=16))
def test_whatever_else_stands_there_is_a_number_or_refused(text):
    line = read(amount=text)
    assert line.errors or 0 <= line.values["amount"] < 10**12


@pytest.mark.parametrize("text", ["-1", "1.5", "14,74,600", "1e6", "1000000000000", "1474600人"])
def test_what_is_no_whole_number_is_refused(text):
    assert [error.reason.code for error in read(amount=text).errors] == ["import.amount"]


def test_an_indicator_is_named_by_its_code_or_its_word_in_either_language():
    for name in ("pilot_counties", "Counties in the pilot", "开展“双减”试点的县（市、区）"):
        assert read(indicator=name.replace('"', "")).values["indicator"] == "pilot_counties"
    assert [error.field for error in read(indicator="happiness").errors] == ["indicator"]


@given(AMOUNTS, AMOUNTS)
def test_only_a_fall_by_nine_tenths_has_to_be_confirmed(before, after):
    assert has_fallen(before, after) == (before > 0 and before - after >= before * 9 / 10)
    assert not has_fallen(after, after + 1)


def test_indicators_stand_by_theme_in_the_order_of_the_data():
    found = by_theme(NATIONAL.indicators, ["pilot_counties", "institutions_closed", "institutions_converted"])
    assert {theme: [one.code for one in those] for theme, those in found.items()} == {
        "off_campus_training": ["institutions_converted", "institutions_closed"],
        "pilot": ["pilot_counties"],
    }


@pytest.mark.parametrize(
    ("file", "load", "text"),
    [
        ("indicators.csv", load_indicators, "code,theme,unit,source\na,pilot,yuan,x\na,pilot,yuan,x\n"),
        ("indicators.csv", load_indicators, "code,theme,unit,source\na,weather,yuan,x\n"),
        ("doors.csv", load_doors, "number,source\n110,x\n110,x\n"),
        ("doors.csv", load_doors, "number,source\n+8610,x\n"),
    ],
)
def test_lists_that_cannot_be_trusted_are_refused(tmp_path, file, load, text):
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(BadPolicyData, match=file):
        load(tmp_path)


def chain(code):
    return [division.code for division in NATIONAL.divisions.chain(code)]


def test_what_holds_at_a_place_is_told_in_the_wording_of_that_place_and_day():
    told = rules_in_force(NATIONAL.rules, chain("411102"), date(2026, 11, 22))
    every = [rule.id for rules in told.values() for rule in rules]
    assert len(every) == len(set(every))
    assert {"HW-02", "TU-05"} <= set(every)
    assert "HW-14" not in every
    in_the_city = rules_in_force(NATIONAL.rules, chain("140105"), date(2026, 11, 22))
    assert "HW-14" in [rule.id for rule in in_the_city["homework"]]
    earlier = rules_in_force(NATIONAL.rules, chain("411102"), date(2024, 1, 1))
    of_day = [next(rule for rule in found["homework"] if rule.id == "HW-07").document for found in (earlier, told)]
    assert of_day == ["HW2021", "NEG2025"]

"""Guided prices: the figures of the fact sheet, exact to the fen."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.prices import Paid, ceiling, in_yuan, load_prices, stage_of
from tests.support.national import NATIONAL

PRICES = load_prices()
DIVISIONS = NATIONAL.divisions
ON = date(2026, 3, 1)


def chain(code):
    return [one.code for one in DIVISIONS.chain(code)]


def base(code, mode, stage, size, on=ON):
    table = PRICES.table(chain(code), mode, stage, on)
    return table and table.base(size)


@pytest.mark.promise("T10")
@pytest.mark.parametrize(
    ("code", "mode", "stage", "prices"),
    [
        ("140105", "offline", "compulsory", {1: 28, 9: 28, 10: 23, 35: 23, 36: 18, 500: 18}),
        ("140110", "offline", "senior", {9: 35, 10: 29, 35: 29, 36: 23}),
        ("140105", "online", "compulsory", {None: 16, 5: 16}),
        ("140925", "online", "senior", {None: 18}),
        ("110101", "offline", "compulsory", {9: 80, 10: 60, 36: 40}),
        ("110101", "online", "compulsory", {None: 20}),
        ("310101", "offline", "compulsory", {9: 80, 10: 60, 36: 40}),
        ("440303", "offline", "compulsory", {10: 70, 11: 50, 20: 50, 21: 40, 30: 40, 31: 35}),
        ("410302", "offline", "compulsory", {9: 35, 10: 29, 36: 23}),
        ("410323", "offline", "compulsory", {9: 27, 10: 22, 36: 17}),
        ("512002", "offline", "compulsory", {9: 35, 10: 25, 36: 15}),
    ],
)
def test_the_base_price_of_a_place(code, mode, stage, prices):
    assert {size: base(code, mode, stage, size) for size in prices} == prices


@pytest.mark.parametrize(
    ("code", "mode", "stage"),
    [
        ("140121", "offline", "compulsory"),
        ("140925", "offline", "compulsory"),
        ("410307", "offline", "compulsory"),
        ("411102", "offline", "compulsory"),
        ("411102", "online", "compulsory"),
        ("440303", "online", "compulsory"),
        ("110101", "offline", "senior"),
        ("140105", None, "compulsory"),
        ("140105", "offline", None),
    ],
)
def test_a_place_without_a_known_price_has_none(code, mode, stage):
    assert base(code, mode, stage, 12) is None


def test_a_price_by_class_size_needs_the_size():
    assert base("140105", "offline", "compulsory", None) is None


def test_a_table_holds_from_its_first_day():
    assert base("110101", "online", "compulsory", None, date(2022, 2, 21)) == 20
    assert base("110101", "online", "compulsory", None, date(2022, 2, 20)) is None


def test_every_region_of_a_table_is_a_division_in_force():
    assert all(DIVISIONS.chain(code) for table in PRICES.tables for code in table.regions)


@pytest.mark.parametrize(
    ("grade", "stage"), [(0, None), (1, "compulsory"), (9, "compulsory"), (10, "senior"), (12, "senior"), (None, None)]
)
def test_the_stage_of_a_grade(grade, stage):
    assert stage_of(grade) == stage


def test_prices_are_compared_exactly_and_shown_rounded():
    assert Paid(yuan=Decimal(100), lessons=3, minutes=45).unit(45) == Fraction(100, 3)
    assert in_yuan(Fraction(100, 3)) == 33.33
    assert in_yuan(Fraction(5, 1000)) == 0.01
    assert ceiling(Decimal(23), 10) == Fraction(253, 10)


@given(st.integers(1, 10**8), st.integers(1, 2000), st.integers(1, 720), st.sampled_from([30, 45]))
def test_paying_more_is_never_cheaper_and_the_unit_price_reverses(fen, lessons, minutes, standard):
    yuan = Decimal(fen) / 100
    unit = Paid(yuan=yuan, lessons=lessons, minutes=minutes).unit(standard)
    assert unit * lessons * minutes == Fraction(yuan) * standard
    assert Paid(yuan=yuan + 1, lessons=lessons, minutes=minutes).unit(standard) > unit

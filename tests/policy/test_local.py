"""Calendars and prices of the registry stand before those of the policy, and each table ends where the next begins."""

from datetime import date
from decimal import Decimal

import pytest

from policy.local import Local, local_of, price_table
from policy.school_calendar import Period, PeriodKind, off_day
from tests.support.national import NATIONAL

CHAIN = ["411102", "411100", "410000", "000000"]
MONDAY = date(2026, 3, 2)


def period(region, first, last, kind="vacation"):
    return Period(region, date.fromisoformat(first), date.fromisoformat(last), PeriodKind(kind))


def table(region, begins, yuan, ends=None):
    return price_table(
        region,
        [(10, None, Decimal(yuan)), (1, 9, Decimal(99))],
        mode="offline",
        stage="compulsory",
        minutes=45,
        effective_from=date.fromisoformat(begins),
        effective_to=ends and date.fromisoformat(ends),
    )


def test_without_anything_local_the_policy_s_own_is_used():
    assert Local().calendar(CHAIN, NATIONAL.school_calendar) is NATIONAL.school_calendar
    assert Local().prices(CHAIN, NATIONAL.prices) is NATIONAL.prices


def test_a_local_period_stands_before_the_policy_s_of_the_same_day_and_no_other():
    national = (period("411100", "2026-03-01", "2026-03-31", "term"), period("411100", "2026-07-01", "2026-08-31"))
    local = local_of([period("411100", "2026-03-02", "2026-03-06")], [])
    periods = local.calendar(CHAIN, national)
    assert off_day(NATIONAL.calendar, periods, CHAIN, MONDAY) == "off"
    assert off_day(NATIONAL.calendar, periods, CHAIN, date(2026, 7, 6)) == "off"
    assert local.calendar(["130000"], national) is national


def test_a_calendar_of_one_school_stands_before_that_of_its_division():
    local = local_of(
        [period("s", "2026-03-02", "2026-03-02"), period("411102", "2026-03-01", "2026-06-30", "term")], []
    )
    of_school, of_others = ([*first, *CHAIN] for first in (["s"], []))
    assert off_day(NATIONAL.calendar, local.calendar(of_school, ()), of_school, MONDAY) == "off"
    assert off_day(NATIONAL.calendar, local.calendar(of_others, ()), of_others, MONDAY) == "on"


@pytest.mark.parametrize(
    ("day", "yuan"),
    [
        ("2025-12-31", None),
        ("2026-01-01", 20),
        ("2026-06-30", 20),
        ("2026-07-01", 25),
        ("2026-09-30", 25),
        ("2026-10-01", None),
    ],
)
def test_a_table_ends_where_the_next_begins(day, yuan):
    local = local_of([], [table("411100", "2026-07-01", 25, "2026-09-30"), table("411100", "2026-01-01", 20)])
    found = local.prices(CHAIN, NATIONAL.prices).table(CHAIN, "offline", "compulsory", date.fromisoformat(day))
    assert (found and found.base(30)) == yuan


def test_a_local_table_stands_before_the_policy_s_of_the_same_division():
    taiyuan = ["140105", "140100", "140000", "000000"]
    local = local_of([], [table("140105", "2026-01-01", 40)])
    prices = local.prices(taiyuan, NATIONAL.prices)
    assert prices.table(taiyuan, "offline", "compulsory", date(2026, 2, 1)).base(30) == 40
    assert prices.table(taiyuan, "offline", "compulsory", date(2025, 2, 1)).base(30) == 23

"""D5: half a month, and the page of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.bulletin import DISPOSED, Bulletin, BulletinLine, last_period, line_of, period_named, printed
from policy.figures import Measure
from policy.words import LOCALES
from tests.support.national import NATIONAL

DAY = timedelta(days=1)


@pytest.mark.promise("D5", "in part")
@given(st.dates(date(2000, 1, 2), date(2100, 1, 1)))
def test_half_months_follow_each_other_without_a_gap(day):
    last = last_period(day)
    assert last.since <= last.until <= day
    assert period_named(last.name) == last
    following = last_period(day + 40 * DAY)
    while following.since > last.until + DAY:
        following = last_period(following.since - DAY)
    assert following.since == last.until + DAY
    assert following.until > day


@pytest.mark.parametrize(
    ("name", "since", "until"),
    [
        ("2026-02a", date(2026, 2, 1), date(2026, 2, 15)),
        ("2026-02b", date(2026, 2, 16), date(2026, 2, 28)),
        ("2028-02b", date(2028, 2, 16), date(2028, 2, 29)),
        ("2026-12b", date(2026, 12, 16), date(2026, 12, 31)),
    ],
)
def test_the_halves_of_a_month(name, since, until):
    period = period_named(name)
    assert (period.since, period.until) == (since, until)


@given(st.text(max_size=9))
def test_anything_else_is_no_period(name):
    period = period_named(name)
    assert period is None or period.name == name


@pytest.mark.parametrize(
    "name", ["2026-00a", "2026-13a", "0000-01a", "2026-1a", "2026-11c", "２０２６-11a", "2026-11a\n"]
)
def test_what_looks_like_one_is_none(name):
    assert period_named(name) is None


@pytest.mark.promise("D5", "in part")
@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_has_every_number_no_script_and_nothing_from_elsewhere(locale):
    chain = reversed(NATIONAL.divisions.chain("411102"))
    lines = [BulletinLine(division, 1234, 1233, 1232, 1231) for division in chain]
    page = printed(Bulletin(period_named("2026-11a"), lines), NATIONAL.words, locale)
    assert all(division.name in page for division in NATIONAL.divisions.chain("411102"))
    assert all(page.count(f"<td>{number}</td>") == len(lines) for number in (1234, 1233, 1232, 1231))
    assert not any(word in page for word in ("<script", "http", "url(", "src="))
    assert page == printed(Bulletin(period_named("2026-11a"), lines), NATIONAL.words, locale)


@pytest.mark.promise("D5", "in part")
def test_a_line_is_made_of_what_was_counted():
    counts = {measure.value: 10**place for place, measure in enumerate(Measure)}
    division = NATIONAL.divisions.get("411102")
    line = line_of(division, counts)
    assert (line.division, line.received, line.overdue) == (division, counts["received"], counts["overdue"])
    assert line.verified == counts["verified"]
    assert line.disposed == sum(counts[measure] for measure in DISPOSED)

"""Ten thousand cases in a queue: the page stays as small as with thirty, and asks as rarely."""

import random
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from models import Case
from policy.vocabulary import Status
from tests.services.test_queue_is_complete import TODAY, case
from tests.web.browsing import DESK, log_in, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
CASES = re.compile(r"/cases(\?|/[0-9a-f-]{36}$)")
MANY, A_PAGE = 10_000, 25
ELEMENTS_AT_MOST = 900
"""Of the whole document with a full page of cases."""


@pytest.fixture
def many(engine, installed):
    """So many open cases of one office."""
    chance = random.Random(10_000)  # noqa: S311 - rows, no secrets
    office = installed.offices["411102", "education"].id
    rows = [case(chance, {"411102": office}, [None]) for _ in range(MANY)]
    for row in rows:
        row["next_due_on"] = TODAY + timedelta(days=chance.randint(-200, 200))
        row |= {"status": Status.SUBMITTED.value, "matter": "homework", "alerted_office_id": None}
    with engine.begin() as connection:
        connection.execute(sa.insert(Case.__table__), rows)


def elements(desk):
    return desk.page.evaluate("document.querySelectorAll('*').length")


@pytest.fixture
def desk(site, browser, many):
    """A desk at the first page; `desk.asked` are the questions about cases."""
    with watched(browser, site.base_url, DESK) as desk:
        desk.asked = []
        desk.page.on("request", lambda request: CASES.search(request.url) and desk.asked.append(request.url))
        log_in(desk, OFFICER, site.passwords[OFFICER])
        expect(lines(desk)).to_have_count(A_PAGE)
        yield desk


def lines(desk):
    return desk.page.locator(".case-line")


def turn(desk, name):
    before = lines(desk).first.get_attribute("href")
    with desk.page.expect_response("**/api/v1/cases?**"):
        desk.press(name)
    expect(lines(desk).first).not_to_have_attribute("href", before)  # until then the page that was left stands there
    expect(desk.page.get_by_text("正在读取")).to_have_count(0)
    expect(lines(desk)).to_have_count(A_PAGE)
    assert elements(desk) <= ELEMENTS_AT_MOST


def test_a_queue_of_ten_thousand_is_read_page_by_page(desk):
    expect(desk.page).to_have_title("(25+) 待办案件 · 减负 · 工作台")
    assert len(desk.asked) == 1
    assert elements(desk) <= ELEMENTS_AT_MOST
    seen = set()
    for number in range(2, 6):
        seen.update(line.get_attribute("href") for line in lines(desk).all())
        turn(desk, "下一页")
        assert len(desk.asked) == number
    assert len(seen) == 4 * A_PAGE
    desk.looks()


def test_keys_lead_over_the_end_of_a_page(desk):
    last = lines(desk).last.get_attribute("href")
    turn(desk, "下一页")
    first = lines(desk).first.get_attribute("href")
    turn(desk, "上一页")
    lines(desk).last.click()
    desk.at("学校作业")
    assert desk.page.evaluate("location.hash") == last
    desk.asked.clear()
    desk.page.keyboard.press("n")
    expect(desk.page.locator(f"a[href='{first}/notice']")).to_be_visible()
    desk.at("学校作业")
    assert len(desk.asked) == 2  # the next page of the queue, and the case
    desk.page.keyboard.press("u")
    expect(lines(desk)).to_have_count(A_PAGE)

"""The desk where one part of a list does not hold all: what is counted only so far says so, the last is reached."""

import pytest
from playwright.sync_api import expect

from tests.services.plenty import plenty
from tests.web.browsing import DESK, NARROW, log_in, watched

pytestmark = pytest.mark.slow
OFFICER, ABOVE = "officer-411102-education", "supervisor-410000"
MANY = 110
"""More than the hundred that the service gives at once."""
PAGES = [25, 25, 25, 25, 10]
ROOMS = {"reminders": ("未读 99+ 条", "99+ unread"), "rechecks": ("今天该看或已过期：99+ 件", "99+ due today or late")}


@pytest.fixture
def crowd(engine, installed):
    """Of one office."""
    return plenty(engine, installed.offices["411102", "education"].id, MANY)


@pytest.mark.parametrize("shape", [DESK, NARROW])
def test_what_is_counted_only_so_far_says_that_there_may_be_more(site, browser, crowd, shape):
    with watched(browser, site.base_url, shape) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        said_of = desk.page.get_by_role("main").get_by_role("status")
        for room, (chinese, english) in ROOMS.items():
            desk.page.goto(f"{site.base_url}/console/#/{room}")
            expect(said_of.first).to_have_text(chinese)
            desk.press("English")
            expect(said_of.first).to_have_text(english)
            desk.looks()
            desk.press("中文")


def walked(desk, lines):
    """The lines of each page, to the last; no two pages begin alike."""
    pages, onward = [], desk.page.get_by_role("button", name="下一页", exact=True)
    while True:
        pages.append(lines.evaluate_all("(all) => all.map((one) => one.querySelector('a')?.href ?? one.innerText)"))
        if not onward.count():
            return pages
        first = lines.first.element_handle()
        onward.click()
        first.wait_for_element_state("hidden")


def turned_over(desk, lines):
    """The lines of each page of a list of MANY, from the first to the last and one back again: none is missing."""
    expect(lines).to_have_count(25)
    pages = walked(desk, lines)
    assert list(map(len, pages)) == PAGES
    assert len({line for page in pages for line in page}) == MANY
    desk.looks()
    desk.press("上一页")
    expect(lines).to_have_count(25)
    return pages


def test_the_oldest_reminder_is_reached_and_all_that_are_read_at_once_are_all(site, browser, crowd):
    with watched(browser, site.base_url, DESK) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.page.goto(f"{site.base_url}/console/#/reminders")
        desk.at("提醒")
        lines = desk.page.locator("li.card")
        pages = turned_over(desk, lines)
        desk.press("只看未读")
        expect(desk.page.get_by_role("button", name="上一页", exact=True)).to_have_count(0)
        expect(lines.first.locator("a")).to_have_attribute("href", f"#{pages[0][0].partition('#')[2]}")
        desk.press("下一页")
        desk.press("全部标为已读")
        desk.sees("没有提醒。")
        desk.sees("未读 0 条")
        desk.press("只看未读")
        expect(lines).to_have_count(25)
        expect(lines.locator(".badge-ask")).to_have_count(0)


@pytest.mark.parametrize("number", [0, 1], ids=["open", "overdue"])
def test_the_last_task_of_an_office_is_reached_from_above(site, browser, crowd, number):
    with watched(browser, site.base_url, DESK) as desk:
        log_in(desk, ABOVE, site.passwords[ABOVE])
        desk.page.goto(f"{site.base_url}/console/#/coordination")
        desk.at("部门协同")
        desk.page.get_by_role("button", name=str(MANY), exact=True).nth(number).click()
        lines = desk.page.locator(".joint li")
        turned_over(desk, lines)

"""Whose desk it is: what nobody touches hides itself, and who logs in next finds nothing of the one before."""

import pytest
from playwright.sync_api import expect

from tests.support.phone import homework
from tests.web.browsing import DESK, log_in, watched

pytestmark = pytest.mark.slow
OFFICER, OTHER = "officer-411102-education", "officer-411100-education"
SAID = "孩子每天写到很晚。"


@pytest.fixture
def desk(site, browser, phone):
    """A desk with one case, in a browser whose clock is the test's."""
    phone.file(homework(text=SAID))
    with watched(browser, site.base_url, DESK) as desk:
        desk.asked = []
        desk.page.clock.install()
        desk.page.on("request", lambda request: "/api/v1/" in request.url and desk.asked.append(request.url))
        log_in(desk, OFFICER, site.passwords[OFFICER])
        yield desk


def opened(desk):
    desk.page.locator(".case-line").click()
    desk.at("学校作业")
    desk.sees(SAID)


def test_a_page_that_nobody_touches_asks_no_more(desk):
    expect(desk.page.locator(".case-line")).to_have_count(1)
    desk.asked.clear()
    desk.page.clock.run_for("09:30")
    looked = len(desk.asked)
    assert looked >= 9 * 3 - 1  # every twenty seconds
    desk.page.clock.run_for("15:00")
    assert len(desk.asked) <= looked + 2
    desk.page.locator("h1").click()
    desk.page.clock.run_for("00:25")
    assert len(desk.asked) > looked


@pytest.mark.promise("K5", "in part")
def test_what_stands_on_a_desk_that_was_left_is_hidden_when_its_session_is_over(desk, clock):
    opened(desk)
    clock.forward(31 * 60)
    desk.page.clock.run_for("33:00")
    desk.sees("登录已到期")
    expect(desk.page.get_by_text(SAID)).to_be_hidden()
    desk.looks()


@pytest.mark.promise("K5", "in part")
def test_who_logs_in_next_finds_nothing_of_the_one_before(desk, site):
    opened(desk)
    desk.press("写记录")
    desk.page.get_by_label("记录内容").fill("只有我知道。")
    desk.page.context.clear_cookies()
    desk.press("提交")
    desk.sees("登录已到期")
    desk.page.get_by_label("用户名").fill(OTHER)
    desk.page.get_by_label("密码").fill(site.passwords[OTHER])
    desk.press("登录")
    desk.sees("没有")  # the case is none of theirs
    expect(desk.page.get_by_text(SAID)).to_have_count(0)
    expect(desk.page.get_by_label("记录内容")).to_have_count(0)
    desk.page.get_by_role("link", name="返回列表").click()
    desk.at("待办案件")
    expect(desk.page.locator(".case-line")).to_have_count(0)
    expect(desk.page.get_by_text("有未提交的内容")).to_have_count(0)


@pytest.mark.promise("K5", "in part")
def test_whose_log_out_was_not_heard_is_told_and_presses_again(desk):
    desk.page.route("**/api/v1/staff/session", lambda route: route.fulfill(status=429, json={}))
    desk.press("退出")
    desk.sees("还没有退出")
    desk.looks()
    expect(desk.page.locator(".case-line")).to_have_count(1)
    desk.page.unroute("**/api/v1/staff/session")
    desk.press("退出")
    desk.sees("工作台登录")
    assert desk.page.context.cookies() == []
    expect(desk.page.get_by_text("还没有退出")).to_have_count(0)

"""Whose desk it is: nothing of a session that is over stays, and who logs in next finds nothing of the one before."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from models import Staff
from models.engine import writing
from tests.support.phone import Console, code_now, enrol, homework
from tests.web.browsing import DESK, log_in, watched

pytestmark = pytest.mark.slow
OFFICER, OTHER = "officer-411102-education", "officer-411100-education"
SAID, TYPED = "孩子每天写到很晚。", "只有我知道。"
DOCUMENT = """() => [document.title, document.documentElement.outerHTML,
  ...[...document.querySelectorAll("input, textarea, select")].map((one) => one.value)].join("\\n")"""


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


def log_in_again(desk, site, username):
    desk.page.get_by_label("用户名").fill(username)
    desk.page.get_by_label("密码").fill(site.passwords[username])
    desk.press("登录")


def test_a_page_that_nobody_touches_asks_no_more(desk):
    expect(desk.page.locator(".case-line")).to_have_count(1)
    desk.asked.clear()
    desk.page.clock.run_for("09:30")
    for path in ("/cases?", "/reminders?"):
        assert len([url for url in desk.asked if path in url]) >= 9 * 3 - 1  # every twenty seconds
    desk.page.clock.run_for("01:00")
    desk.asked.clear()
    desk.page.clock.run_for("14:00")
    assert desk.asked == []
    desk.page.locator("h1").click()
    desk.page.clock.run_for("00:25")
    assert desk.asked


def document(desk):
    """The whole document as somebody with the browser's tools reads it, what stands in fields included."""
    return desk.page.evaluate(DOCUMENT)


def is_over(desk):
    """The log-in, and nothing left of the case or of what was typed."""
    desk.sees("登录已到期")
    expect(desk.page).to_have_title(re.compile("工作台登录"))
    left = document(desk)
    assert [text for text in (SAID, TYPED, "学校作业", OFFICER) if text in left] == []


def type_a_note(desk):
    opened(desk)
    desk.press("写记录")
    desk.page.get_by_label("记录内容").fill(TYPED)
    assert {text for text in (SAID, TYPED) if text in document(desk)} == {SAID, TYPED}


def out_of_time(desk, site, clock):
    clock.forward(31 * 60)
    desk.page.clock.run_for("33:00")


def out_of_time_and_of_reach(desk, site, clock):
    desk.page.route("**/api/v1/staff/me", lambda route: route.fulfill(status=503, json={}))
    desk.page.clock.run_for("33:00")
    desk.sees("登录已到期")
    desk.page.unroute("**/api/v1/staff/me")
    desk.complaints = [one for one in desk.complaints if "503" not in one]


def logged_out_elsewhere(desk, site, clock):
    away = site.app.test_client()
    answer = away.post("/api/v1/staff/session", json={"username": OFFICER, "password": site.passwords[OFFICER]})
    headers = {"Authorization": f"Bearer {answer.json['token']}"}
    assert away.delete("/api/v1/staff/me/sessions", headers=headers).status_code == 204
    desk.page.clock.run_for("00:41")


def logged_out_in_another_tab(desk, site, clock):
    tab = desk.page.context.new_page()
    tab.goto(desk.page.url)
    tab.get_by_role("button", name="退出").click()
    expect(tab.get_by_role("heading", name="工作台登录")).to_be_visible()
    tab.close()


ENDS = (out_of_time, out_of_time_and_of_reach, logged_out_elsewhere, logged_out_in_another_tab)


@pytest.mark.promise("K5", "in part")
@pytest.mark.parametrize("end", ENDS)
def test_nothing_of_a_session_that_is_over_is_left_but_what_was_typed(desk, site, clock, end):
    type_a_note(desk)
    end(desk, site, clock)
    is_over(desk)
    desk.looks()
    log_in_again(desk, site, OFFICER)
    desk.sees(SAID)
    expect(desk.page.get_by_label("记录内容")).to_have_value(TYPED)


@pytest.mark.promise("K5", "in part")
def test_what_was_typed_into_a_notice_is_there_again_too(desk, site):
    opened(desk)
    desk.page.get_by_role("link", name="致学校（机构）的告知书").click()
    desk.page.get_by_text("需要提供更多内容").click()
    desk.page.get_by_label("补充内容").fill(TYPED)
    desk.page.context.clear_cookies()
    desk.press("记录并加入告知书")
    is_over(desk)
    log_in_again(desk, site, OFFICER)
    expect(desk.page.get_by_label("补充内容")).to_have_value(TYPED)
    expect(desk.page.get_by_label("补充内容")).to_be_visible()


@pytest.mark.promise("K5", "in part")
def test_who_logs_in_next_finds_nothing_of_the_one_before(desk, site):
    opened(desk)
    desk.press("写记录")
    desk.page.get_by_label("记录内容").fill(TYPED)
    desk.page.context.clear_cookies()
    desk.press("提交")
    is_over(desk)
    log_in_again(desk, site, OTHER)
    desk.sees("没有")  # the case is none of theirs
    assert [text for text in (SAID, TYPED) if text in document(desk)] == []
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


@pytest.mark.promise("K4", "in part")
def test_who_logs_in_after_somebody_guessed_codes_gets_in_after_some_work_and_is_told(desk, site, app, engine, clock):
    password = site.passwords[OFFICER]
    desk.press("退出")
    console = Console(app.test_client(), OFFICER, password)
    seed = enrol(console, password)
    clock.forward(60)
    with writing(engine) as db:
        counted = {"wrong_codes": 7, "wrong_codes_since": clock.time.date()}
        db.execute(sa.update(Staff).where(Staff.username == OFFICER).values(**counted))
        db.commit()
    desk.page.get_by_label("验证码").fill(code_now(app.test_client(), seed))
    log_in_again(desk, site, OFFICER)
    desk.at("待办案件")
    desk.sees("以来，有人输入了正确的密码但验证码有误，共 7 次。")
    desk.looks()
    desk.page.get_by_role("navigation", name="菜单").get_by_role("link", name="我的账号", exact=True).click()
    desk.at("我的账号")
    desk.sees("请联系管理员更换密码")
    assert [url for url in desk.asked if url.endswith("/challenges")] == [], "the refusal brought one"

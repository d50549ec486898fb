"""A day at the desk: from case to case by keys, a queue that stands still, text that is kept, tabs that count."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from models import Case
from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, log_in, stands_at, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"
"""What the browser does when somebody comes back to the tab."""


@pytest.fixture
def file(phone):
    """File that many reports, each a case of its own; their references."""
    return lambda number, **said: [phone.file(homework(**said)).json["reference"] for _ in range(number)]


@pytest.fixture
def desk(site, browser, file):
    """An officer's desk with three new cases."""
    file(3)
    with watched(browser, site.base_url, DESK) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        expect(lines(desk)).to_have_count(3)
        yield desk


def lines(desk):
    return desk.page.locator(".case-line")


def key(desk, name):
    desk.page.keyboard.press(name)


def address(desk):
    return desk.page.evaluate("location.hash")


def comes_to(desk, hash_of_case):
    """It is shown: the case before it has the same heading, and its address comes before it does."""
    expect(desk.page.locator(f"a[href='{hash_of_case}/notice']")).to_be_visible()
    assert address(desk) == hash_of_case
    desk.at("学校作业")


def test_the_common_day_goes_by_keys(desk):
    expect(desk.page).to_have_title(re.compile(r"^\(3\) 待办案件"))
    addresses = [line.get_attribute("href") for line in lines(desk).all()]
    key(desk, "j")
    key(desk, "Enter")
    desk.at("学校作业")
    assert address(desk) == addresses[0]
    expect(desk.page).to_have_title(re.compile("^学校作业"))
    key(desk, "a")
    key(desk, "Enter")
    stands_at(desk, "已签收")
    expect(desk.page.locator(".case-facts")).to_contain_text(OFFICER)
    desk.looks()
    key(desk, "n")
    comes_to(desk, addresses[1])
    key(desk, "n")
    comes_to(desk, addresses[2])
    key(desk, "p")
    comes_to(desk, addresses[1])
    key(desk, "u")
    expect(desk.page.locator(f"a[href='{addresses[1]}']")).to_be_focused()
    key(desk, "1")
    expect(lines(desk)).to_have_count(1)
    expect(lines(desk).first).to_contain_text("（我）")
    desk.page.reload()
    expect(desk.page.get_by_role("button", name="我的", exact=True)).to_have_attribute("aria-current", "true")


def test_keys_are_listed_and_can_be_switched_off(desk):
    key(desk, "?")
    expect(desk.page.get_by_role("heading", name="快捷键")).to_be_visible()
    desk.looks()
    desk.page.get_by_label("使用单键快捷键").uncheck()
    desk.press("关闭")
    key(desk, "j")
    expect(lines(desk).first).not_to_be_focused()
    key(desk, "ArrowDown")
    expect(lines(desk).first).to_be_focused()
    desk.page.get_by_role("button", name="快捷键").click()
    desk.page.get_by_label("使用单键快捷键").check()
    key(desk, "Escape")
    key(desk, "j")
    expect(lines(desk).first).to_be_focused()
    desk.page.get_by_label("状态").focus()
    key(desk, "j")
    expect(lines(desk).first).not_to_be_focused()


def test_a_queue_stands_still_while_it_is_read(desk, file, console):
    answers = []
    desk.page.on("response", lambda answer: "/cases?" in answer.url and answers.append(answer.status))
    before = [line.get_attribute("href") for line in lines(desk).all()]
    lines(desk).nth(2).focus()
    desk.page.evaluate(LOOK)
    file(1, safety=True)
    officer = console(OFFICER)
    seen = officer.get(f"/cases/{before[1].removeprefix('#/cases/')}").json
    officer.move(seen["id"], seen["version"], "accept")
    desk.page.evaluate(LOOK)
    desk.sees("有 1 件新案件。")
    desk.looks()
    assert [line.get_attribute("href") for line in lines(desk).all()] == before
    expect(lines(desk).nth(2)).to_be_focused()
    expect(lines(desk).nth(1)).to_contain_text("已签收")
    expect(desk.page).to_have_title(re.compile(r"^\(4\)"))
    desk.press("显示")
    expect(lines(desk)).to_have_count(4)
    expect(lines(desk).first).to_contain_text("涉及安全")
    desk.page.evaluate(LOOK)
    desk.press("新到")
    expect(lines(desk)).to_have_count(3)
    assert answers.count(304) >= 1
    officer.post(f"/cases/{before[0].removeprefix('#/cases/')}/assignment", {"assignee": "me"}, version=1)
    seen = officer.get(f"/cases/{before[2].removeprefix('#/cases/')}").json
    officer.move(seen["id"], seen["version"], "accept")
    desk.page.evaluate(LOOK)
    desk.sees("列表有变化。")
    desk.sees("已不在本列表")


def test_text_that_was_not_sent_is_there_again(desk):
    lines(desk).nth(1).click()
    desk.at("学校作业")
    desk.press("写记录")
    desk.page.get_by_label("记录内容").fill("明天去学校看看。")
    key(desk, "Escape")
    desk.page.get_by_role("link", name="返回列表").click()
    expect(lines(desk).nth(1)).to_contain_text("有未提交的内容")
    desk.looks()
    desk.page.get_by_role("link", name="人员").click()
    desk.at("人员")
    desk.press("退出")
    desk.sees("1 件案件有未提交的内容")
    desk.press("取消")
    desk.page.get_by_role("link", name="我的账号").click()
    desk.press("退出全部登录")
    desk.sees("1 件案件有未提交的内容")
    desk.press("取消")
    desk.page.get_by_role("link", name="案件", exact=True).click()
    lines(desk).first.click()
    desk.at("学校作业")
    expect(desk.page.get_by_label("记录内容")).to_have_count(0)
    key(desk, "n")
    expect(desk.page.get_by_label("记录内容")).to_have_value("明天去学校看看。")
    desk.press("提交")
    desk.sees("已完成。")
    desk.sees("明天去学校看看。")
    desk.press("退出")
    desk.sees("工作台登录")


def test_what_a_step_brings_with_it_is_said_before(desk):
    lines(desk).first.click()
    desk.at("学校作业")
    desk.page.get_by_text("更多操作").click()
    for step, said in (("不予受理", "案件结束"), ("转交其他单位", "不能再打开"), ("回避", "不能撤回")):
        desk.press(step)
        desk.sees(said)


@pytest.mark.promise("K6", "in part")
def test_log_out_is_on_every_screen_and_clears_every_cookie_but_no_saved_view(desk):
    for room in ("人员", "我的账号", "案件"):
        desk.page.get_by_role("navigation", name="菜单").get_by_role("link", name=room, exact=True).click()
        expect(desk.page.get_by_role("button", name="退出", exact=True)).to_be_visible()
    desk.press("全部")
    desk.page.evaluate("document.cookie = 'left=behind'")
    assert len(desk.page.context.cookies()) == 2
    with desk.page.expect_response(lambda answer: answer.request.method == "DELETE") as leaving:
        desk.press("退出")
    assert leaving.value.all_headers()["clear-site-data"] == '"cookies"'
    desk.sees("工作台登录")
    assert desk.page.context.cookies() == []
    assert desk.page.evaluate("localStorage.getItem('jianfu-view')") == '"all"'


@pytest.mark.promise("T12", "in part")
def test_a_supervisor_has_a_list_for_each_concern(site, browser, file, engine):
    file(4)
    with engine.begin() as connection:
        first, second = connection.scalars(sa.select(Case.id).order_by(Case.id).limit(2))
        connection.execute(sa.update(Case).where(Case.id == first).values(avoid_local_office=True))
        connection.execute(sa.update(Case).where(Case.id == second).values(reseal_pending=True))
    with watched(browser, site.base_url, NARROW) as desk:
        log_in(desk, "supervisor-410000", site.passwords["supervisor-410000"])
        expect(lines(desk)).to_have_count(4)
        for name, cases in (
            ("回避本地", [first]),
            ("待重新封存", [second]),
            ("申诉", []),
            ("退回过", []),
            ("自动上移", []),
        ):
            desk.press(name)
            expect(desk.page.get_by_text("正在读取")).to_have_count(0)
            expect(lines(desk)).to_have_count(len(cases))
            for place, one in enumerate(cases):
                expect(lines(desk).nth(place)).to_have_attribute("href", f"#/cases/{one}")
        desk.looks()

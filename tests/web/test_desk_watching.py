"""D2, T8 in the pages: an office is urged, finds it among its reminders and answers; more time is told the reporter."""

import pytest
from playwright.sync_api import expect

from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, PHONE, log_in, watched
from tests.web.test_desk_oversight import follows

pytestmark = pytest.mark.slow
ABOVE, OFFICER = "supervisor-410000", "officer-411102-education"
TUTORING = {
    "category": "tutoring",
    "answers": {"grade": 5, "subject": "math", "mode": "offline", "problem": ["off_day"], "lesson_date": "2026-11-14"},
}
WHY = "要等专业鉴别，预计三周。"


def go(desk, room, heading):
    desk.page.get_by_role("navigation", name="菜单").get_by_role("link", name=room, exact=True).click()
    desk.at(heading)


def go_where_news_are(desk, count):
    """To the reminders, whose link says how many are unread."""
    desk.page.get_by_role("link", name=f"提醒 未读 {count} 条", exact=True).click()
    desk.at("提醒")


def act(desk, name):
    """Press what may be folded away."""
    actions = desk.page.locator(".actions")
    button = actions.locator("button[data-event]").filter(has_text=name).first
    expect(button).to_be_attached()
    if not button.is_visible():
        actions.locator("summary").first.click()
    button.click()


def open_case(desk, site, username):
    log_in(desk, username, site.passwords[username])
    desk.page.locator(".case-line").click()
    desk.at("校外培训")


@pytest.mark.promise("D2", "in part")
@pytest.mark.parametrize("shape", [DESK, NARROW])
def test_an_office_is_urged_answers_and_takes_more_time(site, browser, phone, shape):
    filed = phone.file(homework() | TUTORING).json
    with watched(browser, site.base_url, shape) as desk:
        open_case(desk, site, ABOVE)
        supervise(desk)
        go(desk, "办理行为", "各单位办理行为")
        expect(desk.page.locator("tbody tr").first).to_be_visible()
        desk.looks()
    with watched(browser, site.base_url, shape) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        go_where_news_are(desk, 1)
        desk.sees("上级督办")
        expect(desk.page.get_by_role("status").filter(has_text="未读 1 条")).to_be_visible()
        desk.looks()
        desk.page.locator("li.card a").click()
        desk.at("校外培训")
        expect(desk.page.get_by_role("link", name="提醒", exact=True)).to_be_visible()
        answer_and_extend(desk)
        go(desk, "提醒", "提醒")
        desk.sees("未读 0 条")
        desk.looks()
    with watched(browser, site.base_url, PHONE if shape is DESK else NARROW) as reporter:
        follows(reporter, filed["receipt"])
        reporter.sees("办理期限已延长一次，原因：需要专业鉴别。")
        reporter.sees(WHY)
        expect(reporter.page.get_by_text("督办")).to_have_count(0)
        reporter.looks()


def supervise(desk):
    """Not without a reason."""
    act(desk, "督办")
    desk.sees("承办单位收到督办")
    desk.press("提交")
    desk.looks()
    desk.page.get_by_label("社会关注").check()
    desk.page.get_by_label("理由").fill("请三天内说明。")
    desk.press("提交")
    desk.sees("请在")
    desk.looks()


def answer_and_extend(desk):
    act(desk, "反馈上级")
    desk.page.get_by_label("已到或将到现场核查").check()
    desk.page.get_by_label("理由").fill("明天到现场。")
    desk.looks()
    desk.press("提交")
    desk.sees("已到或将到现场核查")
    act(desk, "签收，由我承办")
    act(desk, "延长期限")
    desk.page.get_by_label("需要专业鉴别").check()
    desk.page.get_by_label("理由").fill(WHY)
    desk.looks()
    desk.press("提交")
    desk.sees("延长期限 → 已签收")


NOT_MODIFIED = 304
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.mark.parametrize("shape", [DESK, NARROW])
def test_the_menu_says_how_much_is_unread_and_asks_only_for_what_changed(site, browser, phone, console, shape):
    case = console(OFFICER).case_of(phone.file(homework() | TUTORING).json["reference"])
    urging = {"event": "supervise", "reason_code": "silent", "reason": "请说明。", "answer_by": None}
    asked = []
    with watched(browser, site.base_url, shape) as desk:
        desk.page.on("response", lambda one: "/reminders?" in one.url and asked.append(one.url))
        log_in(desk, OFFICER, site.passwords[OFFICER])
        link = desk.page.get_by_role("navigation", name="菜单").get_by_role("link", name="提醒")
        expect(link).to_have_text("提醒")
        with desk.page.expect_response(lambda one: "/reminders?" in one.url and one.status == NOT_MODIFIED):
            looking = desk.page.evaluate(f"setInterval(() => {LOOK}, 200)")  # however late the first answer is
        desk.page.evaluate(f"clearInterval({looking})")
        assert console(ABOVE).post(f"/cases/{case['id']}/urging", urging).status_code == 204
        desk.page.evaluate(LOOK)
        expect(link).to_have_accessible_name("提醒 未读 1 条")
        expect(link.locator(".badge")).to_have_text("1")
        desk.looks()
        desk.page.route("**/api/v1/reminders?*", lambda route: route.fulfill(json=MANY))
        desk.page.evaluate(LOOK)
        expect(link).to_have_accessible_name("提醒 未读 99+ 条")
        desk.looks()
        desk.page.unroute("**/api/v1/reminders?*")
        desk.page.evaluate(LOOK)
        expect(link).to_have_accessible_name("提醒 未读 1 条")
        link.click()
        desk.press("全部标为已读")
        expect(link).to_have_text("提醒")
    assert all("limit=1" in url for url in asked if "limit=25" not in url)


MANY = {"items": [], "next_cursor": None, "unread": 99}

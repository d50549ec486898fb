"""T7 on the desk: an answer names the day to look again, the list says where to go, and what was seen is told."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, PHONE, log_in, watched
from tests.web.test_desk_approval import choose

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
DAY = "2026-12-02"
MESSAGE = "复查时三个班的作业都已减少。"


@pytest.fixture
def filed(phone, console):
    """A report that is being looked into."""
    officer, filed = console(OFFICER), phone.file(homework()).json
    case = officer.case_of(filed["reference"])
    officer.move(case["id"], 1, "accept")
    officer.move(case["id"], 2, "investigate")
    return filed


@pytest.fixture
def planned(console, filed):
    """Answered with a plan; two weeks later somebody has to look."""
    officer = console(OFFICER)
    case = officer.case_of(filed["reference"])
    said = {"outcome": "partly", "actions_taken": ["planned"], "public_reply": "已列入计划。", "recheck_on": DAY}
    assert officer.move(case["id"], 3, "resolve", **said).status_code == 200
    return filed


@pytest.mark.promise("T7", "in part")
def test_a_plan_is_answered_with_the_day_to_look_again(site, browser, filed, phone):
    with watched(browser, site.base_url, NARROW) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.page.locator(".case-line").click()
        desk.at("学校作业")
        choose(desk, "resolve")
        desk.page.get_by_label("部分属实").check()
        desk.page.get_by_label("列入计划").check()
        desk.page.get_by_label("给举报人的答复").fill("已列入本学期的检查计划。")
        desk.press("提交")
        expect(desk.page.locator(".is-wrong")).to_have_count(1)
        desk.looks()
        desk.page.get_by_label("复查日期").fill(DAY)
        desk.press("提交")
        expect(desk.page.locator(".badge-status")).to_have_text("已答复")
        expect(desk.page.locator(".case-facts")).to_contain_text("复查日期")
        desk.looks()
    assert phone.mine(filed["receipt"]).json["recheck_on"] == DAY


@pytest.mark.promise("T7", "in part")
@pytest.mark.parametrize(("shape", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_what_is_due_is_listed_looked_at_and_told(site, browser, planned, phone, clock, shape, scheme):
    clock.time += timedelta(days=14)
    with watched(browser, site.base_url, {**shape, "color_scheme": scheme}) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.page.get_by_role("link", name="复查", exact=True).click()
        desk.at("待复查")
        desk.page.get_by_label("只看该复查的").check()
        expect(desk.page.locator(".case-line .badge-overdue")).to_have_text("该复查了")
        desk.looks()
        desk.page.locator(".case-line").click()
        desk.at("学校作业")
        choose(desk, "recheck")
        expect(desk.page.locator(".act-form").get_by_role("link", name="致学校（机构）的告知书")).to_be_visible()
        desk.page.get_by_label("已改正").check()
        desk.page.get_by_label("核查日期").fill(DAY)
        desk.page.get_by_label("核查情况").fill("看了三个班的作业本。")
        desk.press("提交")
        expect(desk.page.locator(".is-wrong")).to_have_count(1)
        desk.looks()
        desk.page.get_by_label("告诉举报人的话").fill(MESSAGE)
        desk.press("提交")
        desk.sees("看了三个班的作业本。")
        expect(desk.page.locator('[data-event="recheck"]')).to_have_count(0)
        desk.looks()
        desk.page.goto(f"{site.base_url}/console/#/rechecks")
        desk.sees("没有待复查的案件")
    assert phone.mine(planned["receipt"]).json["messages"][-1]["text"] == MESSAGE

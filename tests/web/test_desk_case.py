"""A case on the desk: what the registry says, who should have it, and how many have answered."""

import pytest
from playwright.sync_api import expect

from tests.support.installation import SCHOOL_ID
from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, log_in, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"


def opened(desk, site):
    log_in(desk, OFFICER, site.passwords[OFFICER])
    desk.page.locator(".case-line").click()
    desk.at("学校作业")


def test_once_the_school_is_known_its_office_is_proposed_and_chosen(site, browser, phone):
    phone.file(homework())
    with watched(browser, site.base_url, DESK) as desk:
        opened(desk, site)
        desk.sees("还没有关联到登记的学校或机构")
        desk.page.get_by_text("更多操作").click()
        desk.press("确认学校或机构")
        desk.page.get_by_label("查找登记的学校或机构").fill("寄宿")
        desk.page.get_by_label("演示寄宿学校").check()
        desk.press("提交")
        facts = desk.page.get_by_role("region", name="登记信息")
        expect(facts.get_by_text("初中")).to_be_visible()
        expect(facts.get_by_text("411100 education")).to_be_visible()
        desk.looks()
        desk.press("转交其他单位")
        expect(desk.page.get_by_label("411100 education（建议）")).to_be_checked()
        desk.page.get_by_label("需由上级办理").check()
        desk.page.get_by_label("理由").fill("市属学校。")
        desk.press("提交")
        desk.at("待办案件")


def test_how_many_have_answered_a_question_is_said(site, browser, phone, console):
    said = homework(place={"school_id": SCHOOL_ID})
    first, _ = [phone.file(said).json["receipt"] for _ in range(2)]
    officer = console(OFFICER)
    (item,) = officer.get("/cases").json["items"]
    officer.move(item["id"], item["version"], "accept")
    officer.post(f"/cases/{item['id']}/messages", {"text": "是哪几门课？", "ask": True}, item["version"] + 1)
    phone.say(first, "语文和数学。")
    with watched(browser, site.base_url, NARROW) as desk:
        opened(desk, site)
        desk.sees("已收到1份，共征询2份")
        expect(desk.page.get_by_text("共征询2份")).to_have_count(1)
        desk.sees("语文和数学。")
        desk.looks()


def test_severity_and_deadline_of_each_case_are_seen_at_a_glance(site, browser, phone, console, clock):
    for said in ({}, {"safety": True}):
        phone.file(homework(**said))
    items = console(OFFICER).get("/cases").json["items"]
    assert [one["severity"] for one in items] == ["urgent", "high"]
    days = [f"{one['next_due_on'][:4]}/{int(one['next_due_on'][5:7])}/{int(one['next_due_on'][8:])}" for one in items]
    with watched(browser, site.base_url, NARROW) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        lines = desk.page.locator(".case-line")
        for place, words in enumerate((("紧急", "涉及安全"), ("优先",))):
            for word in (*words, f"下一期限 {days[place]}"):
                expect(lines.nth(place)).to_contain_text(word)
            expect(lines.nth(place)).not_to_contain_text("已超期")
        clock.forward(20 * 86_400)
        desk.page.context.clear_cookies()
        log_in(desk, OFFICER, site.passwords[OFFICER])
        expect(lines.filter(has_text="已超期")).to_have_count(2)
        desk.looks()

"""T7 on the desk: a check is recorded, an answer proposed, and somebody else approves it or sends it back."""

import pytest
from playwright.sync_api import expect

from tests.support.colleague import colleague_of
from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, log_in, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
REPLY = "经到校查看，没有发现所反映的情况。"


@pytest.fixture
def officer(console):
    return console(OFFICER)


@pytest.fixture
def filed(phone, officer):
    """A report that is being looked into."""
    filed = phone.file(homework()).json
    case = officer.case_of(filed["reference"])
    officer.move(case["id"], 1, "accept")
    officer.move(case["id"], 2, "investigate")
    return filed


def opened(desk, username, password):
    log_in(desk, username, password)
    desk.page.locator(".case-line").click()
    desk.at("学校作业")


def choose(desk, act):
    """Press an act, wherever it is."""
    button = desk.page.locator(f'[data-event="{act}"]')
    more = desk.page.locator(".act-more:not([open]) > summary")
    if not button.is_visible():
        more.click()
    button.click()


@pytest.mark.promise("T7", "in part")
def test_a_homework_log_is_recorded_with_its_classes(site, browser, filed):
    with watched(browser, site.base_url, NARROW) as desk:
        opened(desk, OFFICER, site.passwords[OFFICER])
        choose(desk, "check")
        desk.page.get_by_label("查看作业记录").check()
        desk.page.get_by_label("核查日期").fill("2026-11-18")
        desk.page.get_by_label("核查情况").fill("查看了三个班的作业公示。")
        for number in (1, 2, 3):
            desk.page.get_by_label(f"第 {number} 个班级", exact=True).fill(f"{number}班")
        desk.page.get_by_label("第 1 个班级的分钟数").fill("45")
        desk.looks()
        desk.press("提交")
        expect(desk.page.locator(".is-wrong")).to_have_count(1)
        for number in (2, 3):
            desk.page.get_by_label(f"第 {number} 个班级的分钟数").fill("50")
        desk.press("提交")
        desk.sees("查看了三个班的作业公示。")
        desk.sees("3班：50 分钟")
        desk.looks()


@pytest.mark.promise("T7", "in part")
def test_what_is_against_the_reporter_is_proposed_and_a_colleague_gives_the_answer(
    site, browser, filed, officer, phone
):
    case = officer.case_of(filed["reference"])
    check = {"kind": "visit", "checked_on": "2026-11-18", "text": "到校查看了三个班。"}
    officer.post(f"/cases/{case['id']}/checks", check)
    with watched(browser, site.base_url, DESK) as desk:
        opened(desk, OFFICER, site.passwords[OFFICER])
        choose(desk, "resolve")
        desk.page.get_by_label("不属实", exact=True).check()
        desk.sees("须先由另一人审批")
        desk.page.get_by_label("无须处理").check()
        desk.page.get_by_label("给举报人的答复").fill(REPLY)
        desk.looks()
        desk.page.locator(".act-send").get_by_role("button", name="提请审批").click()
        expect(desk.page.locator(".notice-warn").first).to_contain_text(REPLY)
        expect(desk.page.locator('[data-event="approve"]')).to_have_count(0)
        desk.looks()
    assert phone.mine(filed["receipt"]).json["public_reply"] is None
    with colleague_of(officer) as named, watched(browser, site.base_url, DESK) as desk:
        opened(desk, *named)
        choose(desk, "disapprove")
        desk.page.get_by_label("理由").fill("请再问两名家长。")
        desk.looks()
        desk.page.get_by_role("button", name="取消").click()
        choose(desk, "approve")
        expect(desk.page.locator(".act-form")).to_contain_text(REPLY)
        desk.looks()
        desk.press("提交")
        expect(desk.page.locator(".badge-status")).to_have_text("已答复")
        desk.looks()
    told = phone.mine(filed["receipt"]).json
    assert (told["outcome"], told["actions_taken"], told["public_reply"]) == ("unsubstantiated", ["none_needed"], REPLY)

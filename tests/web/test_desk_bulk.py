"""T9 in the pages: many cases at once, with what became of each; the report of somebody who calls; saved views."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, log_in, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
SHAPES = pytest.mark.parametrize("shape", [DESK, NARROW], ids=["1280 px", "320 px"])


def opens_bulk(desk, site):
    log_in(desk, OFFICER, site.passwords[OFFICER])
    desk.page.locator(".bulk summary").click()
    desk.press("看看有多少件")


@pytest.mark.promise("T9", "in part")
@SHAPES
def test_all_that_match_are_accepted_and_what_somebody_changed_is_tried_again(site, browser, phone, console, shape):
    cases = [console(OFFICER).case_of(phone.file(homework()).json["reference"]) for _ in range(4)]
    with watched(browser, site.base_url, shape) as desk:
        opens_bulk(desk, site)
        desk.sees("共 4 件")
        desk.looks()
        for case in cases[:2]:
            assert console(OFFICER).post(f"/cases/{case['id']}/assignment", {"assignee": "me"}, 1).status_code == 200
        panel = desk.page.locator(".bulk")
        panel.get_by_label("签收", exact=True).check()
        desk.press("签收：4 件")
        desk.sees("将对 4 件案件办理“签收”。")
        desk.looks()
        desk.press("确定办理")
        desk.sees("2 件已办成。")
        expect(panel.locator("tbody tr")).to_have_count(2)
        expect(panel.locator(".outcomes")).to_be_focused()
        desk.looks()
        desk.press("再试别人改动过的")
        desk.sees("4 件已办成。")
        desk.looks()
        desk.press("知道了")
        expect(panel.get_by_role("button", name="看看有多少件")).to_be_visible()
    assert {console(OFFICER).get(f"/cases/{case['id']}").json["status"] for case in cases} == {"accepted"}


@pytest.mark.promise("T9", "in part")
def test_the_whole_work_of_a_colleague_is_given_to_somebody_else(site, browser, phone, console):
    officer = console(OFFICER)
    mine, other = ([officer.case_of(phone.file(homework()).json["reference"]) for _ in range(2)] for _ in range(2))
    for case in mine:
        assert officer.post(f"/cases/{case['id']}/assignment", {"assignee": "me"}, 1).status_code == 200
    with watched(browser, site.base_url, DESK) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.page.locator(".bulk summary").click()
        panel = desk.page.locator(".bulk")
        panel.get_by_label("哪些案件").select_option(label=OFFICER)
        desk.press("看看有多少件")
        desk.sees("共 2 件")
        panel.get_by_label("分派承办人").check()
        desk.press("分派承办人：2 件")
        desk.press("确定办理")
        expect(panel.locator(".notice-bad")).to_contain_text("请填写")
        panel.get_by_label("交给谁").select_option(label="未分配")
        desk.press("确定办理")
        desk.sees("2 件已办成。")
    assert {officer.get(f"/cases/{case['id']}").json["assignee"] for case in (*mine, *other)} == {None}
    assert {officer.get(f"/cases/{case['id']}").json["version"] for case in other} == {1}


@pytest.mark.promise("T9", "in part")
def test_what_all_reporters_read_and_where_cases_go_is_asked_for(site, browser, phone):
    phone.file(homework())
    with watched(browser, site.base_url, DESK) as desk:
        opens_bulk(desk, site)
        panel = desk.page.locator(".bulk")
        panel.get_by_label("给举报人留言").check()
        expect(panel.get_by_label("留言内容")).to_be_visible()
        desk.looks()
        panel.get_by_label("转给其他单位").check()
        expect(panel.get_by_label("转给", exact=True).locator("option")).not_to_have_count(1)
        desk.looks()


@SHAPES
def test_an_officer_files_for_whoever_calls_and_hands_over_the_receipt(site, browser, phone, console, shape):
    with watched(browser, site.base_url, shape) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.page.get_by_role("link", name="来电来访登记").click()
        desk.at("来电来访登记")
        desk.press("登记")
        expect(desk.page.locator(".field.is-wrong").first).to_be_visible()
        desk.looks()
        fill(desk)
        desk.looks()
        desk.press("登记")
        desk.at("已登记，请把回执交给对方")
        expect(desk.page.locator(".receipt-qr")).to_be_visible()
        receipt = re.sub(r"\s", "", desk.page.locator(".receipt-code").inner_text())
        desk.page.emulate_media(media="print")
        expect(desk.page.locator(".receipt-code")).to_be_visible()
        expect(desk.page.get_by_role("button", name="打印回执")).to_be_hidden()
        desk.page.emulate_media(media="screen")
        desk.press("已交给对方，登记下一件")
        desk.at("来电来访登记")
        expect(desk.page.get_by_text(receipt)).to_have_count(0)
        kept = desk.page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])")
        assert receipt not in kept
    assert phone.mine(receipt).json["status"] == "submitted"
    officer = console(OFFICER)
    [case] = officer.get("/cases").json["items"]
    assert officer.get(f"/cases/{case['id']}").json["reports"][0]["source"] == "phone"
    with watched(browser, site.base_url, shape) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.page.locator(".case-line").click()
        desk.sees("电话反映")


def fill(desk):
    page = desk.page
    page.get_by_label("电话反映").check()
    page.get_by_label("作业太多或不合规").check()
    page.get_by_label("学校或机构在哪里").fill("源汇")
    page.get_by_role("button", name=re.compile("源汇区")).click()
    page.get_by_label("学校或机构名称").fill("没有登记的小学")
    page.get_by_role("button", name="使用“没有登记的小学”").click()
    page.get_by_label("四年级").check()
    page.get_by_label("对方说了什么").fill("孩子每天写到很晚。")
    for field in page.locator(".day input").all():
        field.fill("120")


def test_a_view_that_was_saved_is_there_in_another_browser_too(site, browser, phone):
    phone.file(homework())
    with watched(browser, site.base_url, DESK) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.page.get_by_label("事项").select_option(label="学校作业")
        desk.press("保存这个视图")
        desk.page.get_by_label("视图名称").fill("作业")
        desk.press("保存")
        views = desk.page.get_by_role("navigation", name="视图")
        expect(views.get_by_role("button", name="作业", exact=True)).to_have_attribute("aria-current", "true")
        expect(desk.page.get_by_label("视图名称")).to_have_count(0)
        desk.looks()
        assert "作业" not in desk.page.evaluate("JSON.stringify({ ...localStorage })")
    with watched(browser, site.base_url, DESK) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        views = desk.page.get_by_role("navigation", name="视图")
        views.get_by_role("button", name="作业", exact=True).click()
        expect(desk.page.get_by_label("事项")).to_have_value("homework")
        desk.press("删除这个视图")
        expect(views.get_by_role("button", name="作业", exact=True)).to_have_count(0)

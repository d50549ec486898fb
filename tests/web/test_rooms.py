"""The console's rooms: what each role finds there, and what it can do."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.browsing import DESK, PHONE, file_and_open, fill_in_homework, log_in, send, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
CANARY = "孩子每天写到很晚。"


def enter(desk, site, username, heading):
    desk.open("/console/")
    desk.page.get_by_label("用户名").fill(username)
    desk.page.get_by_label("密码").fill(site.passwords[username])
    desk.press("登录")
    desk.at(heading)


def go(desk, room, heading):
    desk.page.get_by_role("navigation", name="菜单").get_by_role("link", name=room, exact=True).click()
    desk.at(heading)


def test_an_administrator_makes_accounts_and_offices_and_sees_no_case(site, browser):
    with watched(browser, site.base_url, DESK) as desk:
        enter(desk, site, "administrator", "人员")
        rooms = desk.page.get_by_role("navigation", name="菜单").get_by_role("link")
        expect(rooms).to_have_text(["人员", "单位", "登记库", "我的账号"])
        desk.page.get_by_text("新建账号").click()
        desk.page.get_by_label("用户名").fill("li-411102")
        desk.page.get_by_label("承办单位").select_option(index=1)
        desk.press("新建")
        desk.sees("li-411102 的密码")
        desk.looks()
        desk.press("已经交给本人")
        desk.sees("待启用")
        go(desk, "单位", "单位")
        desk.page.get_by_label("按名称或代码查找").fill("411102")
        cards = desk.page.locator("li.card")
        expect(cards.filter(has_not_text="411102")).to_have_count(0)
        card = cards.filter(has=desk.page.get_by_text("411102 education", exact=True))
        card.get_by_text("修改").click()
        card.get_by_label("名称").fill("某某区教育局")
        desk.press("保存")
        desk.sees("某某区教育局")
        desk.looks()
        go(desk, "我的账号", "我的账号")


def test_a_supervisor_sees_the_offices_below_and_their_cases(site, browser):
    with watched(browser, site.base_url, PHONE) as phone, watched(browser, site.base_url, DESK) as desk:
        fill_in_homework(phone)
        send(phone)
        enter(desk, site, "supervisor-410000", "待办案件")
        go(desk, "下级单位", "下级单位")
        desk.page.get_by_role("row").filter(has_text="411102").get_by_role("button").first.click()
        desk.at("待办案件")
        desk.page.locator(".case-line").first.click()
        desk.sees("举报人所说的内容仍然密封")
        expect(desk.page.get_by_text(CANARY)).to_have_count(0)


def test_an_officer_passes_a_case_on_and_is_back_in_the_queue(site, browser):
    with watched(browser, site.base_url, PHONE) as phone, watched(browser, site.base_url, DESK) as desk:
        file_and_open(phone, desk, site, OFFICER)
        desk.page.get_by_text("更多操作").click()
        desk.press("转交其他单位")
        desk.press("提交")
        expect(desk.page.locator(".faults p").first).to_be_visible()
        desk.looks()
        desk.page.get_by_role("group", name="交给哪个单位").get_by_role("radio").first.check()
        desk.page.get_by_role("group", name="为什么转交").get_by_role("radio").first.check()
        desk.page.get_by_label("理由").fill("属于上级管理。")
        desk.press("提交")
        desk.at("待办案件")
        expect(desk.page.get_by_text(phone.reference)).to_have_count(0)


@pytest.mark.promise("A12", "in part")
def test_a_work_order_on_paper_holds_nothing_that_a_reporter_said(site, browser):
    with watched(browser, site.base_url, PHONE) as phone, watched(browser, site.base_url, DESK) as desk:
        file_and_open(phone, desk, site, OFFICER, text=CANARY)
        desk.sees(CANARY)
        desk.page.emulate_media(media="print")
        printed = desk.page.locator("body").inner_text()
        assert "核查办理单" in printed
        for said in (CANARY, "四年级", "135", "家长"):
            assert said not in printed
        assert not re.search(r"\d+月\d+日", printed.replace(printed[printed.find("办结期限") :].split("\n")[0], ""))


def test_views_are_kept_and_keys_walk_the_queue(site, browser):
    with watched(browser, site.base_url, PHONE) as phone, watched(browser, site.base_url, DESK) as desk:
        fill_in_homework(phone)
        send(phone)
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.page.get_by_label("事项").select_option("homework")
        desk.press("保存这个视图")
        desk.page.get_by_label("视图名称").fill("作业")
        desk.press("保存")
        desk.press("全部")
        desk.page.reload()
        desk.at("待办案件")
        desk.press("作业")
        expect(desk.page.get_by_label("事项")).to_have_value("homework")
        expect(desk.page.locator(".case-line").first).to_be_visible()
        desk.page.locator("h1").focus()
        desk.page.keyboard.press("j")
        expect(desk.page.locator(".case-line").first).to_be_focused()
        desk.page.keyboard.press("Enter")
        desk.at("学校作业")
        desk.page.keyboard.press("u")
        desk.press("删除这个视图")
        expect(desk.page.get_by_role("button", name="作业", exact=True)).to_have_count(0)
        desk.page.reload()
        desk.at("待办案件")
        expect(desk.page.get_by_role("button", name="全部", exact=True)).to_be_visible()
        expect(desk.page.get_by_role("button", name="作业", exact=True)).to_have_count(0)


@pytest.mark.promise("A12")
def test_a_notice_to_a_school_is_printed_and_what_is_added_is_recorded(site, browser):
    with watched(browser, site.base_url, PHONE) as phone, watched(browser, site.base_url, DESK) as desk:
        file_and_open(phone, desk, site, OFFICER, text=CANARY)
        desk.page.get_by_role("link", name="致学校（机构）的告知书").click()
        desk.at("致学校（机构）的告知书")
        desk.page.emulate_media(media="print")
        printed = desk.page.locator("body").inner_text()
        assert "2026-11" in printed
        for said in (CANARY, "四年级", "135", "家长", phone.reference, "打印"):
            assert said not in printed
        assert not re.search(r"\d+月\d+日|2026-11-\d", printed)
        desk.page.emulate_media(media="screen")
        desk.page.get_by_text("需要提供更多内容").click()
        desk.page.get_by_label("补充内容").fill("涉及数学作业。")
        desk.press("记录并加入告知书")
        expect(desk.page.locator(".faults p").first).to_be_visible()
        desk.looks()
        desk.page.get_by_label("理由").fill("学校否认。")
        desk.press("记录并加入告知书")
        desk.sees("涉及数学作业。")
        desk.looks()
        desk.page.get_by_role("link", name="‹ 返回案件").click()
        desk.sees("提供的内容：涉及数学作业。")

"""Coming back to a report: what the page keeps, and what it says when something went wrong."""

import pytest
from playwright.sync_api import expect

from tests.web.browsing import PHONE, fill_in_homework, send, watched

pytestmark = pytest.mark.slow


def receipt_field(phone):
    return phone.page.locator("input.receipt-input")


def file_and_follow(phone):
    fill_in_homework(phone)
    receipt = send(phone)
    phone.press("现在就看进度")
    phone.at("查看进度和答复")
    return receipt


def test_a_receipt_that_the_page_still_keeps_is_said_to_be_kept_and_goes_when_the_report_is_closed(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        receipt = file_and_follow(phone)
        expect(receipt_field(phone)).to_have_value(receipt)
        phone.sees("您确认抄好以后")
        expect(phone.page.get_by_text("它不会留在这台设备上")).to_have_count(0)
        phone.press("查看")
        phone.sees("已收到您的举报。")
        phone.press("关闭这一份")
        expect(receipt_field(phone)).to_have_value("")
        phone.sees("它不会留在这台设备上")


def test_a_report_that_was_sent_is_not_taken_up_again_as_another(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone)
        send(phone)
        phone.open("/#/about")
        phone.at("已收到")


def test_looking_again_without_a_network_says_so_and_what_is_there_stays(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        file_and_follow(phone)
        phone.press("查看")
        phone.sees("已收到您的举报。")
        phone.page.route("**/api/v1/reports/mine", lambda route: route.fulfill(status=503, json={"title": "稍后再来"}))
        phone.press("刷新")
        phone.sees("稍后再来")
        phone.sees("已收到您的举报。")
        phone.complaints[:] = [one for one in phone.complaints if "503" not in one]


def test_a_message_is_sent_once_however_often_one_presses(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        file_and_follow(phone)
        phone.press("查看")
        phone.page.get_by_label("补充说明").fill("请问有进展吗？")
        phone.page.get_by_role("button", name="发送", exact=True).evaluate(
            "async (button) => { button.click(); await new Promise((later) => setTimeout(later)); button.click(); }"
        )
        phone.sees("已发送。")
        expect(phone.page.get_by_text("请问有进展吗？")).to_have_count(1)


def test_looking_again_without_news_travels_as_not_modified_and_with_news_shows_them(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        answers = []
        phone.page.on("response", lambda one: one.url.endswith("/reports/mine") and answers.append(one.status))
        file_and_follow(phone)
        phone.press("查看")
        phone.sees("已收到您的举报。")
        phone.press("刷新")
        expect(phone.page.get_by_role("button", name="刷新")).to_be_enabled()
        phone.sees("已收到您的举报。")
        assert answers == [200, 304]
        phone.page.get_by_label("补充说明").fill("请问有进展吗？")
        phone.page.get_by_role("button", name="发送", exact=True).click()
        phone.sees("已发送。")
        expect(phone.page.locator(".message")).to_have_count(1)
        assert answers == [200, 304, 200]


@pytest.mark.promise("N4", "in part")
def test_a_notification_leads_to_the_one_receipt_that_nobody_has_copied_and_else_to_the_pin(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        fill_in_homework(phone)
        receipt = send(phone)
        phone.page.goto("about:blank")
        phone.open("/#1")
        phone.at("查看进度和答复")
        phone.sees("有一份反映有新消息")
        expect(receipt_field(phone)).to_have_value(receipt)
        assert phone.page.url == f"{site.base_url}/"
        phone.open("/")
        phone.page.get_by_role("button", name="已送出，回执码还没确认存好").click()
        phone.page.get_by_text("让这台手机记住回执码").click()
        phone.page.get_by_label("六位数字密码").fill("246813")
        phone.press("记住")
        phone.sees("已记住")
        phone.page.get_by_label("我已经抄好或存好").check()
        phone.press("完成")
        phone.page.goto("about:blank")
        phone.open("/#1")
        phone.at("查看进度和答复")
        expect(receipt_field(phone)).to_have_value("")
        fields = phone.page.locator("main input:not(.sr-only)").evaluate_all("all => all.map((one) => one.className)")
        assert fields == ["pin", "receipt-input"]
        phone.page.get_by_label("六位数字密码").fill("246813")
        phone.press("打开")
        phone.sees("已收到您的举报。")


def test_a_receipt_that_was_copied_is_said_to_lie_on_the_clipboard_and_taken_off_it_with_everything_else(site, browser):
    with watched(browser, site.base_url, PHONE) as phone:
        phone.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        for is_copied in (False, True):
            phone.open("/")
            phone.page.evaluate("navigator.clipboard.writeText('别人的')")
            fill_in_homework(phone)
            receipt = send(phone)
            phone.sees("复制的内容留在剪贴板里")
            if is_copied:
                phone.press("复制")
                phone.sees("再复制点别的")
                assert phone.page.evaluate("navigator.clipboard.readText()") == receipt
            phone.open("/")
            phone.press("全部清除")
            phone.sees("清除不了的")
            phone.press("确定全部清除")
            expect(phone.page.get_by_text("这台手机上还有")).to_have_count(0)
            phone.page.wait_for_function("() => indexedDB.databases().then((all) => all.length === 0)")
            assert phone.page.evaluate("navigator.clipboard.readText()") == ("" if is_copied else "别人的")

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

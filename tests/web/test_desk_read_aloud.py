"""The desk as it is read aloud: headings without gaps, parts in the order of the work, a focus that is never lost."""

import pytest
from playwright.sync_api import expect

from tests.support.phone import homework
from tests.web.aloud import focus_is_on, reads, says
from tests.web.browsing import DESK, log_in, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"


@pytest.fixture
def desk(site, browser, phone):
    for _ in range(2):
        phone.file(homework())
    with watched(browser, site.base_url, DESK) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        expect(desk.page.locator(".case-line")).to_have_count(2)
        yield desk


def key(desk, *names):
    for name in names:
        desk.page.keyboard.press(name)


def test_the_main_journey_of_a_case_is_read_in_order_and_the_focus_is_never_lost(desk):
    reads(
        desk,
        'navigation "菜单"',
        'link "案件"',
        'heading "待办案件" \\[level=1\\]',
        'navigation "视图"',
        'combobox "状态"',
        "status: 本页 2 件",
        'link "学校作业.*待签收',
    )
    key(desk, "j", "Enter")
    desk.at("学校作业")
    reads(
        desk,
        'navigation "案件之间',
        'heading "学校作业" \\[level=1\\]',
        "term: 下一期限",
        'heading "办理" \\[level=2\\]',
        'button "签收，由我承办"',
        'heading "举报 .*" \\[level=2\\]',
        'heading "举报人的话" \\[level=3\\]',
        'heading "规则对照" \\[level=3\\]',
        'region "登记信息"',
        'heading "办理经过" \\[level=2\\]',
    )
    key(desk, "a", "Enter")
    focus_is_on(desk, "已完成。签收，由我承办。案件现在是“已签收”。", "p")
    says(desk, "案件现在是“已签收”")
    desk.page.get_by_role("button", name="提问").focus()
    key(desk, "Enter")
    focus_is_on(desk, "要问举报人的问题", "textarea")
    reads(desk, 'button "提问" \\[expanded\\]', 'heading "提问" \\[level=3\\]', 'textbox "要问举报人的问题"')
    desk.page.get_by_role("button", name="提交").focus()
    key(desk, "Enter")
    focus_is_on(desk, "要问举报人的问题", "textarea")
    expect(desk.page.get_by_label("要问举报人的问题")).to_have_attribute("aria-invalid", "true")
    desk.page.get_by_role("button", name="取消", exact=True).focus()
    key(desk, "Enter")
    focus_is_on(desk, "提问", "button")
    key(desk, "Enter")
    desk.page.get_by_label("要问举报人的问题").fill("是哪几门课？")
    desk.page.get_by_role("button", name="提交").focus()
    key(desk, "Enter")
    focus_is_on(desk, "案件现在是“待补充”", "p")
    reads(desk, 'heading "学校作业"', "status: 已完成", 'heading "与举报人的往来" \\[level=3\\]', "是哪几门课？")
    desk.looks()
    key(desk, "u")
    focus_is_on(desk, "学校作业", "a")


def test_what_goes_away_hands_the_focus_on(desk):
    desk.page.get_by_label("事项").select_option("homework")
    desk.page.get_by_role("button", name="保存这个视图").focus()
    key(desk, "Enter")
    focus_is_on(desk, "视图名称", "input")
    desk.page.keyboard.insert_text("作业")
    key(desk, "Enter")
    expect(desk.page.get_by_role("button", name="作业", exact=True)).to_be_visible()
    focus_is_on(desk, "待办案件", "h1")
    desk.page.get_by_label("状态").select_option("resolved")
    says(desk, "没有符合条件的案件。")
    desk.page.get_by_label("状态").select_option("")
    expect(desk.page.locator(".case-line")).to_have_count(2)
    desk.page.locator(".case-line").first.click()
    desk.at("学校作业")
    desk.press("写记录")
    desk.page.get_by_label("记录内容").fill("明天去学校看看。")
    desk.page.get_by_role("button", name="退出", exact=True).focus()
    key(desk, "Enter")
    focus_is_on(desk, "1 件案件有未提交的内容", "div")
    desk.page.get_by_role("alert").get_by_role("button", name="取消").focus()
    key(desk, "Enter")
    focus_is_on(desk, "学校作业", "h1")

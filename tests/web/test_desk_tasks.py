"""T4 in the pages: a lead asks another office, which does its share and sees no case; who is above sees all share."""

import pytest
from playwright.sync_api import expect

from tests.services.tasked import tutoring
from tests.web.browsing import DESK, NARROW, log_in, watched

pytestmark = pytest.mark.slow
LEAD, MARKET, ABOVE = "officer-411102-education", "officer-411100-market_regulation", "supervisor-410000"
SAID, REQUEST, RESULT = "孩子周末在补课。", "请核查该机构的收费公示。", "未公示收费标准，已责令改正。"


@pytest.mark.promise("T4", "in part")
@pytest.mark.parametrize("shape", [DESK, NARROW])
def test_a_lead_asks_another_office_and_reads_what_it_found(site, browser, phone, shape):
    assert phone.file(tutoring(text=SAID)).status_code == 201
    with watched(browser, site.base_url, shape) as desk:
        opens_case(desk, site)
        asks(desk)
        desk.sees("待签收")
        desk.sees("完成或撤销之前不能结束案件")
        desk.looks()
    with watched(browser, site.base_url, shape) as desk:
        sees_who_shares(desk, site)
    with watched(browser, site.base_url, shape) as desk:
        does_its_share(desk, site)
    with watched(browser, site.base_url, shape) as desk:
        opens_case(desk, site, is_new=False)
        desk.sees("首接负责单位：")
        desk.page.locator(".joint .task-line").click()
        desk.sees(RESULT)
        desk.looks()


def opens_case(desk, site, *, is_new=True):
    log_in(desk, LEAD, site.passwords[LEAD])
    desk.page.locator(".case-line").click()
    desk.sees(SAID)
    if is_new:
        desk.press("签收")
        desk.sees("已签收")


def asks(desk):
    """First without anything; each field says what is wrong with it."""
    more = desk.page.locator(".act-more summary")
    if more.count():
        more.click()
    desk.press("交办协办任务")
    desk.sees("协办单位只看得到您在这里写给它的内容")
    desk.press("提交")
    expect(desk.page.locator(".field.is-wrong").first).to_be_visible()
    desk.looks()
    desk.page.get_by_label("411100 market_regulation").check()
    desk.page.get_by_label("核查收费").check()
    expect(desk.page.get_by_label("完成期限")).not_to_have_value("")
    desk.page.get_by_label("交办内容").fill(REQUEST)
    desk.press("提交")
    expect(desk.page.locator(".joint .task-line")).to_have_count(1)


def does_its_share(desk, site):
    """It has one task, no case, and says what it found."""
    log_in(desk, MARKET, site.passwords[MARKET])
    desk.page.get_by_role("link", name="协办任务").click()
    desk.at("协办任务")
    desk.looks()
    desk.page.locator(".task-line").click()
    desk.sees(REQUEST)
    expect(desk.page.get_by_text(SAID)).to_have_count(0)
    desk.looks()
    desk.press("签收")
    desk.sees("协办中")
    desk.press("完成")
    expect(desk.page.locator(".field.is-wrong")).to_be_visible()
    desk.looks()
    desk.page.get_by_label("说明").fill(RESULT)
    desk.press("完成")
    desk.sees("已完成")
    desk.looks()


def sees_who_shares(desk, site):
    """From above: a number for each department, and which tasks it stands for; no case opens from there."""
    log_in(desk, ABOVE, site.passwords[ABOVE])
    desk.page.get_by_role("link", name="部门协同").click()
    desk.at("部门协同")
    row = desk.page.get_by_role("row", name="411100 market_regulation")
    expect(row).to_be_visible()
    row.get_by_role("button", name="1").click()
    expect(desk.page.get_by_role("heading", name="411100 market_regulation的协办任务")).to_be_visible()
    desk.sees("待签收")
    expect(desk.page.get_by_text(REQUEST)).to_have_count(0)
    desk.looks()

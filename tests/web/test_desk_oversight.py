"""K7 in the pages: a supervisor says why before a case below opens; office and reporter read that somebody looked."""

import pytest
from playwright.sync_api import expect

from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, PHONE, log_in, watched

pytestmark = pytest.mark.slow
ABOVE, OFFICER = "supervisor-410000", "officer-411102-education"
SAID, WHY = "孩子写到十一点。", "按季度抽查，请保留核查记录。"


@pytest.mark.promise("K7", "in part")
@pytest.mark.parametrize("shape", [DESK, NARROW])
def test_a_supervisor_says_why_and_all_who_are_concerned_read_it(site, browser, phone, shape):
    filed = phone.file(homework(text=SAID)).json
    with watched(browser, site.base_url, shape) as desk:
        opened(desk, site, ABOVE)
        expect(desk.page.get_by_text(SAID)).to_have_count(0)
        says_why(desk)
        desk.sees(SAID)
        desk.sees("您今天已说明理由调阅本案")
        desk.looks()
    with watched(browser, site.base_url, shape) as desk:
        opened(desk, site, OFFICER)
        desk.sees("调阅单位：")
        desk.sees(WHY)
        desk.looks()
    with watched(browser, site.base_url, PHONE if shape is DESK else NARROW) as reporter:
        follows(reporter, filed["receipt"])
        reporter.sees("调阅了您的举报，原因：办理质量抽查。")
        expect(reporter.page.get_by_text(WHY)).to_have_count(0)
        reporter.looks()


def opened(desk, site, username):
    log_in(desk, username, site.passwords[username])
    desk.page.locator(".case-line").click()
    desk.at("学校作业")


def says_why(desk):
    """Not without a reason; the form says who will read it."""
    desk.press("上级调阅")
    desk.sees("举报人只看得到日期和原因类别")
    desk.press("提交")
    desk.looks()
    desk.page.get_by_label("办理质量抽查").check()
    desk.page.get_by_label("向承办单位说明").fill(WHY)
    desk.press("提交")


def follows(reporter, receipt):
    reporter.open("/#/follow")
    reporter.page.get_by_label("回执码").fill(receipt)
    reporter.press("查看")

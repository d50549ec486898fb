"""The auditor's page: what staff did, narrowed to a person or a case, and taken away as a table."""

import pytest
from playwright.sync_api import expect

from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"


@pytest.mark.promise("K7", "in part")
@pytest.mark.parametrize("shape", [DESK, NARROW])
def test_an_auditor_sees_who_opened_which_case_and_takes_it_away(site, browser, phone, console, installed, shape):
    case = console(OFFICER).case_of(phone.file(homework()).json["reference"])
    console(OFFICER).get(f"/cases/{case['id']}")
    with watched(browser, site.base_url, shape) as desk:
        desk.open("/console/")
        desk.page.get_by_label("用户名").fill("auditor")
        desk.page.get_by_label("密码").fill(installed.passwords["auditor"])
        desk.press("登录")
        desk.at("审计日志")
        expect(desk.page.locator("tbody tr")).to_have_count(4)
        desk.looks()
        desk.press("打开案件")
        desk.sees("只显示：打开案件")
        expect(desk.page.locator("tbody tr")).to_have_count(1)
        desk.press(f"案件 {case['id'][:8]}")
        desk.sees(f"只显示：案件 {case['id'][:8]}")
        expect(desk.page.locator("tbody tr")).to_have_count(1)
        desk.looks()
        with desk.page.expect_download() as taken:
            desk.page.get_by_role("link", name="导出表格（CSV）").click()
        assert case["id"] in taken.value.path().read_text(encoding="utf-8")
        desk.press("显示全部")
        expect(desk.page.locator("tbody tr")).to_have_count(5)

"""The auditor's page: what staff did, narrowed to a person or a case, and taken away as a table."""

import pytest
from playwright.sync_api import expect

from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, PHONE, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"


@pytest.mark.promise("K7", "in part")
@pytest.mark.parametrize("shape", [DESK, NARROW])
def test_an_auditor_sees_who_opened_which_case_and_takes_it_away(site, browser, phone, console, installed, shape):
    case = console(OFFICER).case_of(phone.file(homework()).json["reference"])
    console(OFFICER).get(f"/cases/{case['id']}")
    with watched(browser, site.base_url, shape) as desk:
        at_the_log(desk, installed)
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


LOOKS = [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark"), (NARROW, "light"), (NARROW, "dark")]


@pytest.mark.promise("K7", "in part")
@pytest.mark.parametrize(("shape", "scheme"), LOOKS)
def test_an_auditor_narrows_the_log_by_act_office_person_and_day(
    site, browser, phone, console, installed, shape, scheme
):
    officer, case = console(OFFICER), console(OFFICER).case_of(phone.file(homework()).json["reference"])
    for _ in range(52):
        officer.get(f"/cases/{case['id']}")
    console("officer-411103-education")
    with watched(browser, site.base_url, {**shape, "color_scheme": scheme}) as desk:
        at_the_log(desk, installed)
        rows = desk.page.locator("tbody tr")
        expect(rows).to_have_count(50)
        desk.press("更多")
        expect(rows).to_have_count(56)
        desk.page.get_by_label("操作", exact=True).select_option(label="打开案件")
        expect(rows).to_have_count(50)
        desk.page.get_by_label("操作", exact=True).select_option(label="登录")
        desk.page.get_by_label("单位名或区划代码").fill("411103")
        expect(rows).to_have_count(1)
        desk.looks()
        desk.page.get_by_label("完整账号").fill(OFFICER)
        desk.sees("没有符合条件的记录")
        desk.page.get_by_label("单位名或区划代码").fill("")
        expect(rows).to_have_count(2)
        desk.page.get_by_label("截止日期").fill("2026-01-01")
        desk.sees("没有符合条件的记录")
        desk.looks()


def at_the_log(desk, installed):
    desk.open("/console/")
    desk.page.get_by_label("用户名").fill("auditor")
    desk.page.get_by_label("密码").fill(installed.passwords["auditor"])
    desk.press("登录")
    desk.at("审计日志")

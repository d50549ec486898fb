"""How offices work, on the screen: the days that are chosen, what some numbers are of, and the same taken away."""

import csv

import pytest
from playwright.sync_api import expect

from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
OFFICE = "411102 education"


@pytest.fixture
def declined(phone, console):
    """One case was not taken on."""
    case = console(OFFICER).case_of(phone.file(homework()).json["reference"])
    given = {"reason": "不属实。", "public_reply": "没有发现。"}
    assert console(OFFICER).end(case["id"], case["version"], "decline", **given).status_code == 200


def number(desk, label):
    line = desk.page.get_by_role("row").filter(has=desk.page.get_by_role("rowheader", name=OFFICE))
    return line.locator(f"td[data-label={label}]")


@pytest.mark.parametrize("shape", [DESK, DESK | {"color_scheme": "dark"}, NARROW])
def test_a_supervisor_chooses_the_days_and_takes_them_away(site, browser, installed, declined, clock, shape):
    today = clock().date()
    with watched(browser, site.base_url, shape) as desk:
        enter(desk, installed)
        expect(number(desk, "不予受理")).to_have_text("1/1")
        expect(number(desk, "移送")).to_have_text("0/1")
        expect(number(desk, "答复")).to_have_text("0")
        desk.looks()
        assert taken_away(desk)["不予受理"] == "1"
        desk.page.get_by_label("截止日期").fill(f"{today.replace(year=today.year - 1)}")
        expect(number(desk, "不予受理")).to_have_text("0")
        assert taken_away(desk)["不予受理"] == "0"
        desk.page.get_by_label("起始日期").fill(f"{today}")
        desk.sees("起始日期不能晚于截止日期")
        expect(desk.page.get_by_role("link", name="导出统计表（CSV）")).to_have_count(0)
        desk.looks()


def taken_away(desk):
    with desk.page.expect_download() as taken:
        desk.page.get_by_role("link", name="导出统计表（CSV）").click()
    lines = csv.DictReader(taken.value.path().read_text(encoding="utf-8-sig").splitlines())
    return {line["单位"]: line for line in lines}[OFFICE]


def enter(desk, installed):
    """Log in as who looks below, and go to the room."""
    desk.open("/console/")
    desk.page.get_by_label("用户名").fill("supervisor-410000")
    desk.page.get_by_label("密码").fill(installed.passwords["supervisor-410000"])
    desk.press("登录")
    desk.page.get_by_role("link", name="办理行为").click()
    desk.at("各单位办理行为")

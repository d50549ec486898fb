"""The room of figures: numbers, a chart with its table, and the bulletin, on the screen and taken away."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from models.engine import writing
from services.figures.closing import close_day
from services.work import Work
from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, PHONE, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
LOOKS = [(DESK, "light"), (DESK, "dark"), (PHONE, "dark"), (NARROW, "light")]


@pytest.fixture
def counted(app, clock, phone, console):
    """Two reports, one declined in time; three weeks later, and every day of them is counted."""
    case = console(OFFICER).case_of(phone.file(homework()).json["reference"])
    phone.file(homework())
    given = {"reason": "不属实。", "public_reply": "没有发现。"}
    assert console(OFFICER).end(case["id"], case["version"], "decline", **given).status_code == 200
    clock.time += timedelta(days=21)
    service = app.extensions["jianfu"]
    done = 1
    while done:
        with writing(service.world.engine) as db:
            done = close_day(Work(service.world, db, clock()))
            db.commit()


@pytest.mark.parametrize(("shape", "scheme"), LOOKS)
def test_an_officer_reads_the_figures_and_takes_them_away(site, browser, installed, counted, shape, scheme):
    with watched(browser, site.base_url, {**shape, "color_scheme": scheme}) as desk:
        enter(desk, installed, OFFICER)
        expect(desk.page.locator(".chart canvas")).to_be_visible()
        expect(desk.page.get_by_role("img", name="折线图")).to_be_visible()
        expect(desk.page.get_by_role("region", name="统计", exact=True).locator("tbody tr")).to_have_count(6)
        desk.sees("半月通报")
        expect(desk.page.get_by_role("region", name="半月通报").locator("tbody tr")).to_have_count(1)
        desk.looks()
        desk.page.get_by_label("分类方式").select_option(label="按事项")
        expect(desk.page.locator(".chart")).to_have_count(0)
        expect(desk.page.get_by_role("rowheader", name="学校作业")).to_be_visible()
        desk.looks()
        desk.page.get_by_label("半月", exact=True).select_option("2026-11b")
        expect(desk.page.get_by_label("半月", exact=True).locator("option")).to_have_count(1)
        expect(desk.page.get_by_role("region", name="半月通报").locator("tbody tr")).to_have_count(1)


def test_what_is_taken_away_has_the_same_numbers(site, browser, installed, counted):
    with watched(browser, site.base_url, DESK) as desk:
        enter(desk, installed, "supervisor-410000")
        desk.page.get_by_label("分类方式").select_option(label="按单位")
        expect(desk.page.get_by_role("rowheader", name="411102 education")).to_be_visible()
        with desk.page.expect_download() as taken:
            desk.page.get_by_role("link", name="导出统计表（CSV）").click()
        lines = taken.value.path().read_text(encoding="utf-8-sig").splitlines()
        assert [line.split(",")[:2] for line in lines[1:]] == [["411102 education", "2"], ["合计", "2"]]
        with desk.page.expect_download() as taken:
            desk.page.get_by_role("link", name="保存打印版").click()
        assert "源汇区" in taken.value.path().read_text(encoding="utf-8")


def enter(desk, installed, username):
    """Log in, and go to the room."""
    desk.open("/console/")
    desk.page.get_by_label("用户名").fill(username)
    desk.page.get_by_label("密码").fill(installed.passwords[username])
    desk.press("登录")
    desk.page.get_by_role("link", name="统计", exact=True).click()
    desk.at("统计")

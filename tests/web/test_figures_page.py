"""The room of figures: numbers, a chart with its table, and the bulletin, on the screen and taken away."""

import csv
import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from pypdfium2 import PdfDocument

from models.engine import writing
from services.figures.closing import close_day
from services.work import Work
from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, PHONE, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
PERIOD = re.compile(r"^2026-\d\d-\d\d 至 2026-\d\d-\d\d$")
RATES = ["按期办结率", "响应率", "解决率", "满意率"]
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


@pytest.fixture
def elsewhere(phone, request):
    """One report more, which the office above has."""
    phone.file(homework(avoid_local_office=True))
    request.getfixturevalue("counted")


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


@pytest.mark.parametrize("shape", [DESK, PHONE])
def test_each_line_has_every_rate_and_so_has_what_is_taken_away(site, browser, installed, counted, shape):
    with watched(browser, site.base_url, shape) as desk:
        enter(desk, installed, "supervisor-410000")
        desk.page.get_by_label("分类方式").select_option(label="按单位")
        line = desk.page.get_by_role("row").filter(has=desk.page.get_by_role("rowheader", name="411102 education"))
        expect(line).to_have_count(1)
        cells = line.locator("td")
        assert cells.evaluate_all("all => all.slice(-4).map(one => one.dataset.label)") == RATES
        assert cells.all_inner_texts()[-len(RATES) :] == ["–", "50%", "–", "–"]
        with desk.page.expect_download() as taken:
            desk.page.get_by_role("link", name="导出统计表（CSV）").click()
        head, *lines = csv.reader(taken.value.path().read_text(encoding="utf-8-sig").splitlines())
        assert (head[-len(RATES) :], lines[0][-len(RATES) :]) == (RATES, ["", "0.5", "", ""])


def received(desk):
    return desk.page.get_by_role("region", name="统计", exact=True).locator("tbody tr").last.locator("td").first


@pytest.mark.parametrize(("shape", "username"), [(DESK, "supervisor-410000"), (NARROW, "analyst")])
def test_what_is_shown_and_taken_away_is_of_the_office_that_is_chosen(
    site, browser, installed, elsewhere, shape, username
):
    with watched(browser, site.base_url, shape) as desk:
        enter(desk, installed, username)
        expect(received(desk)).to_have_text("3")
        desk.page.get_by_label("承办单位").select_option(label="411102 education")
        expect(received(desk)).to_have_text("2")
        expect(desk.page.locator(".print-only b")).to_have_text("411102 education")
        desk.looks()
        with desk.page.expect_download() as taken:
            desk.page.get_by_role("link", name="导出统计表（CSV）").click()
        assert taken.value.path().read_text(encoding="utf-8-sig").splitlines()[-1].startswith("合计,2,")
        desk.page.get_by_label("截止").fill("2026-11-01")
        expect(desk.page.get_by_label("承办单位").locator("option:checked")).to_have_text("411102 education")
        desk.page.get_by_label("承办单位").select_option(label="全部单位")
        desk.page.get_by_label("截止").fill("")
        expect(received(desk)).to_have_text("3")


def test_an_officer_has_no_office_to_choose(site, browser, installed, counted):
    with watched(browser, site.base_url, DESK) as desk:
        enter(desk, installed, OFFICER)
        expect(received(desk)).to_have_text("2")
        expect(desk.page.get_by_label("承办单位")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_room_is_printed_with_office_period_and_tables_and_without_what_is_pressed(
    site, browser, installed, counted, scheme, tmp_path
):
    with watched(browser, site.base_url, {**DESK, "color_scheme": scheme}) as desk:
        enter(desk, installed, "supervisor-410000")
        expect(desk.page.get_by_role("region", name="半月通报").locator("tbody tr").first).to_be_visible()
        office = desk.page.locator(".print-only b")
        expect(office).to_be_hidden()
        desk.page.emulate_media(media="print", color_scheme=scheme)
        expect(office).to_be_visible()
        expect(desk.page.get_by_text(PERIOD).first).to_be_visible()
        expect(desk.page.get_by_role("heading", level=1, name="统计")).to_be_visible()
        for kind in ("button", "link", "textbox", "combobox"):
            expect(desk.page.get_by_role(kind)).to_have_count(0)
        expect(desk.page.locator(".chart canvas")).to_be_visible(visible=scheme == "light")
        desk.page.pdf(path=tmp_path / "figures.pdf", prefer_css_page_size=True, print_background=True)
        pages = PdfDocument(tmp_path / "figures.pdf")
        wide, high = pages[0].get_size()
        assert wide > high
        assert pages[0].get_textpage().get_text_range().strip()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chart_fits_a_narrow_screen_that_is_read_from_right_to_left(site, browser, installed, counted, scheme):
    with watched(browser, site.base_url, {**NARROW, "color_scheme": scheme}) as desk:
        desk.open("/console/?lang=ar-XB")
        desk.page.locator("input").nth(0).fill(OFFICER)
        desk.page.locator("input").nth(1).fill(installed.passwords[OFFICER])
        desk.page.locator("form button").first.click()
        desk.page.locator('a[href="#/figures"]').click()
        expect(desk.page.locator(".chart canvas")).to_be_visible()
        expect(desk.page.locator(".chart-key")).to_have_count(3)
        assert desk.page.evaluate("document.dir") == "rtl"
        chart, screen = desk.page.locator(".chart canvas").bounding_box(), NARROW["viewport"]["width"]
        assert chart["x"] >= 0
        assert chart["x"] + chart["width"] <= screen
        wider = "places => places.filter(one => one.scrollWidth > one.clientWidth).length"
        assert desk.page.locator(".table-wide").evaluate_all(wider) == 0
        desk.looks()


def enter(desk, installed, username):
    """Log in, and go to the room."""
    desk.open("/console/")
    desk.page.get_by_label("用户名").fill(username)
    desk.page.get_by_label("密码").fill(installed.passwords[username])
    desk.press("登录")
    desk.page.get_by_role("link", name="统计", exact=True).click()
    desk.at("统计")


@pytest.mark.promise("D5", "in part")
@pytest.mark.parametrize("screen", [DESK, NARROW], ids=["desk", "phone"])
@pytest.mark.parametrize("locale", ["zh-Hans", "en"])
def test_the_bulletin_that_was_taken_away_is_read_by_everybody(site, browser, console, counted, screen, locale):
    """As a file of its own, on whatever it is opened; what is wider than a phone is moved by itself."""
    officer = console(OFFICER)
    headers = {**officer.headers, "Accept-Language": locale}
    document = officer.client.get("/api/v1/figures/bulletin/page", headers=headers).text
    with watched(browser, site.base_url, screen) as view:
        view.page.route("**/bulletin.html", lambda route: route.fulfill(body=document, content_type="text/html"))
        view.page.goto(f"{site.base_url}/bulletin.html")
        expect(view.page.get_by_role("table")).to_be_visible()
        view.looks()

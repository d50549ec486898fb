"""The public page: both sides of it, on a small phone, in the dark, on paper, and without a script."""

from datetime import date

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from models import Figure, Installation, Office, PublicFigure
from models.engine import writing
from policy.registry import ListKind
from services.registry.imports import apply_import, begin_import
from services.work import Work
from tests.web.browsing import DESK, NARROW, watched

pytestmark = pytest.mark.slow
LIST = (
    "division_code,indicator,reporting_period,amount,stated_in\n"
    "410000,after_school_pupils,2021-07,1474600,省教育厅\n410000,after_school_funds,2021,88000000,\n"
    "410000,institutions_converted,2021-07,1200,\n411100,pilot_counties,2021-07,3,\n"
)
FIGURES = [
    *(("*", "received", 65), ("*", "verified", 40), ("*", "on_time_rate.of", 35), ("*", "on_time_rate.among", 40)),
    *(("homework", "received", 45), ("training_discipline", "received", 20), ("homework", "overdue", 5)),
]


@pytest.fixture
def told(site):
    """The site once a province has reported what it came to."""
    service = site.app.extensions["jianfu"]
    with writing(service.world.engine) as db:
        work = Work(service.world, db, service.now())
        apply_import(work, begin_import(work, None, ListKind.INDICATORS, LIST.encode()).id)
        db.execute(sa.update(Installation).values(counted_on=date(2026, 11, 15)))
        first = {"counted_on": date(2026, 11, 2), "office_id": db.scalars(sa.select(Office.id).limit(1)).one()}
        db.add(Figure(**first, matter="homework", source="online", measure="received", count=1))
        for code in ("000000", "410000", "411100"):
            for matter, measure, rounded in FIGURES:
                of_place = {"division_code": code, "matter": matter, "measure": measure, "rounded": rounded}
                db.add(PublicFigure(week="2026-W46", **of_place))
        of_place = {"division_code": "410000", "matter": "*", "measure": "received", "rounded": 95}
        db.add(PublicFigure(week="2026-W45", **of_place))
        db.commit()
    return site


@pytest.mark.parametrize(
    "profile",
    [NARROW, DESK | {"color_scheme": "dark"}, DESK],
    ids=["narrow", "dark", "desk"],
)
def test_it_reads_well_and_leads_to_places_above_and_below(told, browser, profile):
    with watched(browser, told.base_url, profile) as view:
        view.open("/progress?division_code=410000")
        expect(view.page.get_by_role("heading", level=1)).to_contain_text("“双减”进展")
        view.sees("1,474,600")
        view.sees("2026-W46 周（2026-11-09 至 2026-11-15）")
        expect(view.page.get_by_role("row", name="合计")).to_contain_text("88%")
        bar = view.page.get_by_role("row", name="合计").locator("meter")
        expect(bar).to_have_js_property("value", 0.88)
        assert bar.bounding_box()["height"] > 0
        view.looks()
        view.page.get_by_role("link", name="English").click()
        expect(view.page.locator("html")).to_have_attribute("lang", "en")
        view.sees("In-person lessons must end by 20:30.")
        view.looks()
        view.page.get_by_role("row").get_by_role("link").first.click()
        view.sees("Counties in the pilot")
        view.page.get_by_role("navigation", name="Places above").get_by_role("link").first.click()
        expect(view.page.locator("h1")).not_to_contain_text("·")
        view.looks()


def test_it_needs_no_script_and_prints_whole(told, browser):
    with watched(browser, told.base_url, NARROW | {"java_script_enabled": False}) as view:
        view.open("/progress?division_code=410000")
        view.page.emulate_media(media="print")
        expect(view.page.get_by_text("1,474,600")).to_be_visible()
        expect(view.page.locator("meter").first).to_be_visible()
        expect(view.page.get_by_role("link", name="下载")).to_have_count(0)
        expect(view.page.get_by_text("线下培训结束时间不得晚于 20:30").first).to_be_visible()


@pytest.mark.parametrize("profile", [NARROW, NARROW | {"color_scheme": "dark"}, DESK])
def test_a_week_that_is_over_is_chosen_without_a_script_and_taken_away(told, browser, profile):
    with watched(browser, told.base_url, profile) as view:
        view.open("/progress?division_code=410000")
        view.looks()
    with watched(browser, told.base_url, profile | {"java_script_enabled": False}) as view:
        view.open("/progress?division_code=410000")
        view.page.get_by_label("选择已结束的周").select_option("2026-W45")
        view.page.get_by_role("region", name="群众反映与办理").get_by_role("button").click()
        expect(view.page.get_by_label("选择已结束的周")).to_have_value("2026-W45")
        expect(view.page.get_by_role("row", name="合计")).to_contain_text("95")
        with view.page.expect_download() as taken:
            view.page.get_by_role("link", name="群众反映与办理（CSV）").click()
        lines = taken.value.path().read_text(encoding="utf-8-sig").splitlines()
        assert lines[1].startswith("2026-W45,410000,")
        view.page.get_by_role("link", name="English").click()
        expect(view.page.get_by_label("Choose a week that is over")).to_have_value("2026-W45")


def test_a_week_that_is_not_over_is_not_shown_and_the_page_says_so(told, browser):
    with watched(browser, told.base_url, NARROW) as view:
        view.open("/progress?division_code=410000&week=2026-W47")
        view.sees("没有所查那一周的数据")
        expect(view.page.get_by_role("row", name="合计")).to_contain_text("65")
        view.looks()


def test_a_period_of_the_programme_is_chosen_without_a_script_and_the_week_stays(told, browser):
    with watched(browser, told.base_url, NARROW | {"java_script_enabled": False}) as view:
        view.open("/progress?division_code=410000&week=2026-W45")
        view.page.get_by_label("选择报告期").select_option("2021-07")
        view.page.get_by_role("region", name="工作进展").get_by_role("button").click()
        expect(view.page.get_by_label("选择报告期")).to_have_value("2021-07")
        view.sees("1,474,600")
        expect(view.page.get_by_text("88,000,000")).to_have_count(0)
        expect(view.page.get_by_label("选择已结束的周")).to_have_value("2026-W45")
    with watched(browser, told.base_url, NARROW) as view:
        view.open("/progress?division_code=410000&reporting_period=2021-13")
        view.sees("没有所查的报告期")
        view.looks()


def test_the_first_screen_of_the_phone_leads_there(told, browser):
    with watched(browser, told.base_url, NARROW) as view:
        view.open("/")
        view.page.get_by_role("link", name="进展公开").click()
        expect(view.page.get_by_role("heading", name="工作进展")).to_be_visible()

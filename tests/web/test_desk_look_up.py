"""A caller's reference opens the case, whatever the page of the queue; what is not here is said, and not why."""

import pytest
from playwright.sync_api import expect

from tests.support.phone import homework
from tests.web.aloud import focus_is_on, reads, says
from tests.web.browsing import DESK, NARROW, log_in, watched

pytestmark = pytest.mark.slow
OFFICER, CITY = "officer-411102-education", "officer-411100-education"
FIELD = "按编号查找"
NONE = "这里没有这个编号的案件。"


def look_up(desk, typed):
    desk.page.get_by_label(FIELD).fill(typed)
    desk.page.keyboard.press("Enter")


@pytest.mark.parametrize("shape", [DESK, NARROW], ids=["1280 px", "320 px"])
def test_a_reference_that_is_read_out_opens_its_case(site, browser, phone, console, shape):
    filed = phone.file(homework()).json
    case = console(OFFICER).case_of(filed["reference"])
    with watched(browser, site.base_url, shape) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        reads(desk, 'heading "待办案件"', "search:", f'searchbox "{FIELD}"', 'button "查找"', 'navigation "视图"')
        desk.page.get_by_label("状态").evaluate("select => { select.closest('details').open = true; }")
        desk.page.get_by_label("状态").select_option("resolved")
        expect(desk.page.locator(".case-line")).to_have_count(0)
        look_up(desk, f" {filed['reference'].lower().replace('-', ' ')} ")
        desk.at("学校作业")
        assert desk.page.url.endswith(f"#/cases/{case['id']}")
        desk.page.go_back()
        expect(desk.page.get_by_label(FIELD)).to_have_value("")
        desk.page.get_by_label(FIELD).fill(filed["reference"])
        desk.press("查找")
        desk.at("学校作业")


@pytest.mark.promise("T12", "in part")
def test_what_is_elsewhere_and_what_never_was_are_said_alike(site, browser, phone):
    past = phone.file(homework(avoid_local_office=True)).json["reference"]
    with watched(browser, site.base_url, DESK) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        said = []
        for typed in (past, "0000-0000"):
            look_up(desk, typed)
            says(desk, NONE)
            expect(desk.page.get_by_role("button", name="查找", exact=True)).to_be_enabled()
            said.append(desk.page.locator(".look-up").inner_html().replace(' style=""', ""))  # a picture leaves it
            desk.looks()
            desk.page.get_by_label(FIELD).fill("")
            expect(desk.page.get_by_text(NONE)).to_have_count(0)
        assert said[0] == said[1]
    with watched(browser, site.base_url, DESK) as desk:
        log_in(desk, CITY, site.passwords[CITY])
        look_up(desk, past)
        desk.at("学校作业")


def test_what_cannot_be_a_reference_is_said_beside_the_field_and_f_leads_there(site, browser, phone):
    phone.file(homework())
    with watched(browser, site.base_url, DESK) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        expect(desk.page.locator(".case-line")).to_have_count(1)
        desk.page.keyboard.press("f")
        focus_is_on(desk, FIELD, "input")
        for typed, fault in (("", "请填写这一项。"), ("31T8-7AS", "编号是 8 个字母和数字，例如 7K3M-9QXD。")):
            look_up(desk, typed)
            expect(desk.page.locator(".look-up .faults")).to_have_text(fault)
            expect(desk.page.get_by_label(FIELD)).to_have_attribute("aria-invalid", "true")
            desk.looks()
        expect(desk.page.locator(".case-line")).to_have_count(1)
        assert desk.page.url.endswith("/console/")

"""T5 in the pages: several cases become one, a report is split off, and both are undone, with a mouse or a thumb."""

import pytest
from playwright.sync_api import expect

from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, log_in, watched

pytestmark = pytest.mark.slow
LEAD = "officer-411102-education"
NAME = "并案路小学"


@pytest.mark.promise("T5", "in part")
@pytest.mark.parametrize("shape", [DESK, NARROW])
def test_cases_are_joined_split_and_put_back(site, browser, phone, shape):
    filed = [phone.file(homework(place={"target_name": NAME})).json["reference"] for _ in range(3)]
    with watched(browser, site.base_url, shape) as desk:
        log_in(desk, LEAD, site.passwords[LEAD])
        desk.page.locator(".case-line", has_text=filed[0]).click()
        expect(desk.page.get_by_role("heading", name=filed[0])).to_be_visible()
        joins_two(desk, filed)
        splits_one(desk, filed)
        undoes_both(desk)


def begins(desk, act):
    """Open the form of an act, wherever its button is."""
    more = desk.page.locator(".act-more:not([open]) summary")
    if more.count():
        more.click()
    desk.page.locator(".act-buttons").get_by_role("button", name=act, exact=True).click()
    expect(desk.page.locator(".act-form")).to_be_visible()


def joins_two(desk, filed):
    """First without choosing any: the page says what is missing."""
    begins(desk, "把其他案件并入本案")
    desk.sees("由这一件答复全部举报人")
    for reference in filed[1:]:
        expect(desk.page.get_by_label(reference)).to_be_visible()
    desk.press("提交")
    expect(desk.page.locator(".field.is-wrong")).to_be_visible()
    desk.looks()
    for reference in filed[1:]:
        desk.page.get_by_label(reference).check()
    desk.sees("已选 2 件。")
    desk.looks()
    desk.press("提交")
    for reference in filed:
        expect(desk.page.get_by_role("heading", name=reference)).to_be_visible()
    expect(desk.page.locator(".timeline li", has_text="可撤销至")).to_have_count(2)
    desk.looks()


def splits_one(desk, filed):
    begins(desk, "分出举报")
    desk.page.locator(".act-form").get_by_label(filed[1]).check()
    desk.sees("已选 1 份；至少留下一份。")
    desk.looks()
    desk.press("提交")
    expect(desk.page.get_by_role("heading", name=filed[1])).to_have_count(0)
    expect(desk.page.locator(".timeline li", has_text="分出举报")).to_have_count(1)


def undoes_both(desk):
    """The split, then what of the joinings can still be undone."""
    begins(desk, "撤销并案或拆分")
    steps = desk.page.locator(".act-form .option")
    expect(steps).to_have_count(2)  # one of the joined reports was split off
    desk.looks()
    steps.filter(has_text="分出举报").locator("input").check()
    desk.press("提交")
    expect(desk.page.locator(".timeline li", has_text="可撤销至")).to_have_count(3)
    begins(desk, "撤销并案或拆分")
    desk.page.locator(".act-form .option input").first.check()
    desk.press("提交")
    expect(desk.page.locator(".timeline li", has_text="撤销并案或拆分")).to_have_count(1)
    desk.looks()

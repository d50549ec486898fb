"""What an office did, named all at once, and what its reporter reads of it; and the mark on a case that is made up."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from models import Case
from models.engine import writing
from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, PHONE, log_in, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
DARK = {"color_scheme": "dark"}


@pytest.mark.promise("T7", "in part")
@pytest.mark.parametrize("shape", [DESK, NARROW | DARK], ids=["desk", "narrow-dark"])
def test_several_actions_are_ticked_at_once_and_the_reporter_reads_a_sentence_of_each(
    site, browser, phone, console, shape
):
    filed = phone.file(homework()).json
    officer = console(OFFICER)
    case = officer.case_of(filed["reference"])
    for version, event in ((1, "accept"), (2, "investigate")):
        officer.move(case["id"], version, event)
    with watched(browser, site.base_url, shape) as desk:
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.page.locator(".case-line").click()
        desk.page.locator('[data-event="resolve"]').click()
        desk.page.get_by_label("部分属实").check()
        for action in ("退费", "无须处理"):
            desk.page.get_by_role("checkbox", name=action).check()
        desk.press("提交")
        desk.sees("“无须处理”不能与其他措施同时选择。")
        desk.looks()
        desk.page.get_by_role("checkbox", name="无须处理").uncheck()
        desk.page.get_by_role("checkbox", name="约谈").check()
        desk.looks()
        desk.press("提交")
        expect(desk.page.locator(".badge-status")).to_have_text("已答复")
        expect(desk.page.get_by_text("约谈和退费")).not_to_have_count(0)
        desk.looks()
    with watched(browser, site.base_url, PHONE | ({} if shape is DESK else DARK)) as view:
        view.open("/")
        view.page.get_by_text("查进度", exact=True).click()
        view.page.get_by_label("回执码").first.fill(filed["receipt"])
        view.press("查看")
        view.sees("已约谈有关负责人，提出了要求。")
        view.sees("已办理退费。")
        view.looks()


@pytest.mark.parametrize("lang", ["zh-Hans", "en", "ar-XB"])
@pytest.mark.parametrize("shape", [DESK | DARK, NARROW, NARROW | DARK], ids=["desk-dark", "narrow", "narrow-dark"])
def test_a_case_that_is_made_up_says_so_in_the_queue_and_opened(site, browser, phone, shape, lang):
    phone.file(homework())
    with writing(site.app.extensions["jianfu"].world.engine) as db:
        db.execute(sa.update(Case).values(synthetic=True))
        db.commit()
    with watched(browser, site.base_url, shape) as desk:
        desk.open(f"/console/?lang={lang}")
        desk.page.locator("input").nth(0).fill(OFFICER)
        desk.page.locator("input").nth(1).fill(site.passwords[OFFICER])
        desk.page.locator("form button").first.click()
        badge = desk.page.locator(".case-line .badge-ask")
        expect(badge).to_have_count(1)
        desk.looks()
        desk.page.locator(".case-line").click()
        expect(desk.page.locator(".badges .badge-ask")).to_have_count(1)
        desk.looks()

"""Several cases are taken in one go: those that were not are named with the reason, and nothing is lost."""

import pytest
from playwright.sync_api import expect

from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, log_in, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
TAKE = "签收 {} 件，由我承办"


@pytest.fixture
def references(phone):
    return [phone.file(homework()).json["reference"] for _ in range(4)]


def lines(desk):
    return desk.page.locator(".case-line")


def settled(desk, site, count):
    log_in(desk, OFFICER, site.passwords[OFFICER])
    expect(lines(desk)).to_have_count(count)


def ids(desk):
    return [line.get_attribute("href").removeprefix("#/cases/") for line in lines(desk).all()]


@pytest.mark.parametrize("profile", [NARROW, DESK], ids=["320 px", "1280 px"])
def test_what_was_taken_and_what_was_not_is_said_with_the_reason(site, browser, console, references, profile):
    officer = console(OFFICER)
    with watched(browser, site.base_url, profile) as desk:
        settled(desk, site, 4)
        desk.looks()
        all_of_them = ids(desk)
        desk.page.get_by_label("全选可以签收的 4 件").check()
        desk.page.get_by_label(f"选中 {officer.get(f'/cases/{all_of_them[3]}').json['references'][0]}").uncheck()
        officer.move(all_of_them[1], 1, "accept")
        officer.end(all_of_them[1], 2, "refer_out", public_reply="已移送。", reason="不归我们。")
        desk.press(TAKE.format(3))
        desk.sees("2 件已签收，由您承办。")
        outcomes = desk.page.locator(".outcomes")
        expect(outcomes).to_be_focused()
        expect(outcomes).to_contain_text("1 件没有办成")
        expect(outcomes.get_by_role("link")).to_have_attribute("href", f"#/cases/{all_of_them[1]}")
        expect(outcomes).to_contain_text("移送")
        desk.looks()
        assigned = {one["id"]: one["assignee"] for one in officer.get("/cases").json["items"]}
        assert assigned == {
            all_of_them[0]: officer.me["id"],
            all_of_them[1]: None,
            all_of_them[2]: officer.me["id"],
            all_of_them[3]: None,
        }
        outcomes.get_by_role("link").click()
        desk.at("学校作业")
        desk.page.get_by_role("link", name="返回列表").click()
        desk.sees("1 件没有办成")
        desk.press("知道了")
        expect(desk.page.get_by_role("heading", level=1, name="待办案件")).to_be_focused()


def test_one_that_was_accepted_and_not_given_is_told_apart(site, browser, console, references):
    with watched(browser, site.base_url, DESK) as desk:
        settled(desk, site, 4)
        first = ids(desk)[0]
        desk.page.route(
            f"**/cases/{first}/assignment",
            lambda route: route.fulfill(status=409, content_type="application/json", json={"title": "请再看一看"}),
        )
        desk.page.keyboard.press("j")
        desk.page.keyboard.press("x")
        desk.press(TAKE.format(1))
        desk.sees("0 件已签收，由您承办。")
        desk.sees("已签收，但还没有分给您。")
        desk.sees("请再看一看")
        expect(lines(desk).first).to_contain_text("已签收")


def test_what_did_not_go_through_stays_chosen_and_goes_the_next_time(site, browser, console, references):
    with watched(browser, site.base_url, DESK) as desk:
        settled(desk, site, 4)
        desk.page.get_by_label("全选可以签收的 4 件").check()
        desk.page.route(f"**/cases/{ids(desk)[2]}/moves", lambda route: route.abort(), times=1)
        desk.press(TAKE.format(4))
        desk.sees("3 件已签收，由您承办。")
        desk.sees("暂时连不上服务")
        desk.press(TAKE.format(1))
        desk.sees("1 件已签收，由您承办。")
        expect(desk.page.locator(".case-choice")).to_have_count(0)
        assert {one["status"] for one in console(OFFICER).get("/cases").json["items"]} == {"accepted"}
        desk.complaints = [one for one in desk.complaints if "net::ERR_FAILED" not in one]

"""Second factors and keys of offices, through the pages alone: set up, lost, given again, changed, sealed again."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.support.phone import code_now, homework, seed_of
from tests.support.phone import enrol as api_enrol
from tests.web.browsing import DESK, NARROW, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
CITY, ABOVE = "officer-411100-education", "supervisor-410000"
ISSUER = "otpauth://totp/x?secret={}"


@pytest.fixture
def client(app):
    return app.test_client()


def enter(desk, username, password, otp=None):
    desk.open("/console/")
    log_in(desk, username, password, otp)


def log_in(desk, username, password, otp=None):
    desk.page.get_by_label("用户名").fill(username)
    desk.page.get_by_label("密码").fill(password)
    desk.page.get_by_label("验证码").fill(otp or "")
    desk.press("登录")


def leave(desk):
    desk.press("退出")
    desk.sees("工作台登录")


def go(desk, room):
    desk.page.get_by_role("navigation", name="菜单").get_by_role("link", name=room, exact=True).click()


def person(desk, username):
    return desk.page.locator(".person").filter(has_text=username)


def card(desk, office):
    return desk.page.locator("li.card").filter(has=desk.page.locator("b", has_text=office))


def sure(box, name):
    """Press a button that asks once more, and the one in the question."""
    box.get_by_role("button", name=name, exact=True).click()
    box.get_by_role("alert").get_by_role("button", name=name, exact=True).click()


def enrol(desk, client, password):
    """Set up an authenticator on the page; the seed."""
    desk.at("登录验证码")
    desk.page.get_by_label("再输入一次密码").fill(password)
    desk.press("开始设置")
    picture = desk.page.locator(".seed img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    desk.looks()
    seed = seed_of(ISSUER.format(desk.page.locator("form code").inner_text().replace(" ", "")))
    desk.page.get_by_label("验证码").fill(code_now(client, seed))
    desk.press("确认")
    return seed


@pytest.mark.promise("K4", "in part")
def test_an_authenticator_is_set_up_and_then_asked_for(site, browser, client, clock):
    with watched(browser, site.base_url, DESK) as desk:
        enter(desk, OFFICER, site.passwords[OFFICER])
        desk.at("待办案件")
        go(desk, "我的账号")
        desk.press("设置验证器")
        seed = enrol(desk, client, site.passwords[OFFICER])
        desk.sees("已换成新的验证器")
        desk.sees("每次登录都要验证码")
        leave(desk)
        log_in(desk, OFFICER, site.passwords[OFFICER])
        desk.sees("需要动态码")
        desk.page.get_by_text("手机丢了").click()
        desk.looks()
        clock.forward(30)
        log_in(desk, OFFICER, site.passwords[OFFICER], code_now(client, seed))
        desk.at("待办案件")


@pytest.mark.promise("K4", "in part")
@pytest.mark.promise("K3", "in part")
def test_a_lost_phone_is_made_good_by_others(site, browser, console, phone, installed):
    phone.file(homework(place={"school_id": installed.schools["city_run"].id}))
    api_enrol(console(CITY), site.passwords[CITY])
    with watched(browser, site.base_url, DESK) as desk:
        enter(desk, "administrator", site.passwords["administrator"])
        desk.at("人员")
        sure(person(desk, CITY), "重置密码")
        desk.sees(f"{CITY} 的密码")
        password = desk.page.locator(".receipt-small").inner_text()
        leave(desk)
        log_in(desk, CITY, password)
        desk.sees("账号还没有启用")
        desk.looks()
        with watched(browser, site.base_url, NARROW) as colleague:
            give_keys(colleague, site)
        desk.press("再看一次")
        desk.at("待办案件")
        desk.page.locator(".case-line").click()
        desk.sees("举报人的话")


def give_keys(colleague, site):
    enter(colleague, ABOVE, site.passwords[ABOVE])
    colleague.at("待办案件")
    go(colleague, "人员")
    sure(person(colleague, CITY), "授予密钥")
    expect(person(colleague, CITY).get_by_text("待启用")).to_have_count(0)
    colleague.looks()


@pytest.mark.promise("K4", "in part")
def test_outside_a_demo_nobody_gets_past_the_second_factor(site, browser, app, client):
    service = app.extensions["jianfu"]
    app.extensions["jianfu"] = replace(service, world=replace(service.world, second_factor=True))
    with watched(browser, site.base_url, NARROW) as desk:
        enter(desk, OFFICER, site.passwords[OFFICER])
        desk.at("登录验证码")
        expect(desk.page.get_by_role("navigation", name="菜单")).to_have_count(0)
        expect(desk.page.get_by_role("button", name="退出")).to_be_visible()
        enrol(desk, client, site.passwords[OFFICER])
        desk.at("待办案件")


@pytest.fixture
def changed(site, browser, phone):
    """A desk where an administrator gave an office with a case new keys, and closed another."""
    phone.file(homework())
    with watched(browser, site.base_url, DESK) as desk:
        enter(desk, "administrator", site.passwords["administrator"])
        go(desk, "单位")
        desk.at("单位")
        desk.page.get_by_text("密钥是怎么管的").click()
        desk.sees("恢复密钥")
        desk.looks()
        office = card(desk, "411102 education")
        office.get_by_text("修改").click()
        sure(office, "更换密钥")
        expect(office.get_by_text("正在更换密钥")).to_be_visible()
        yield desk


@pytest.mark.promise("K3", "in part")
def test_an_office_with_new_keys_is_sealed_again_by_those_above_and_there(site, changed):
    leave(changed)
    enter(changed, ABOVE, site.passwords[ABOVE])
    changed.at("待办案件")
    go(changed, "下级单位")
    row = changed.page.get_by_role("row").filter(has_text="411102")
    expect(row.get_by_text("正在更换密钥")).to_be_visible()
    changed.looks()
    row.get_by_role("button", name="重新封存").click()
    expect(row.get_by_text("全部完成，没有剩余。")).to_be_visible()
    leave(changed)
    enter(changed, OFFICER, site.passwords[OFFICER])
    changed.at("待办案件")
    go(changed, "我的账号")
    changed.press("重新封存")
    changed.sees("全部完成，没有剩余。")
    changed.looks()
    go(changed, "案件")
    changed.page.locator(".case-line").click()
    changed.sees("举报人的话")


def test_closing_an_office_says_what_becomes_of_its_cases(changed):
    closed = card(changed, "411103 education")
    closed.get_by_text("修改").click()
    closed.get_by_role("button", name="关闭单位").click()
    changed.sees("不再接收案件")
    changed.looks()
    closed.get_by_role("alert").get_by_role("button", name="关闭单位").click()
    expect(closed.get_by_text("2026年11月18日关闭")).to_be_visible()
    expect(closed.get_by_role("button", name="关闭单位")).to_have_count(0)

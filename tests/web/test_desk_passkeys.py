"""Passkeys and recovery codes through the pages alone, with Chromium's own authenticator of tests."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from security.passkeys import Passkeys, RelyingParty
from tests.support.phone import homework
from tests.web.browsing import DESK, NARROW, watched

pytestmark = pytest.mark.slow
OFFICER = "officer-411102-education"
SAID = "孩子每天写到很晚。"
DEVICE = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def origin(site, app):
    """Passkeys are for a host with a name; the application is as it is outside a demo."""
    origin = f"http://localhost:{urlsplit(site.base_url).port}"
    service = app.extensions["jianfu"]
    known = Passkeys(service.settings.secret, RelyingParty.at(origin))
    world = replace(service.world, passkeys=known, second_factor=True)
    app.extensions["jianfu"] = replace(service, world=world)
    return origin


def plug_in(desk, **changes):
    """A device in this browser."""
    session = desk.page.context.new_cdp_session(desk.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | changes})


def log_in(desk, password):
    desk.page.get_by_label("用户名").fill(OFFICER)
    desk.page.get_by_label("密码").fill(password)
    desk.press("登录")


def leave(desk):
    desk.press("退出")
    desk.sees("工作台登录")


def account(desk):
    desk.page.get_by_role("navigation", name="菜单").get_by_role("link", name="我的账号", exact=True).click()
    desk.at("我的账号")


def with_password(desk, name, password):
    """Press a button that asks for the password, and give it."""
    desk.press(name)
    desk.page.get_by_label("再输入一次密码").fill(password)
    desk.looks()
    desk.page.locator("form").get_by_role("button", name=name, exact=True).click()


def enrol(desk, password, name):
    desk.at("登录验证码")
    desk.press("添加通行密钥")
    desk.page.get_by_label("怎么称呼它").fill(name)
    form = desk.page.locator("form").filter(has=desk.page.get_by_label("怎么称呼它"))
    form.get_by_label("密码").fill(password)
    form.get_by_role("button", name="添加通行密钥", exact=True).click()
    desk.at("待办案件")


@pytest.mark.promise("K4", "in part")
@pytest.mark.promise("K3", "in part")
@pytest.mark.parametrize("profile", [DESK, NARROW], ids=["desk", "narrow"])
def test_a_passkey_is_set_up_asked_for_and_opens_cases_without_the_password(site, origin, browser, phone, profile):
    phone.file(homework(text=SAID))
    password = site.passwords[OFFICER]
    with watched(browser, origin, profile) as desk:
        desk.open("/console/")
        plug_in(desk, hasPrf=True)
        log_in(desk, password)
        enrol(desk, password, "工作手机")
        leave(desk)
        log_in(desk, password)
        desk.sees("还差一步")
        desk.looks()
        desk.press("使用通行密钥")
        desk.at("待办案件")
        leave(desk)
        desk.press("用通行密钥登录")
        desk.at("待办案件")
        desk.page.locator(".case-line").click()
        desk.at("学校作业")
        desk.sees(SAID)
        account(desk)
        desk.sees("工作手机")
        desk.sees("也可以不用密码直接登录")
        with_password(desk, "移除通行密钥", password)
        desk.sees("这是最后一个双重验证方式")
        desk.looks()


@pytest.mark.promise("K4", "in part")
@pytest.mark.promise("K5", "in part")
def test_a_recovery_code_stands_in_and_one_leaves_everywhere(site, origin, browser):
    password = site.passwords[OFFICER]
    with watched(browser, origin, DESK) as desk:
        desk.open("/console/")
        plug_in(desk)
        log_in(desk, password)
        enrol(desk, password, "密钥")
        account(desk)
        with_password(desk, "生成新的恢复码", password)
        desk.sees("恢复码只显示这一次")
        codes = desk.page.locator(".codes code")
        expect(codes).to_have_count(10)
        code = codes.first.inner_text()
        desk.looks()
        desk.press("我已保存")
        desk.press("退出全部登录")
        desk.sees("工作台登录")
        desk.press("用通行密钥登录")
        desk.sees("这个通行密钥要和密码一起用")
        desk.looks()
        log_in(desk, password)
        desk.page.get_by_text("手边都没有").click()
        desk.page.get_by_label("恢复码").fill(code)
        desk.looks()
        desk.press("使用恢复码")
        desk.at("待办案件")
        account(desk)
        desk.sees("剩余恢复码：9 个")


@pytest.mark.promise("K4", "in part")
def test_who_is_guessed_at_still_gets_in_and_notices_nothing(site, browser, app):
    for _ in range(21):
        app.test_client().post("/api/v1/staff/session", json={"username": OFFICER, "password": "0000-0000-0000-0000"})
    with watched(browser, site.base_url, DESK) as desk:
        desk.open("/console/")
        asked = []
        desk.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
        log_in(desk, site.passwords[OFFICER])
        desk.at("待办案件")
        tries = [number for number, name in enumerate(asked) if name == "session"]
        assert len(tries) == 2
        assert tries[0] < asked.index("work.js") < tries[1], "what the refusal brought is solved in between"

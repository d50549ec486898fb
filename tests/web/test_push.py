"""N4: Web Push, from an officer's act to the notification in a real Firefox, by a strict stand-in of its service."""

import json
import time
from dataclasses import replace
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from api.app import utc_now
from models import Outbox, Subscription
from notifications.channels.webpush import WebPushChannel
from notifications.relay import Relay
from security.endpoints import Endpoints
from security.web_push import new_vapid_key, vapid_public_of
from services.work import WebPush
from tests.stand_ins.autopush import Autopush
from tests.support.phone import homework
from tests.web import firefox
from tests.web.browsing import OURS

pytestmark = [pytest.mark.slow, pytest.mark.promise("N4")]
OFFICER = "officer-411102-education"
ALERTS = """return [...Services.wm.getEnumerator("alert:alert")].filter(
    ({ document }) => document.readyState === "complete",  // before that it does not listen
).map(({ document }) => ({
    title: document.getElementById("alertTitleLabel")?.getAttribute("value"),
    text: document.getElementById("alertTextLabel")?.textContent,
})).filter((alert) => alert.title);"""
PUT_AWAY = """const there = [...Services.wm.getEnumerator("alert:alert")];
there.forEach((alert) => alert.close());
return there.length;"""
FRESH = """const fresh = [...Services.wm.getEnumerator("alert:alert")].filter((alert) => !alert.isSeen);
fresh.forEach((alert) => { alert.isSeen = true; });
return fresh.length === 1;"""
LOOK_UP = """const field = () => document.querySelector("input.receipt-input");
const pause = (ms) => new Promise((later) => setTimeout(later, ms));
while (!field()) await pause(20);
field().value = %s;
field().dispatchEvent(new Event("input", { bubbles: true }));
await pause(200);  // drawn, and known to the form
field().form.requestSubmit();"""
TAP = """const found = [...document.querySelectorAll("button")].find((one) => one.textContent.trim() === %s);
found?.click();
return Boolean(found);"""
PRESS = '[...Services.wm.getEnumerator("alert:alert")].at(-1)?.document.getElementById("alertBox").click();'


@pytest.fixture(scope="module")
def service():
    """The push service."""
    with Autopush() as service:
        yield service


@pytest.fixture(scope="module")
def browser(tmp_path_factory, service):
    if firefox.FIREFOX is None:
        pytest.skip("no firefox-esr here (Debian: apt-get install firefox-esr)")
    profile = tmp_path_factory.mktemp("firefox") / "profile"
    with firefox.started(profile, **{"dom.push.serverURL": service.browsers_url}) as browser:
        yield browser


@pytest.fixture
def vapid_key():
    return new_vapid_key()


@pytest.fixture
def endpoints(service):
    return Endpoints(lambda _: [], service.url)


@pytest.fixture
def app(app, vapid_key, endpoints):
    """The application, with Web Push on."""
    running = app.extensions["jianfu"]
    world = replace(running.world, web_push=WebPush(vapid_public_of(vapid_key), endpoints))
    app.extensions["jianfu"] = replace(running, world=world)
    return app


@pytest.fixture
def relay(engine, clock, relay_key, vapid_key, endpoints):
    channel = WebPushChannel(private_key=vapid_key, subject="mailto:us@example.org", endpoints=endpoints, now=utc_now)
    settings = SimpleNamespace(relay_private_key=relay_key.private)
    yield Relay(settings, engine=engine, channels={"webpush": channel}, now=clock)
    channel.close()


def rows(engine, table):
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table))


def soon(look, *, timeout_s=60):
    """What `look` finds, as soon as it finds something."""
    deadline = time.monotonic() + timeout_s
    while not (found := look()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
    return found


class Followed:
    """A report that is followed on this browser, and the officer who works on it."""

    def __init__(self, site, phone, console, browser, relay):
        self.base_url, self.phone, self.browser, self.relay = site.base_url, phone, browser, relay
        filed = phone.file(homework()).json
        self.receipt, self.officer = filed["receipt"], console(OFFICER)
        self.case_id = self.officer.case_of(filed["reference"])["id"]
        browser.open(f"{self.base_url}/#/follow")
        browser.run(LOOK_UP % json.dumps(self.receipt))
        self.tap("有消息时在这台手机上提醒我")
        assert self.reads("不知道是什么事，也不知道是哪一份反映")
        assert not self.is_subscribed
        self.tap("知道了，打开提醒")
        assert self.reads("有消息时会提醒您")

    def tap(self, words):
        """Press the button that says this, as soon as it is there."""
        soon(lambda: self.browser.run(TAP % json.dumps(words)))

    def reads(self, words):
        """Whether the page comes to say this."""
        return soon(lambda: words in self.browser.run("return document.body.innerText"))

    def push(self, function, *arguments):
        """Call `web/report/push.js` on the page."""
        push = OURS.format("push.js")
        return self.browser.run(f"return (await import({push})).{function}(...{json.dumps(arguments)})")

    def moves(self, version, event):
        """The officer moves the case, and the relay sends what there is."""
        assert self.officer.move(self.case_id, version, event).status_code == 200
        return self.relay.run_once()

    @property
    def is_subscribed(self):
        return self.phone.mine(self.receipt).json["subscribed"]

    def press(self):
        """Press the notification, once: each press may open a page."""
        self.browser.run_as_browser(PRESS)
        soon(lambda: self.alerts == [])

    @property
    def alerts(self):
        """What the reader sees, whatever page is open."""
        return self.browser.run_as_browser(ALERTS)


@pytest.fixture
def followed(site, phone, console, browser, relay):
    yield Followed(site, phone, console, browser, relay)
    soon(lambda: browser.run_as_browser(PUT_AWAY) == 0)
    browser.close_tabs()


@pytest.fixture
def told(world):
    """The one notification there is."""
    say = world.policy.words.say
    return {"title": say("push.title", {}, "zh-Hans"), "text": say("push.text", {}, "zh-Hans")}


def test_the_browser_tells_of_news_with_the_page_closed_and_opens_it(followed, browser, service, engine, told):
    assert followed.is_subscribed
    browser.close_tabs()
    assert browser.urls() == ["about:blank"]
    assert followed.alerts == []
    heard = len(service.acknowledged)
    assert followed.moves(1, "accept") == 1
    assert rows(engine, Outbox) == 0
    service.until(lambda: len(service.acknowledged) > heard)
    assert service.acknowledged[-1]["code"] == 100  # the worker has opened it
    assert soon(lambda: followed.alerts) == [told]
    followed.press()
    opened = f"{followed.base_url}/"  # and nothing of what it shows
    browser.tab = soon(lambda: next((tree["context"] for tree in browser.trees() if tree["url"] == opened), None))
    assert soon(lambda: browser.run("return document.querySelector('input.receipt-input') !== null"))
    assert followed.reads("有一份反映有新消息")


@pytest.mark.promise("N1", "in part")
def test_further_news_looks_the_same_and_takes_the_place_of_the_first(followed, browser, service, told):
    posts = len(service.posts)
    for version, event in ((1, "accept"), (2, "investigate")):
        heard = len(service.acknowledged)
        assert followed.moves(version, event) == 1
        service.until(lambda heard=heard: len(service.acknowledged) > heard)
        assert soon(lambda: browser.run_as_browser(FRESH))
        assert soon(lambda: followed.alerts == [told])
    sent = service.posts[posts:]
    assert len({len(post.body) for post in sent}) == len({post.headers["Topic"] for post in sent}) == 1


def test_a_page_that_shows_a_report_comes_forward_looks_again_and_no_other_is_opened(followed, browser, told):
    shown = browser.urls()
    assert "已签收" not in browser.run("return document.body.innerText")
    assert followed.moves(1, "accept") == 1
    assert soon(lambda: followed.alerts) == [told]
    followed.press()
    assert followed.reads("已签收")
    time.sleep(1)  # longer than the worker waits for a page to answer
    assert browser.urls() == shown == [f"{followed.base_url}/"]


def test_the_page_turns_one_report_off_and_then_the_whole_browser(followed, browser, service, engine):
    followed.tap("不再提醒")
    followed.tap("这个浏览器的提醒全部关掉")
    soon(lambda: followed.push("pushState", "zh-Hans") == "off")
    assert not followed.is_subscribed
    assert rows(engine, Subscription) == 0
    assert followed.moves(1, "accept") == 0
    followed.tap("有消息时在这台手机上提醒我")
    assert followed.reads("浏览器的厂商")
    followed.tap("知道了，打开提醒")
    assert followed.reads("有消息时会提醒您")
    assert soon(lambda: followed.is_subscribed)


def test_a_browser_that_has_unsubscribed_is_gone_and_the_subscription_forgotten(followed, service, engine):
    assert followed.push("forgetBrowser") is None
    assert followed.push("pushState", "zh-Hans") == "off"
    assert followed.is_subscribed
    assert followed.moves(1, "accept") == 1
    assert service.refusals[-1][0] == 410
    assert rows(engine, Subscription) == rows(engine, Outbox) == 0
    assert not followed.is_subscribed


def test_a_report_that_is_told_of_no_more_leaves_the_browser_its_other_ones(followed, phone, service, engine):
    other, known = phone.file(homework()).json["receipt"], len(service.registrations)
    assert followed.push("subscribe", other, "en") == "on"
    assert len(service.registrations) == known
    assert rows(engine, Subscription) == 2
    followed.tap("不再提醒")
    assert soon(lambda: not followed.is_subscribed)
    assert phone.mine(other).json["subscribed"]
    assert followed.moves(1, "accept") == 0
    assert followed.push("pushState", "en") == "on"


def test_a_key_that_the_browser_did_not_subscribe_with_reaches_nobody_and_loses_nothing(
    followed, relay, vapid_key, service, engine, caplog
):
    relay._channels["webpush"]._private_key = new_vapid_key()
    assert followed.moves(1, "accept") == 1
    assert service.refusals[-1] == (403, "not the key that the browser subscribed with")
    assert caplog.messages == ["push alarm webpush_403: 1"]
    assert rows(engine, Subscription) == rows(engine, Outbox) == 1


def test_a_service_with_a_new_key_is_subscribed_to_anew(followed, app, relay, service, endpoints, told):
    key = new_vapid_key()
    running = app.extensions["jianfu"]
    renewed = replace(running.world, web_push=WebPush(vapid_public_of(key), endpoints))
    app.extensions["jianfu"] = replace(running, world=renewed)
    relay._channels["webpush"]._private_key = key
    assert followed.push("subscribe", followed.receipt, "zh-Hans") == "on"
    assert followed.moves(1, "accept") == 1
    assert soon(lambda: followed.alerts) == [told]

"""The service worker in Chromium, under our own headers: which scripts may be it, and what it makes of a push."""

import json

import pytest
from playwright.sync_api import Error

from tests.web.browsing import OURS, PHONE

pytestmark = pytest.mark.slow
REGISTER = f"async () => (await (await import({OURS.format('worker.js')})).registration()).scope"
SHOWN = """async () => (await (await navigator.serviceWorker.getRegistration("/")).getNotifications())
    .map(({ title, body, tag }) => ({ title, body, tag }))"""
STATE = f"async () => (await import({OURS.format('push.js')})).pushState('en')"


@pytest.fixture
def page(browser_with_a_window, site):
    context = browser_with_a_window.new_context(permissions=["notifications"], **PHONE)
    page = context.new_page()
    page.goto(site.base_url)
    yield page
    context.close()


@pytest.fixture
def deliver(page, site):
    """Give the worker a push, as if it came from its push service."""
    session, registrations = page.context.new_cdp_session(page), []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda said: registrations.extend(said["registrations"]))
    session.send("ServiceWorker.enable")
    page.evaluate(REGISTER)
    while not registrations:
        page.wait_for_timeout(20)

    def deliver(data):
        push = {"origin": site.base_url, "registrationId": registrations[0]["registrationId"], "data": data}
        session.send("ServiceWorker.deliverPushMessage", push)

    return deliver


def test_our_worker_is_registered_for_the_whole_origin_and_no_other_script_is(page, site):
    assert page.evaluate(REGISTER) == f"{site.base_url}/"
    for address in ('"/service-worker.js"', '"/web/report/app.js"'):
        with pytest.raises(Error, match="TrustedScriptURL"):
            page.evaluate(f"async () => {{ await navigator.serviceWorker.register({address}); }}")
    with pytest.raises(Error, match=r"(?i)policy"):
        page.evaluate('() => trustedTypes.createPolicy("another", { createScriptURL: (url) => url })')


def test_a_push_is_shown_and_the_next_takes_its_place(page, deliver):
    said = {"title": "消息", "text": "您有一条新消息。"}
    for _ in range(2):
        deliver(json.dumps(said))
    shown = [{"title": said["title"], "body": said["text"], "tag": "jianfu"}]
    while page.evaluate(SHOWN) != shown:
        page.wait_for_timeout(50)


@pytest.mark.parametrize("data", ["", "null", "{}", '{"title": 1, "text": "x"}', "no JSON"])
def test_a_push_that_is_not_ours_is_not_shown(page, deliver, data):
    deliver(data)
    page.wait_for_timeout(300)
    assert [one for one in page.evaluate(SHOWN) if one["tag"] == "jianfu"] == []


def test_without_web_push_here_nothing_is_asked_of_the_reader(page):
    assert page.evaluate(STATE) == "unsupported"

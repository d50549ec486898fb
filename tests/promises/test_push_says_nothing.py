"""N1, N6: a push is the same bytes whatever it is about, and whoever has none misses nothing."""

import re
from dataclasses import replace

import pytest

from api.app import utc_now
from notifications.channels.webpush import WebPushChannel
from policy.decisions import ENDS
from policy.words import LOCALES
from security.endpoints import Endpoints
from security.web_push import new_vapid_key, vapid_public_of
from services.work import WebPush
from tests.notifications.browsers import Browser
from tests.promises.journey import LEAD, OTHER, TUTORING
from tests.stand_ins.autopush import Autopush
from tests.stand_ins.fcm import FcmStandIn
from tests.support.phone import homework

RESOLVED = {"outcome": "substantiated", "public_reply": "学校已减少作业。"}
REFERRED = {"reason": "不属本局", "public_reply": "已移送。"}
HANDED_OVER = {"reason": "已转公安。"}


class Recorder(FcmStandIn):
    """A stand-in that also keeps the bytes of each accepted post, as they came."""

    def __init__(self, record_path):
        super().__init__(record_path)
        self.bodies = []

    def answer(self, path, headers, body):
        answer = super().answer(path, headers, body)
        if path.endswith("messages:send"):
            self.bodies.append(body)
        return answer


@pytest.fixture
def stand_in(tmp_path_factory):
    with Recorder(tmp_path_factory.mktemp("google") / "posts.jsonl") as stand_in:
        yield stand_in


def fcm_address(number, locale):
    """Addresses of one length, an even one by installation, an odd one by token."""
    name = ("fid", "token")[number % 2]
    return {"channel": "fcm", "locale": locale, name: f"address-{number:04}"}


def filed(phone, officer, body):
    answer = phone.file(body)
    assert answer.status_code == 201, answer.json
    return officer.case_of(answer.json["reference"])["id"]


def put(console, case_id, path, body, version):
    """What an officer does; whoever ends a case needs somebody else for it."""
    if body.get("event") in ENDS:
        return console.end(case_id, version, **body)
    return console.post(f"/cases/{case_id}{path}", body, version)


@pytest.fixture
def events(phone, console, relay):
    """Make something happen in a locale: three reports as unlike as can be, and every event that is told."""
    lead, other = console(LEAD), console(OTHER)

    def happen(locale, address_of=fcm_address):
        addresses = [{"subscription": address_of(number, locale)} for number in range(4)]
        mild = filed(phone, lead, homework() | addresses[0])
        unsafe = filed(phone, lead, TUTORING | {"safety": True} | addresses[1])
        elsewhere = filed(phone, other, homework(place={"division_code": "411103"}, text="x" * 4000) | addresses[2])
        steps = [
            (lead, mild, "/moves", {"event": "accept"}),
            (lead, mild, "/messages", {"text": "是哪几门课?", "ask": True}),
            (other, elsewhere, "/moves", {"event": "accept"}),
            (lead, unsafe, "/messages", {"text": "?"}),
            (lead, unsafe, "/moves", {"event": "hand_over", **HANDED_OVER}),
            (lead, unsafe, "/moves", {"event": "refer_out", **REFERRED}),
            (other, elsewhere, "/moves", {"event": "investigate"}),
            (other, elsewhere, "/moves", {"event": "resolve", **RESOLVED}),
        ]
        versions, told = dict.fromkeys((mild, unsafe, elsewhere), 1), 0
        for console_, case_id, path, body in steps:
            answer = put(console_, case_id, path, body, versions[case_id])
            assert answer.status_code in {200, 201}, answer.json
            versions[case_id] = answer.json["version"]
            told += relay.run_once()
        return told

    return happen


@pytest.mark.promise("N1")
def test_the_push_is_the_same_bytes_for_every_event_of_every_report(events, stand_in):
    told = {locale: events(locale) for locale in LOCALES}
    assert set(told.values()) == {8}
    assert len(stand_in.bodies) == 8 * len(LOCALES)
    sent = [(b"fid" if b'"fid"' in body else b"token", len(body), without_address(body)) for body in stand_in.bodies]
    assert {kind for kind, _, _ in sent} == {b"fid", b"token"}
    assert len({rest for _, _, rest in sent}) == len(LOCALES)
    assert len({(kind, size, rest) for kind, size, rest in sent}) == 2 * len(LOCALES)


def without_address(body):
    bare, count = re.subn(rb'"(?:fid|token)": ?"address-\d{4}"', b"address", body)
    assert count == 1
    return b",".join(sorted(re.split(rb", ?", bare.strip(b"{}"))))


@pytest.fixture
def service(app, relay):
    """The push service of browsers, which app and relay send to."""
    with Autopush() as service:
        running, key = app.extensions["jianfu"], new_vapid_key()
        endpoints = Endpoints(lambda _: [], service.url)
        world = replace(running.world, web_push=WebPush(vapid_public_of(key), endpoints))
        app.extensions["jianfu"] = replace(running, world=world)
        channel = WebPushChannel(private_key=key, subject="mailto:us@example.org", endpoints=endpoints, now=utc_now)
        relay._channels["webpush"] = channel
        service.vapid_key = key
        yield service
        channel.close()


@pytest.mark.promise("N1")
def test_over_web_push_nothing_but_who_and_when_tells_one_event_from_another(events, service):
    browsers = {}

    def subscribed(number, locale):
        browsers[number, locale] = browser = Browser(service, service.vapid_key)
        return {"channel": "webpush", "locale": locale, "endpoint": browser.endpoint, "keys": browser.keys}

    assert {events(locale, subscribed) for locale in LOCALES} == {8}
    assert len(service.posts) == 8 * len(LOCALES)
    changing = {"Authorization"}  # the signature; what it signs says nothing either
    assert len({str({**post.headers, **dict.fromkeys(changing)}) for post in service.posts}) == 1
    assert {len(post.body) for post in service.posts} == {len(service.posts[0].body)}
    assert {frozenset(post.claims) for post in service.posts} == {frozenset({"aud", "exp", "sub"})}
    for locale in LOCALES:
        here = {one.endpoint.removeprefix(service.url): one for (_, at), one in browsers.items() if at == locale}
        said = {here[post.path].opened(post.body) for post in service.posts if post.path in here}
        assert len(said) == 1


@pytest.mark.promise("N1")
def test_collapse_key_topic_and_tag_are_one_constant(events, stand_in):
    events("en")
    for post in stand_in.accepted():
        message = post["message"]
        constants = {
            message["android"]["collapse_key"],
            message["android"]["notification"]["tag"],
            message["apns"]["headers"]["apns-collapse-id"],
            message["webpush"]["headers"]["Topic"],
            message["webpush"]["notification"]["tag"],
        }
        assert constants == {"jianfu"}
        assert message.keys() <= {"fid", "token", "notification", "android", "apns", "webpush"}


@pytest.mark.promise("N6")
def test_with_push_off_the_receipt_says_the_same(phone, console, relay):
    officer = console(LEAD)
    on = phone.file(homework(subscription=fcm_address(0, "en"))).json
    off = phone.file(homework()).json
    assert same(phone, on, off)
    for step in (
        {"event": "accept"},
        {"text": "是哪几门课?", "ask": True},
        None,
        {"text": "谢谢。"},
        {"event": "resolve", **RESOLVED},
    ):
        for report in (on, off):
            case = officer.case_of(report["reference"])
            path = "/moves" if "event" in (step or {}) else "/messages"
            seen = case["id"], path, step, case["version"]
            answer = put(officer, *seen) if step else phone.say(report["receipt"], "语文")
            assert answer.status_code in {200, 201}, answer.json
        relay.run_once()
        assert same(phone, on, off), step
    assert same(phone, on, off)["status"] == "resolved"


@pytest.mark.promise("N6")
def test_turning_push_off_takes_nothing_from_the_receipt(phone, console):
    officer = console(LEAD)
    report = phone.file(homework(subscription=fcm_address(0, "en"))).json
    officer.move(officer.case_of(report["reference"])["id"], 1, "accept")
    before = phone.mine(report["receipt"]).json
    headers = phone.with_receipt(report["receipt"])
    assert phone.client.delete("/api/v1/reports/mine/subscription", headers=headers).status_code == 204
    assert phone.mine(report["receipt"]).json == before | {"subscribed": False}
    assert before["subscribed"] is True


def same(phone, on, off):
    """What both receipts show, but for what is each report's own; None when they differ."""
    shown = [phone.mine(report["receipt"]).json for report in (on, off)]
    assert [one.pop("subscribed") for one in shown] == [True, False]
    for one in shown:
        one.pop("reference")
        one["messages"] = [message | {"id": None} for message in one["messages"]]
    return shown[0] if shown[0] == shown[1] else None

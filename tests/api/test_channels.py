"""Web Push over HTTP: what is offered, what is taken, and which addresses are not."""

import json
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Subscription
from notifications.addresses import open_address
from security.endpoints import Endpoints, NoAnswer
from security.web_push import new_vapid_key, read_point, vapid_public_of, write_base64url
from services.work import WebPush
from tests.api.refusals import CANARY, message_of, refused
from tests.api.sent import BROWSER_KEYS
from tests.support.house import opened
from tests.support.phone import homework

PUBLIC_KEY = vapid_public_of(new_vapid_key())
ENDPOINT = "https://push.example.org/wpush/v2/gAAAA"
BROWSER = {"channel": "webpush", "locale": "en", "endpoint": ENDPOINT, "keys": BROWSER_KEYS}
MINE = "/reports/mine/subscription"
KEY = {"Idempotency-Key": "3f0d1c52-6f0a-4a55-9d0c-3b1f0a5c7e11"}
LEADS_TO = {
    "push.example.org": ["93.184.216.34", "2606:2800:220:1::1"],
    "inside.example.org": ["10.0.0.7"],
    "mixed.example.org": ["93.184.216.34", "169.254.169.254"],
    "mapped.example.org": ["::ffff:127.0.0.1"],
    "nowhere.example.org": [],
}
"""What our resolver says."""


def resolve(host):
    if host == "away.example.org":
        raise NoAnswer
    assert host != "not-to-be-asked-for.example.org"
    return LEADS_TO.get(host, [])


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def house(request, tmp_path_factory, now, relay_key, argon2_cost):
    """A service with Web Push."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    with opened(databases, tmp_path_factory.mktemp("house"), now, relay_key, argon2_cost) as house:
        running = house.app.extensions["jianfu"]
        world = replace(running.world, web_push=WebPush(PUBLIC_KEY, Endpoints(resolve)))
        house.app.extensions["jianfu"] = replace(running, world=world)
        yield house


@pytest.fixture
def without(house):
    """The same service without a key for Web Push."""
    running = house.app.extensions["jianfu"]
    house.app.extensions["jianfu"] = replace(running, world=replace(running.world, web_push=None))
    yield house
    house.app.extensions["jianfu"] = running


def put(house, body, receipt=None):
    headers = receipt or house.receipt
    return house.client.put(f"/api/v1{MINE}", json=body, headers={**headers, "Accept-Language": "en"})


def addresses(house, relay_key):
    with house.engine.connect() as connection:
        rows = connection.execute(sa.select(Subscription.id, Subscription.sealed_address)).all()
    return [open_address(relay_key.private, row.id, row.sealed_address) for row in rows]


def test_a_client_finds_the_key_to_subscribe_with(house):
    items = house.client.get("/api/v1/channels").json["items"]
    assert [item["channel"] for item in items] == ["fcm", "fcm_topic", "webpush"]
    assert read_point(items[-1]["public_key"]) == PUBLIC_KEY
    assert all("public_key" not in item for item in items[:-1])


def test_without_a_key_web_push_is_neither_offered_nor_taken(without):
    items = without.client.get("/api/v1/channels").json["items"]
    assert items == [{"channel": "fcm"}, {"channel": "fcm_topic"}]
    document = refused(without.client, "PUT", MINE, 422, None, "channel", json=BROWSER, headers=without.receipt)
    assert message_of(document, "channel") == "Choose one of: fcm, fcm_topic."
    body = {**homework(), "challenge": without.phone.challenge(), "subscription": BROWSER}
    answer = without.client.post("/api/v1/reports", json=body, headers=KEY)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == ["subscription.channel"]


@pytest.mark.promise("N5", "in part")
def test_a_browser_subscribes_with_the_report_and_later_and_the_relay_alone_reads_where(house, relay_key):
    filed = house.phone.file(homework(subscription=BROWSER)).json
    receipt = {"Authorization": f"Receipt {filed['receipt']}"}
    assert house.phone.mine(filed["receipt"]).json["subscribed"] is True
    later = BROWSER | {"endpoint": "https://push.example.org/later", "locale": "zh-CN"}
    assert put(house, later, receipt).status_code == 204
    known = [address for address in addresses(house, relay_key) if address.channel == "webpush"]
    assert [(one.endpoint, one.keys, one.locale) for one in known] == [(later["endpoint"], BROWSER_KEYS, "zh-Hans")]
    with house.engine.connect() as connection:
        stored = b"".join(connection.scalars(sa.select(Subscription.sealed_address)))
    for secret in (later["endpoint"], *BROWSER_KEYS.values()):
        assert secret.encode() not in stored
    assert house.client.delete(f"/api/v1{MINE}", headers=receipt).status_code == 204


NOT_PUBLIC = [
    *("https://inside.example.org/x", "https://mixed.example.org/x", "https://mapped.example.org/x"),
    *("https://nowhere.example.org/x", "https://127.0.0.1/x", "https://2130706433/x", "https://localhost/x"),
    *("https://[::1]/x", "https://[::ffff:10.0.0.1]/x", "https://169.254.169.254/latest", "http://push.example.org/x"),
    *("https://push.example.org:8443/x", "https://metadata.google.internal/x", f"https://user@{ENDPOINT[8:]}"),
    *(f"https://{CANARY}/x", f"ftp://push.example.org/{CANARY}", CANARY),
]


@pytest.mark.parametrize("endpoint", NOT_PUBLIC)
def test_an_endpoint_that_is_not_on_the_public_internet_is_refused(house, endpoint):
    body = BROWSER | {"endpoint": endpoint}
    document = refused(house.client, "PUT", MINE, 422, "invalid_fields", "endpoint", json=body, headers=house.receipt)
    assert "public internet" in message_of(document, "endpoint")
    sent = {**homework(), "challenge": house.phone.challenge(), "subscription": body}
    answer = house.client.post("/api/v1/reports", json=sent, headers=KEY)
    assert [error["field"] for error in answer.json["errors"]] == ["subscription.endpoint"]


def test_a_name_that_cannot_be_looked_up_now_is_left_to_the_relay(house):
    assert put(house, BROWSER | {"endpoint": "https://away.example.org/x"}).status_code == 204


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"keys": None}, "keys"),
        ({"keys": "x"}, "keys"),
        ({"keys": {}}, None),
        ({"keys": BROWSER_KEYS | {"more": "x"}}, "keys.more"),
        ({"keys": BROWSER_KEYS | {"auth": "AAAA"}}, "keys.auth"),
        ({"keys": BROWSER_KEYS | {"auth": BROWSER_KEYS["auth"] + "=="}}, "keys.auth"),
        ({"keys": BROWSER_KEYS | {"auth": "*" * 22}}, "keys.auth"),
        ({"keys": BROWSER_KEYS | {"p256dh": write_base64url(bytes(65))}}, "keys.p256dh"),
        ({"keys": BROWSER_KEYS | {"p256dh": write_base64url(b"\4" + b"\xff" * 64)}}, "keys.p256dh"),
        ({"keys": BROWSER_KEYS | {"p256dh": BROWSER_KEYS["p256dh"][:-1]}}, "keys.p256dh"),
        ({"keys": BROWSER_KEYS | {"p256dh": CANARY}}, "keys.p256dh"),
        ({"endpoint": "x" * 1001}, "endpoint"),
        ({"endpoint": None}, "endpoint"),
        ({"fid": CANARY}, "keys"),
        ({"channel": "fcm"}, "keys"),
        ({"channel": "fcm_topic"}, "keys"),
    ],
)
def test_what_is_no_subscription_of_a_browser_is_refused(house, changed, field):
    fields = [field] if field else ["keys.p256dh", "keys.auth"]
    refused(house.client, "PUT", MINE, 422, None, *fields, json=BROWSER | changed, headers=house.receipt)


@pytest.mark.parametrize("missing", ["endpoint", "keys"])
def test_endpoint_and_keys_come_together(house, missing):
    body = {name: value for name, value in BROWSER.items() if name != missing}
    document = refused(
        house.client, "PUT", MINE, 422, None, *{"endpoint", "keys"} - {missing}, json=body, headers=house.receipt
    )
    assert "webpush takes endpoint and keys" in json.dumps(document)


def test_an_unknown_receipt_is_told_so_and_nobody_is_asked_for_a_name(house):
    headers = {"Authorization": "Receipt 00000-00000-00000-000000"}
    body = BROWSER | {"endpoint": "https://not-to-be-asked-for.example.org/x"}
    assert put(house, body, headers).status_code == 404


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(endpoint=st.text(max_size=80) | st.from_regex(r"\Ahttps?://[a-z0-9.\[\]:@-]{1,30}(:[0-9]{1,5})?/[a-z?#]{0,9}\Z"))
def test_any_endpoint_is_taken_or_refused(house, endpoint):
    answer = put(house, BROWSER | {"endpoint": endpoint})
    assert answer.status_code == (204 if endpoint.startswith("https://push.example.org/") else 422), answer.json


def test_the_longest_subscription_is_taken(house):
    assert put(house, BROWSER | {"endpoint": ENDPOINT + "x" * (1000 - len(ENDPOINT))}).status_code == 204

"""Where pushes go: said at any time, sealed at once, and obeyed by what is already waiting."""

import pytest
import sqlalchemy as sa

from models import Outbox, Subscription
from notifications.addresses import open_address
from tests.api.refusals import CANARY, message_of, refused
from tests.support.phone import homework

FID = {"channel": "fcm", "locale": "en", "fid": "fid-1"}
TOPIC = {"channel": "fcm_topic", "locale": "zh-Hans"}
ADDRESSES = "fcm takes either fid or token; fcm_topic takes neither; webpush takes endpoint and keys."


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"channel": "fcm", "locale": "en"}, "fid"),
        ({"channel": "fcm", "locale": "en", "fid": CANARY, "token": CANARY}, "token"),
        ({"channel": "fcm_topic", "locale": "en", "fid": CANARY}, "fid"),
        ({"channel": "fcm_topic", "locale": "en", "token": CANARY}, "token"),
    ],
)
def test_an_address_that_does_not_fit_the_channel_is_refused(house, body, field):
    document = refused(
        house.client, "PUT", "/reports/mine/subscription", 422, None, field, json=body, headers=house.receipt
    )
    assert message_of(document, field) == ADDRESSES
    refused(
        house.client,
        *("POST", "/reports", 422, None, f"subscription.{field}"),
        json={**homework(), "challenge": None, "subscription": body},
        headers={"Idempotency-Key": "3f0d1c52-6f0a-4a55-9d0c-3b1f0a5c7e11"},
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"channel": "pigeon", "locale": "en"}, "channel"),
        ({"channel": "fcm", "locale": CANARY * 9, "fid": "f"}, "locale"),
        ({"channel": "fcm", "locale": "en", "fid": ""}, "fid"),
        ({"channel": "fcm", "locale": "en", "fid": " "}, "fid"),
        ({"channel": "fcm", "locale": "en", "fid": CANARY * 20}, "fid"),
        ({"channel": "fcm", "locale": "en", "token": CANARY * 100}, "token"),
        ({"channel": "fcm", "locale": "en", "token": "长" * 1000}, "token"),
        ({"channel": "fcm", "locale": "en", "token": '"' * 1000}, "token"),
        ({"channel": "fcm", "locale": "en", "token": "\\" * 1000}, "token"),
        ({"channel": "fcm", "locale": "en", "fid": f"{CANARY} {CANARY}"}, "fid"),
    ],
)
def test_an_address_that_is_none_is_refused(house, body, field):
    refused(house.client, "PUT", "/reports/mine/subscription", 422, None, field, json=body, headers=house.receipt)


@pytest.fixture
def changing(house):
    """PUT and DELETE for a fresh report."""
    filed = house.phone.file(homework()).json
    headers = {"Authorization": f"Receipt {filed['receipt']}"}

    def change(method, body=None):
        return house.client.open("/api/v1/reports/mine/subscription", method=method, json=body, headers=headers)

    change.filed = filed
    return change


def subscribed(house, changing):
    return house.phone.mine(changing.filed["receipt"]).json["subscribed"]


def test_pushes_are_turned_on_and_off_as_often_as_one_likes(house, changing):
    assert subscribed(house, changing) is False
    for body in (FID, FID, TOPIC):
        answer = changing("PUT", body)
        assert (answer.status_code, answer.data) == (204, b"")
        assert subscribed(house, changing) is True
    for _ in range(2):
        assert changing("DELETE").status_code == 204
        assert subscribed(house, changing) is False


def waiting(house, addresses):
    """The addresses of pushes that wait for one of these subscriptions."""
    with house.engine.connect() as connection:
        return connection.scalars(sa.select(Outbox.sealed_address).where(Outbox.sealed_address.in_(addresses))).all()


def addresses(house, relay_key):
    """(opened, sealed) of every subscription."""
    with house.engine.connect() as connection:
        rows = connection.execute(sa.select(Subscription.id, Subscription.sealed_address)).all()
    return [(open_address(relay_key.private, row.id, row.sealed_address), row.sealed_address) for row in rows]


def test_a_push_that_waits_follows_its_subscription(house, changing, relay_key):
    changing("PUT", FID | {"fid": "old-phone"})
    case = house.case_of(changing.filed)
    assert house.officer.move(case["id"], 1, "accept").status_code == 200
    before = [sealed for address, sealed in addresses(house, relay_key) if address.fid == "old-phone"]
    assert waiting(house, before) == before
    changing("PUT", FID | {"fid": "new-phone"})
    after = [sealed for address, sealed in addresses(house, relay_key) if address.fid == "new-phone"]
    assert waiting(house, after) == after
    assert len(after) == 1
    assert waiting(house, before) == []
    changing("DELETE")
    assert waiting(house, after) == []


@pytest.mark.parametrize("body", [{"fid": "f" * 200}, {"token": "t" * 1000}])
def test_the_longest_address_is_taken(changing, body):
    assert changing("PUT", {"channel": "fcm", "locale": "zh-Hans", **body}).status_code == 204


def test_the_topic_is_computed_and_never_said(house, changing, relay_key):
    changing("PUT", TOPIC)
    topics = [address.topic for address, _ in addresses(house, relay_key) if address.channel == "fcm_topic"]
    assert all(len(topic) == 64 for topic in topics)
    assert len(topics) >= 1

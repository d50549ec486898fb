"""The relay sends what is due, at least once, and tells nobody what it is about."""

import json
import logging
import threading

import pytest

from models.engine import create_engine
from notifications import outbox
from notifications.addresses import PushAddress
from notifications.channels.configured import configured_channels
from notifications.channels.log import LogChannel
from notifications.delivery import Misconfigured, Refused, RetryLater, Sent, Unregistered
from notifications.relay import Relay
from security.wraps import generate_key_pair
from tests.notifications.rows import Settings, Told, push_to, relay_with, subscribe, subscriptions, to_fid, waiting


@pytest.fixture
def subscription(engine, relay_keys):
    return subscribe(engine, relay_keys, to_fid("canary-fid"))


@pytest.mark.promise("N5")
def test_a_sent_push_leaves_the_outbox_and_the_subscription_stays(engine, clock, relay_keys, subscription):
    push_to(engine, clock, subscription)
    channel = Told(Sent())
    assert relay_with(engine, clock, relay_keys, channel).run_once() == 1
    assert [push.address.fid for push in channel.pushes] == ["canary-fid"]
    assert waiting(engine) == []
    assert [row.id for row in subscriptions(engine)] == [subscription.id]
    assert relay_with(engine, clock, relay_keys, channel).run_once() == 0


@pytest.mark.promise("N3")
def test_an_unregistered_address_is_forgotten(engine, clock, relay_keys, subscription):
    push_to(engine, clock, subscription)
    push_to(engine, clock, subscription)
    relay_with(engine, clock, relay_keys, Told(Unregistered())).run_once()
    assert waiting(engine) == subscriptions(engine) == []


@pytest.mark.promise("N3")
@pytest.mark.parametrize(
    ("result", "attempts", "waits_s", "dead"),
    [
        (RetryLater(), 1, 60, False),
        (RetryLater(300), 1, 300, False),
        (Misconfigured("alarm"), 0, outbox.REPAIR_WAIT_S, False),
        (Refused("alarm"), 1, 0, True),
    ],
)
def test_a_push_that_was_not_sent_is_kept(
    engine,
    clock,
    relay_keys,
    *,
    result,
    attempts,
    waits_s,
    dead,
):
    push_to(engine, clock, subscribe(engine, relay_keys, to_fid("f")))
    relay_with(engine, clock, relay_keys, Told(result)).run_once()
    (row,) = waiting(engine)
    assert (row.attempts, row.lease_until, row.dead_at is not None) == (attempts, None, dead)
    assert waits_s <= (row.due_at - clock()).total_seconds() <= waits_s * 1.25
    assert len(subscriptions(engine)) == 1


@pytest.mark.promise("N2")
def test_a_relay_that_dies_between_sending_and_marking_is_followed_by_one_that_sends_again(
    engine, clock, relay_keys, subscription
):
    class Killed(BaseException):
        pass

    class DiesAfterSending(Told):
        def deliver(self, pushes):
            super().deliver(pushes)
            raise Killed

    push_to(engine, clock, subscription)
    first, second = DiesAfterSending(), Told(Sent())
    with pytest.raises(Killed):
        relay_with(engine, clock, relay_keys, first).run_once()
    assert relay_with(engine, clock, relay_keys, second).run_once() == 0  # the lease still runs
    clock.forward(outbox.LEASE_S + 1)
    assert relay_with(engine, clock, relay_keys, second).run_once() == 1
    assert first.pushes == second.pushes  # the same words and collapse key: the reader sees one
    assert waiting(engine) == []


@pytest.mark.promise("N2")
def test_no_transaction_is_open_while_a_push_is_under_way(engine, clock, relay_keys, subscription):
    class Looks(Told):
        def deliver(self, pushes):
            push_to(engine, clock, subscription)  # would wait for the write lock if the relay held it
            return super().deliver(pushes)

    push_to(engine, clock, subscription)
    assert relay_with(engine, clock, relay_keys, Looks()).run_once() == 1
    assert len(waiting(engine)) == 1


@pytest.mark.promise("N1")
def test_the_log_says_the_same_of_every_event_and_names_nobody(engine, clock, relay_keys, tmp_path):
    addresses = [
        to_fid("canary-fid"),
        PushAddress("fcm", "zh-Hans", token="canary-token"),
        PushAddress("fcm_topic", "zh-Hans", topic="canary-topic"),
        to_fid("canary-en", "en"),
        to_fid("canary-en-2", "en"),
    ]
    reports = [("homework", "140100"), ("tutoring", "411100"), ("homework", "411100"), ("safety", "1"), ("fees", "2")]
    for address, (category, place) in zip(addresses, reports, strict=True):
        push_to(engine, clock, subscribe(engine, relay_keys, address, category=category, place=place))
    log = tmp_path / "push.jsonl"
    assert relay_with(engine, clock, relay_keys, LogChannel(log)).run_once() == len(addresses)
    lines = log.read_text(encoding="utf-8").splitlines()
    assert sorted(lines) == sorted(
        3 * ['{"message": {"title": "减负", "text": "有新进展"}, "locale": "zh-Hans"}']
        + 2 * ['{"message": {"title": "Jianfu", "text": "There is news"}, "locale": "en"}']
    )
    assert all(set(json.loads(line)) == {"message", "locale"} for line in lines)


@pytest.mark.promise("N1")
def test_without_a_push_service_each_push_is_a_line_in_the_words_of_its_language(engine, clock, relay_keys, tmp_path):
    for locale in ("zh-Hans", "en", "tlh"):
        push_to(engine, clock, subscribe(engine, relay_keys, PushAddress("fcm_topic", locale, topic=f"topic-{locale}")))
    log = tmp_path / "push.jsonl"
    channels = configured_channels(fcm_credentials=None, fcm_url="", log=log)
    assert Relay(Settings(relay_keys), engine=engine, channels=channels, now=clock).run_once() == 3
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    said = {line["locale"]: line["message"] for line in lines}
    assert said["zh-Hans"] == said["tlh"] != said["en"]
    assert all(set(message) == {"title", "text"} and all(message.values()) for message in said.values())


@pytest.mark.promise("N3")
def test_an_address_that_does_not_open_raises_an_alarm_and_is_kept(engine, clock, relay_keys, subscription, caplog):
    push_to(engine, clock, subscription)
    channel = Told()
    relay_with(engine, clock, generate_key_pair(), channel).run_once()
    assert channel.pushes == []
    assert len(waiting(engine)) == len(subscriptions(engine)) == 1
    assert [record.getMessage() for record in caplog.records] == ["push alarm address_does_not_open: 1"]
    clock.forward(outbox.REPAIR_WAIT_S)
    assert relay_with(engine, clock, relay_keys, channel).run_once() == 1
    assert waiting(engine) == []


def test_a_channel_that_is_not_configured_raises_an_alarm_and_the_others_go_on(engine, clock, relay_keys, caplog):
    topic = PushAddress("fcm_topic", "en", topic="t")
    for address in (topic, to_fid("f"), topic):
        push_to(engine, clock, subscribe(engine, relay_keys, address))
    relay = relay_with(engine, clock, relay_keys, Told())
    relay._channels.pop("fcm_topic")
    assert relay.run_once() == 3
    assert len(waiting(engine)) == 2
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.ERROR, "push alarm channel_not_configured: 2")
    ]


def test_a_log_that_cannot_be_written_loses_nothing(engine, clock, relay_keys, subscription, tmp_path):
    push_to(engine, clock, subscription)
    relay_with(engine, clock, relay_keys, LogChannel(tmp_path / "absent" / "push.jsonl")).run_once()
    assert len(waiting(engine)) == 1


def test_the_relay_works_until_it_is_told_to_stop(engine, clock, relay_keys, subscription):
    push_to(engine, clock, subscription)
    stop, channel, beats = threading.Event(), Told(), []

    def beat():
        beats.append(len(channel.pushes))
        stop.set()

    relay_with(engine, clock, relay_keys, channel).run(stop, beat)
    assert beats == [1]


def test_a_database_that_is_away_is_waited_for_without_a_heartbeat(clock, relay_keys, tmp_path, caplog):
    engine = create_engine(f"sqlite:///{tmp_path / 'absent' / 'jianfu.db'}")
    stop, beats = threading.Event(), []

    def now():
        stop.set()
        return clock()

    relay_with(engine, now, relay_keys, Told()).run(stop, lambda: beats.append(1))
    assert beats == []
    assert caplog.messages == ["the relay cannot reach the database: OperationalError"]

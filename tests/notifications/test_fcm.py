"""The FCM channel against a strict stand-in, over HTTP."""

import json
from pathlib import Path

import pytest
import requests
from firebase_admin import exceptions
from hypothesis import given
from hypothesis import strategies as st

from notifications import outbox
from notifications.addresses import PushAddress
from notifications.channels.configured import configured_channels
from notifications.channels.fcm import FcmChannel, _result_of
from notifications.delivery import Misconfigured, Push, Refused, RetryLater, Sent, Unregistered
from notifications.messages import message_in
from tests.notifications.rows import push_to, relay_with, say, subscribe, subscriptions, to_fid, waiting
from tests.stand_ins.fcm_answers import ERRORS, MESSAGE, UNAVAILABLE, Answer

FIELDS = {"fid": "fcm", "token": "fcm", "topic": "fcm_topic"}


def push_for(target, kind="fid", locale="zh-Hans"):
    return Push(PushAddress(FIELDS[kind], locale, **{kind: target}), message_in(locale, say))


@pytest.mark.promise("N1")
def test_every_push_is_the_same_bytes_but_for_the_words_and_the_address(engine, clock, relay_keys, stand_in, fcm):
    events = [("homework", "140100", "zh-Hans"), ("tutoring", "411100", "zh-Hans"), ("homework", "140100", "en")]
    for number, (category, place, locale) in enumerate(events):
        address = to_fid(f"fid-{number}", locale)
        push_to(engine, clock, subscribe(engine, relay_keys, address, category=category, place=place))
        clock.forward(3600)
    assert relay_with(engine, clock, relay_keys, fcm).run_once() == 3
    lines = {line["message"].pop("fid"): json.dumps(line, ensure_ascii=False) for line in stand_in.accepted()}
    chinese, other_event, english = (lines[f"fid-{number}"] for number in range(3))
    assert chinese == other_event
    assert chinese.replace("减负", "Jianfu").replace("有新进展", "There is news") == english
    assert not any(secret in chinese for secret in ("homework", "140100", "tutoring"))
    assert json.loads(english)["message"] == {
        "notification": {"title": "Jianfu", "body": "There is news"},
        "android": {"collapse_key": "jianfu", "priority": "high", "notification": {"tag": "jianfu"}},
        "apns": {"headers": {"apns-collapse-id": "jianfu"}},
        "webpush": {"headers": {"Topic": "jianfu"}, "notification": {"tag": "jianfu"}},
    }


def test_with_a_credential_every_channel_is_fcm(stand_in):
    channels = configured_channels(fcm_credentials=stand_in.credentials_path, fcm_url=stand_in.url, log=Path("absent"))
    (channel,) = set(channels.values())
    assert set(channels) == set(FIELDS.values())
    assert channel.deliver([push_for("a")]) == [Sent()]
    channel.close()


@pytest.mark.parametrize("kind", FIELDS)
def test_each_kind_of_target_is_sent_as_itself(stand_in, fcm, kind):
    assert fcm.deliver([push_for("target", kind)]) == [Sent()]
    (line,) = stand_in.accepted()
    assert line["message"][kind] == "target"
    assert line["path"] == "/v1/projects/jianfu-stand-in/messages:send"


TABLE = {
    "unregistered-1": Unregistered(),
    "quota-1": RetryLater(None),
    "quota-retry-after-1": RetryLater(120),
    "unavailable-1": RetryLater(None),
    "unavailable-retry-after-1": RetryLater(120),
    "unavailable-twice-1": RetryLater(None),
    "internal-1": RetryLater(None),
    "unspecified-1": RetryLater(None),
    "hang-up-1": RetryLater(None),
    "forbidden-1": Misconfigured("PermissionDeniedError"),
    "sender-mismatch-1": Misconfigured("SenderIdMismatchError"),
    "third-party-auth-1": Misconfigured("ThirdPartyAuthError"),
    "invalid-1": Refused("InvalidArgumentError"),
    "well": Sent(),
}
DOCUMENTED = {
    *("UNSPECIFIED_ERROR", "INVALID_ARGUMENT", "UNREGISTERED", "SENDER_ID_MISMATCH", "QUOTA_EXCEEDED"),
    *("UNAVAILABLE", "INTERNAL", "THIRD_PARTY_AUTH_ERROR"),
}
"""Every code of firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode."""


@pytest.mark.promise("N3")
def test_the_table_has_every_error_code_that_fcm_documents():
    details = [detail for answer in ERRORS.values() for detail in answer.body["error"]["details"]]
    assert {detail["errorCode"] for detail in details} == DOCUMENTED
    assert {target.rpartition("-")[0] for target in TABLE} == {*ERRORS, "hang-up", ""}


@pytest.mark.promise("N3")
@pytest.mark.parametrize("kind", FIELDS)
def test_each_error_of_fcm_has_its_answer_and_is_posted_once(stand_in, fcm, kind):
    results = fcm.deliver([push_for(target, kind) for target in TABLE])
    assert dict(zip(TABLE, results, strict=True)) == TABLE
    assert stand_in.posts == dict.fromkeys(TABLE, 1)  # the library's own retries are off
    assert stand_in.token_requests == 1


@pytest.mark.promise("N3")
def test_each_error_of_fcm_leaves_the_outbox_as_promised(engine, clock, relay_keys, fcm, caplog):
    of = {subscribe(engine, relay_keys, to_fid(target)): target for target in TABLE}
    push_to(engine, clock, *of)
    relay_with(engine, clock, relay_keys, fcm).run_once()
    target_of = {subscription.sealed_address: target for subscription, target in of.items()}
    rows = {target_of[row.sealed_address]: row for row in waiting(engine)}
    assert set(rows) == set(TABLE) - {"unregistered-1", "well"}
    assert len(subscriptions(engine)) == len(TABLE) - 1
    assert [target for target, row in rows.items() if row.dead_at] == ["invalid-1"]
    waits = {target: (row.due_at - clock()).total_seconds() for target, row in rows.items()}
    assert waits["quota-retry-after-1"] == waits["unavailable-retry-after-1"] == 120
    assert 60 <= waits["quota-1"] <= 75
    repairs = ("sender-mismatch-1", "third-party-auth-1", "forbidden-1")
    assert {waits[target] for target in repairs} == {outbox.REPAIR_WAIT_S}
    alarming = ("SenderIdMismatch", "ThirdPartyAuth", "PermissionDenied", "InvalidArgument")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("notifications")]
    assert sorted(ours) == sorted(f"push alarm {name}Error: 1" for name in alarming)
    assert not any(target in caplog.text for target in TABLE if target != "well")


@pytest.mark.promise("N3")
def test_a_service_that_was_away_gets_the_push_from_the_outbox(engine, clock, relay_keys, stand_in, fcm):
    push_to(engine, clock, subscribe(engine, relay_keys, to_fid("unavailable-twice-1")))
    relay = relay_with(engine, clock, relay_keys, fcm)
    for _ in range(3):
        assert relay.run_once() == 1
        clock.forward(outbox.LONGEST_WAIT_S)
    assert waiting(engine) == []
    assert stand_in.posts == {"unavailable-twice-1": 3}
    assert len(stand_in.accepted()) == 1


@pytest.mark.promise("N3")
def test_a_revoked_access_token_raises_an_alarm_and_is_replaced_at_the_next_try(stand_in, fcm):
    assert fcm.deliver([push_for("a")]) == [Sent()]
    stand_in.tokens.clear()
    assert fcm.deliver([push_for("b")]) == [Misconfigured("UnauthenticatedError")]
    assert fcm.deliver([push_for("b")]) == [Sent()]
    assert stand_in.token_requests == 2


@pytest.fixture
def fcm_with(stand_in, tmp_path):
    """A channel whose credential differs from the stand-in's in the fields given."""
    channels = []

    def fcm_with(url=stand_in.url, **fields):
        file = tmp_path / "other.json"
        file.write_text(json.dumps(json.loads(stand_in.credentials_path.read_text()) | fields))
        channels.append(FcmChannel(file, url))
        return channels[-1]

    yield fcm_with
    for channel in channels:
        channel.close()


@pytest.mark.promise("N3")
@pytest.mark.parametrize("fields", [{"private_key_id": "revoked"}, {"client_email": "someone@else"}])
def test_a_refused_credential_raises_an_alarm_and_nothing_is_lost(stand_in, fcm_with, fields):
    assert fcm_with(**fields).deliver([push_for("a"), push_for("b")]) == 2 * [Misconfigured("credential_refused")]
    assert stand_in.posts == {}


@pytest.mark.promise("N3")
def test_a_token_endpoint_that_is_busy_is_tried_later(stand_in, fcm, monkeypatch):
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda _: None)  # google-auth waits 3 s in all
    stand_in.token_trouble = UNAVAILABLE
    assert fcm.deliver([push_for("a")]) == [RetryLater()]
    assert stand_in.posts == {}
    stand_in.token_trouble = None
    assert fcm.deliver([push_for("a")]) == [Sent()]


@pytest.mark.promise("N3")
def test_a_project_that_fcm_does_not_know_raises_an_alarm(fcm_with):
    assert fcm_with(project_id="other").deliver([push_for("a")]) == [Misconfigured("NotFoundError")]


@pytest.mark.promise("N3")
def test_a_host_out_of_reach_is_tried_later(fcm_with, unused_url):
    assert fcm_with(unused_url).deliver([push_for("a")]) == [RetryLater()]
    assert fcm_with(token_uri=f"{unused_url}/token").deliver([push_for("a")]) == [RetryLater()]


@pytest.mark.promise("N3")
def test_a_message_that_fcm_no_longer_takes_is_our_fault_and_no_address_is_given_up(fcm, stand_in):
    stand_in.shape = {"message": {name: shape for name, shape in MESSAGE.items() if name != "apns"}}
    assert fcm.deliver([push_for("a")]) == [Misconfigured("invalid_message")]


@pytest.mark.promise("N3")
def test_an_answer_nobody_foresaw_is_tried_later_and_stops_no_other_push(fcm, stand_in, caplog):
    foreseen = stand_in.answer
    assert fcm.deliver([push_for("a")]) == [Sent()]
    stand_in.answer = lambda path, headers, body: (
        Answer(200, []) if b"canary" in body else foreseen(path, headers, body)
    )
    assert fcm.deliver([push_for("canary"), push_for("b")]) == [RetryLater(), Sent()]
    assert "unexpected TypeError" in caplog.text
    assert "canary" not in caplog.text


def answered(body=b"", **headers):
    response = requests.Response()
    response._content = body
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


@pytest.mark.promise("N3")
@pytest.mark.parametrize(
    ("headers", "after_s"),
    [
        ({}, None),
        ({"Retry_After": "0"}, 0),
        ({"Retry_After": "-5"}, None),
        ({"Retry_After": "²"}, None),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "Mon, 01 Mar 2027 09:05:00 GMT", "Date": "Mon, 01 Mar 2027 09:00:00 GMT"}, 300),
        ({"Retry_After": "Mon, 01 Mar 2027 09:05:00 GMT"}, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(headers, after_s):
    error = exceptions.UnavailableError("", http_response=answered(**headers))
    assert _result_of(error) == RetryLater(after_s)


@pytest.mark.promise("N3")
@given(st.text(), st.text(), st.binary())
def test_no_answer_of_a_push_service_breaks_the_channel(retry_after, date, body):
    response = answered(body, Retry_After=retry_after, Date=date)
    assert isinstance(_result_of(exceptions.UnavailableError("", http_response=response)), RetryLater)
    assert isinstance(_result_of(exceptions.InvalidArgumentError("", http_response=response)), Refused)

"""Push addresses are sealed to the relay alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import new_id
from notifications.addresses import ADDRESS_BYTES, BadAddress, PushAddress, open_address, seal_address
from security.envelope import CannotOpen
from security.wraps import generate_key_pair

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=150)
LOCALES = st.sampled_from(["zh-Hans", "en"])
TOPICS = st.from_regex(r"\A[a-zA-Z0-9\-_.~%]{1,80}\Z")
ADDRESSES = (
    st.builds(PushAddress, st.just("fcm"), LOCALES, fid=TEXT)
    | st.builds(PushAddress, st.just("fcm"), LOCALES, token=TEXT)
    | st.builds(PushAddress, st.just("fcm_topic"), LOCALES, topic=TOPICS)
)
KEYS = generate_key_pair()
LENGTH = len(seal_address(KEYS.public, "s", PushAddress("fcm", "en", fid="f")))


@pytest.mark.promise("N5")
@given(ADDRESSES, st.uuids().map(str))
def test_the_relay_opens_what_was_sealed_and_every_sealed_address_is_equally_long(address, subscription_id):
    sealed = seal_address(KEYS.public, subscription_id, address)
    assert open_address(KEYS.private, subscription_id, sealed) == address
    assert len(sealed) == LENGTH <= 2704  # what PostgreSQL can index


@pytest.mark.promise("N5")
def test_who_lacks_the_relay_key_opens_no_address():
    """The web process holds the public key, the subscription's id and the sealed address, and nothing else."""
    sealed = seal_address(KEYS.public, "s", PushAddress("fcm", "en", fid="canary-fid"))
    assert b"canary" not in sealed
    for key in (KEYS.public, generate_key_pair().private):
        with pytest.raises(CannotOpen):
            open_address(key, "s", sealed)


@pytest.mark.promise("K2")
@given(st.data())
def test_a_changed_or_moved_address_does_not_open(data):
    sealed = seal_address(KEYS.public, "s", PushAddress("fcm", "en", token="t"))
    with pytest.raises(CannotOpen):
        open_address(KEYS.private, new_id(), sealed)
    position = data.draw(st.integers(0, len(sealed) - 1))
    changed = sealed[:position] + bytes([sealed[position] ^ data.draw(st.integers(1, 255))]) + sealed[position + 1 :]
    for broken in (changed, sealed[:position]):
        with pytest.raises(CannotOpen):
            open_address(KEYS.private, "s", broken)


@pytest.mark.parametrize(
    "fields",
    [
        {"channel": "fcm"},
        {"channel": "fcm", "fid": ""},
        {"channel": "fcm", "fid": "f", "token": "t"},
        {"channel": "fcm", "topic": "t"},
        {"channel": "fcm_topic", "fid": "f"},
        {"channel": "fcm_topic", "topic": "a b"},
        {"channel": "fcm_topic", "topic": "a\n"},
        {"channel": "pigeon", "fid": "f"},
    ],
)
def test_an_address_has_exactly_one_target_of_its_channel(fields):
    with pytest.raises(BadAddress):
        PushAddress(locale="en", **fields)


@pytest.mark.parametrize("token", ["t" * ADDRESS_BYTES, "\ud800"])
def test_what_cannot_be_sealed_is_refused_without_being_repeated(token):
    with pytest.raises(BadAddress) as refused:
        seal_address(KEYS.public, "s", PushAddress("fcm", "en", token=token))
    assert token not in str(refused.value)


def test_an_address_does_not_show_its_target_when_printed():
    for address in (PushAddress("fcm", "en", fid="canary"), PushAddress("fcm_topic", "en", topic="canary")):
        assert "canary" not in f"{address} {address!r}"

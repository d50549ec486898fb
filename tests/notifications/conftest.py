"""The relay's keys and an FCM stand-in."""

import socket

import pytest

from notifications.channels.fcm import FcmChannel
from security.wraps import generate_key_pair
from tests.stand_ins.fcm import FcmStandIn


@pytest.fixture(scope="session")
def relay_keys():
    return generate_key_pair()


@pytest.fixture
def stand_in(tmp_path):
    with FcmStandIn(tmp_path / "posts.jsonl") as stand_in:
        yield stand_in


@pytest.fixture
def unused_url():
    """A port of ours that nobody listens on."""
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{unheard.getsockname()[1]}"


@pytest.fixture
def fcm(stand_in):
    channel = FcmChannel(stand_in.credentials_path, stand_in.url)
    yield channel
    channel.close()

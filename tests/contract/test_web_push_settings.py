"""Settings of Web Push: made by themselves in the demo, refused by name where they make no sense elsewhere."""

import stat

import pytest

from api import create_app
from commands.relay import channels_of
from security.secrets_file import create_secret
from security.web_push import new_vapid_key, vapid_public_of, write_base64url
from settings import BadSettings, RelaySettings, Settings
from tests.promises.processes import environment, private_file

STAND_IN = "http://127.0.0.1:5712"


@pytest.fixture
def env(tmp_path, relay_key):
    """An installation that is no demo, with all that Web Push needs."""
    key = create_secret(tmp_path / "vapid-of-relay.key", new_vapid_key())
    return environment(
        tmp_path,
        f"sqlite:///{tmp_path / 'jianfu.sqlite'}",
        relay_key.public,
        JIANFU_RELAY_KEY_FILE=str(private_file(tmp_path / "relay-of-relay.key", relay_key.private)),
        JIANFU_VAPID_KEY_FILE=str(tmp_path / "vapid-of-relay.key"),
        JIANFU_VAPID_SUBJECT="mailto:us@example.org",
        JIANFU_VAPID_PUBLIC_KEY=write_base64url(vapid_public_of(key)),
    )


@pytest.fixture
def demo(tmp_path):
    return {"JIANFU_DEMO": "1", "JIANFU_VAR": str(tmp_path / "var")}


def test_the_relay_has_the_key_and_the_web_process_its_public_half(env):
    web, relay = Settings.from_env(env), RelaySettings.from_env(env)
    assert vapid_public_of(relay.vapid_private_key) == web.vapid_public_key
    assert relay.vapid_subject == "mailto:us@example.org"
    assert repr(relay.vapid_private_key) not in repr(relay)
    channels = channels_of(relay)
    assert "webpush" in channels
    channels["webpush"].close()


def test_without_a_key_there_is_no_web_push(env):
    for name in ("JIANFU_VAPID_KEY_FILE", "JIANFU_VAPID_SUBJECT", "JIANFU_VAPID_PUBLIC_KEY"):
        del env[name]
    assert Settings.from_env(env).vapid_public_key is None
    relay = RelaySettings.from_env(env)
    assert relay.vapid_private_key is None
    assert "webpush" not in channels_of(relay)


def test_a_demo_makes_its_own_key_once_for_itself_alone(demo, tmp_path):
    web, relay = Settings.from_env(demo), RelaySettings.from_env(demo)
    assert vapid_public_of(relay.vapid_private_key) == web.vapid_public_key
    assert relay.vapid_subject.startswith("mailto:")
    assert Settings.from_env(demo).vapid_public_key == web.vapid_public_key
    assert stat.S_IMODE((tmp_path / "var" / "vapid.key").stat().st_mode) == 0o600


def test_the_application_offers_what_its_settings_have(demo, read_once):
    demo["JIANFU_WEB_PUSH_STAND_IN"] = STAND_IN
    settings = Settings.from_env(demo)
    world = create_app(settings).extensions["jianfu"].world
    assert world.web_push.public_key == settings.vapid_public_key
    assert world.web_push.endpoints.stand_in == STAND_IN
    world.engine.dispose()


@pytest.mark.parametrize("kind", [Settings, RelaySettings])
def test_only_a_demo_may_send_to_a_stand_in(env, kind):
    with pytest.raises(BadSettings, match="JIANFU_WEB_PUSH_STAND_IN"):
        kind.from_env(env | {"JIANFU_WEB_PUSH_STAND_IN": STAND_IN})
    assert kind.from_env(env).web_push_stand_in is None


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (Settings, "JIANFU_VAPID_PUBLIC_KEY", ""),
        (Settings, "JIANFU_VAPID_PUBLIC_KEY", "canary"),
        (Settings, "JIANFU_VAPID_PUBLIC_KEY", write_base64url(bytes(65))),
        (Settings, "JIANFU_VAPID_PUBLIC_KEY", write_base64url(bytes(range(32)))),
        (RelaySettings, "JIANFU_VAPID_SUBJECT", ""),
        (RelaySettings, "JIANFU_VAPID_SUBJECT", "canary"),
        (RelaySettings, "JIANFU_VAPID_KEY_FILE", "/nowhere/canary"),
    ],
)
def test_nonsense_is_refused_by_name(env, kind, name, value):
    with pytest.raises(BadSettings, match=name):
        kind.from_env(env | {name: value})


NO_KEYS = {
    "nothing": b"",
    "zeros": bytes(32),
    "too short": bytes(range(31)),
    "past the curve's order": b"\xff" * 24 + bytes(range(8)),
    "too long": bytes(range(33)),
}


@pytest.mark.parametrize("content", NO_KEYS.values(), ids=NO_KEYS)
def test_a_file_that_is_no_key_is_refused(env, tmp_path, content):
    file = private_file(tmp_path / "bad.key", content)
    with pytest.raises(BadSettings, match="JIANFU_VAPID_KEY_FILE"):
        RelaySettings.from_env(env | {"JIANFU_VAPID_KEY_FILE": str(file)})


def test_a_key_that_others_can_read_is_refused(env, tmp_path):
    (tmp_path / "vapid-of-relay.key").chmod(0o640)
    with pytest.raises(BadSettings, match="chmod 600"):
        RelaySettings.from_env(env)

"""N5: what the web process has opens no push address, and its server does not start where it could get at what does."""

import subprocess
import time
import urllib.request
from contextlib import suppress
from dataclasses import fields
from itertools import product

import pytest

from processes import COMMANDS, environment_of
from security.derivation import hkdf
from security.envelope import CannotOpen
from security.secrets_file import derive
from security.web_push import new_vapid_key, vapid_public_of, write_base64url
from settings import RELAY_ONLY, BadSettings, RelaySettings, Settings, refuse_relay_variables
from tests.promises.processes import GUNICORN, environment, private_file, started
from tests.promises.theft import configuration, dump
from tests.support.served import ROOT, free_port

IN_PART = ("N5", "in part")


class Read(dict):
    """An environment that remembers what was looked for."""

    def __init__(self, *arguments, **values):
        super().__init__(*arguments, **values)
        self.names = set()

    def get(self, name, default=None):
        self.names.add(name)
        return super().get(name, default)


@pytest.fixture
def complete(tmp_path, relay_key):
    """An environment with everything in it."""
    vapid_key = new_vapid_key()
    return environment(
        tmp_path,
        f"sqlite:///{tmp_path / 'jianfu.sqlite'}",
        relay_key.public,
        JIANFU_RELAY_KEY_FILE=str(private_file(tmp_path / "elsewhere.key", relay_key.private)),
        JIANFU_FCM_CREDENTIALS=str(private_file(tmp_path / "credentials.json", b"{}")),
        JIANFU_FCM_URL="http://127.0.0.1:9",
        JIANFU_VAPID_KEY_FILE=str(private_file(tmp_path / "elsewhere-vapid.key", vapid_key)),
        JIANFU_VAPID_SUBJECT="mailto:canary@example.org",
        JIANFU_VAPID_PUBLIC_KEY=write_base64url(vapid_public_of(vapid_key)),
    )


@pytest.mark.promise(*IN_PART)
def test_nothing_the_web_process_has_opens_a_push_address(keys, settings, engine):
    """Its settings, what it derives from its secret, and every row it can read."""
    had = [data for _, _, data in configuration(settings) + dump(engine)]
    raw = {data for data in had if len(data) == 32}
    assert {settings.secret, settings.relay_public_key} < raw
    raw |= {derive(settings.secret, use) for use in ("cursor", "challenge signature", "challenge answer", "relay")}
    raw |= {hkdf(settings.secret, info) for info in ("relay", "jianfu/relay/v1", "subscription")}
    addresses = [each for each in keys.openings() if each.kind == "address"]
    assert {each.table for each in addresses} == {"subscription", "outbox"}
    for each, key in product(addresses, raw):
        with suppress(CannotOpen):
            each.opened(key=key)
            raise AssertionError(each.table)


@pytest.mark.promise(*IN_PART)
def test_settings_of_the_web_process_have_no_place_for_what_opens_one():
    of_web, of_relay = ({field.name for field in fields(kind)} for kind in (Settings, RelaySettings))
    assert of_relay - of_web == {
        *("relay_private_key", "fcm_credentials", "fcm_url", "vapid_private_key", "vapid_subject")
    }


@pytest.mark.promise(*IN_PART)
def test_every_variable_that_only_the_relay_reads_is_the_relays_alone(complete):
    web, relay = Read(complete), Read(complete)
    Settings.from_env(web)
    RelaySettings.from_env(relay)
    assert relay.names - web.names == set(RELAY_ONLY)


@pytest.mark.promise(*IN_PART)
def test_serving_gives_them_to_the_relay_alone(complete, relay_key):
    settings = Settings.from_env(complete)
    given = {name: environment_of(name, settings, complete) for name in COMMANDS}
    assert {name: sorted(set(env) & set(RELAY_ONLY)) for name, env in given.items()} == {
        "web": [],
        "relay": sorted(RELAY_ONLY),
        "scheduler": [],
    }
    assert not any(value == complete[name] for name in RELAY_ONLY for value in given["web"].values())


@pytest.mark.promise(*IN_PART)
@pytest.mark.parametrize("name", RELAY_ONLY)
def test_each_of_them_is_refused_by_name_and_without_its_value(name):
    with pytest.raises(BadSettings, match=name) as refused:
        refuse_relay_variables(demo=False, env={name: "canary-value"})
    assert "canary-value" not in str(refused.value)
    refuse_relay_variables(demo=True, env={name: "canary-value"})


def web_only(env, *kept):
    port = str(free_port())
    return {name: value for name, value in env.items() if name not in RELAY_ONLY or name in kept} | {"PORT": port}


@pytest.mark.slow
@pytest.mark.promise(*IN_PART)
@pytest.mark.parametrize("name", RELAY_ONLY)
def test_the_web_server_does_not_start_with_them(complete, name):
    env = web_only(complete, name)
    done = subprocess.run(GUNICORN, env=env, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert done.returncode != 0
    assert name.encode() in done.stderr
    assert complete[name].encode() not in done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.promise(*IN_PART)
def test_the_web_server_starts_without_them(complete):
    """Otherwise it could have refused for any other reason."""
    env = web_only(complete)
    with started(GUNICORN, env) as server:
        assert is_alive(f"http://127.0.0.1:{env['PORT']}/healthz", server)


def is_alive(url, server):
    """Whether the server answers before it ends or a minute is over."""
    for _ in range(300):
        with suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
            return answer.status == 200
        if server.poll() is not None:
            return False
        time.sleep(0.2)
    return False

"""A2: what a thief finds opens nothing, logs in nowhere and is nobody's receipt."""

import base64
import hmac
import logging
from itertools import product

import pytest

from security.crockford import encode
from security.derivation import hkdf
from security.envelope import CannotOpen
from security.passkeys import PRF_INPUT
from security.receipts import Receipt
from security.secrets_file import derive
from tests.promises.conftest import TEXT_ANSWER
from tests.promises.further import go_on
from tests.promises.journey import take
from tests.promises.openings import Keys
from tests.promises.search import found
from tests.promises.theft import backup_of, configuration, disk_of, dump, files, log_lines

USES_OF_THE_SECRET = (
    *("cursor", "challenge signature", "challenge answer", "acknowledgement"),
    *("passkey challenge", "passkey challenge mark"),
)
LABELS = (
    *("jianfu/receipt/v1", *(f"jianfu/receipt/v1|{label}" for label in ("lookup", "unwrap", "body", "topic", "nonce"))),
    *(f"jianfu/session/v1|{label}" for label in ("lookup", "key")),
    *(f"jianfu/password/v1|{label}" for label in ("auth", "kek")),
    "jianfu/passkey/v1|name",
    *(f"jianfu/secret/v1|{use}" for use in USES_OF_THE_SECRET),
)
"""Everything the service derives keys with: a thief has read its source."""


@pytest.fixture
def disk(engine, installed, caplog):
    """The disk from before the journey on, with logs as talkative as they can be."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="sqlalchemy")
    return disk_of(engine)


@pytest.fixture
def stolen(disk, app, engine, settings, phone, console, installed, relay, relay_key, caplog):
    """The journey, the keys of everybody in it, those from before they were changed, and what a thief carries off."""
    journey = take(phone, console, installed, text_answer=TEXT_ANSWER)
    relay.run_once()
    before = Keys(engine, installed, journey, relay_key)
    journey.filed |= go_on(journey, phone, installed, text_answer=TEXT_ANSWER)
    after = Keys(engine, installed, journey, relay_key)
    taken = dump(engine) + disk.taken() + files(settings.var) + configuration(settings) + log_lines(caplog.records)
    return journey, (before, after), taken + backup_of(app)


def spelled(text):
    """A code as people write it, with and without its dashes."""
    return [text, text.replace("-", "")]


def credentials(journey, installed):
    """What reporters and staff log in with."""
    for filed in journey.filed.values():
        receipt = Receipt.from_idempotency_key(filed.key)
        yield from (*spelled(filed.receipt), receipt.characters, *spelled(str(filed.key)), filed.key.bytes)
        yield from (receipt.unwrap_key, receipt.body_key)
    for console in journey.consoles.values():
        token = console.me["token"]
        yield from (token, base64.urlsafe_b64decode(token + "="))
    for authenticator in journey.authenticators.values():
        yield from (authenticator.prf_secret, hmac.digest(authenticator.prf_secret, PRF_INPUT, "sha256"))
    for password in (*installed.passwords.values(), *journey.recovery_codes):
        yield from spelled(password)


def typed(secrets):
    """Every secret as bytes; a text also as somebody may type it, in small letters."""
    for secret in secrets:
        yield from [secret] if isinstance(secret, bytes) else {secret.encode(), secret.lower().encode()}


def private_keys(times, installed):
    """Every key that opens something, at any of these times, and whatever key is inside what it opens."""
    yield installed.recovery.private
    for opening in (opening for keys in times for opening in keys.openable()):
        yield opening.key
        if "key" in opening.column:
            yield opening.opened()


@pytest.mark.slow
@pytest.mark.promise("A2")
def test_no_credential_and_no_private_key_is_stored(stolen, installed, settings):
    journey, times, taken = stolen
    derived = [derive(settings.secret, use) for use in USES_OF_THE_SECRET]
    secrets = {*typed(credentials(journey, installed)), *private_keys(times, installed), *derived}
    assert len(secrets) > 100
    loot = b"\n".join(data for _, _, data in taken)
    assert found(secrets, loot) == []


@pytest.mark.slow
@pytest.mark.promise("A2")
def test_nothing_in_the_loot_is_a_key_to_anything_in_it(keys, engine, settings, installed):
    """Each value of 32 bytes, and everything derived from one, tried on every sealed value at its right address."""
    values = {data for _, _, data in dump(engine) + configuration(settings) if len(data) == 32}
    assert settings.secret in values
    derived = values | {hkdf(value, label) for value, label in product(values, LABELS)}
    assert len(derived) > 500
    for opening in keys.openings():
        assert opening.opened()
        guesses = derived if opening.kind == "envelope" else values  # private keys are made at random, not derived
        assert not [guess for guess in guesses if guess != opening.key and opens(opening, guess)], opening.table


def opens(opening, key):
    try:
        opening.opened(key=key)
    except CannotOpen:
        return False
    return True


@pytest.mark.promise("A2")
def test_nothing_in_the_loot_logs_in_or_is_a_receipt(journey, engine, phone, installed):
    digests = {data for _, _, data in dump(engine) if len(data) == 32}
    assert len(digests) > 20
    for digest in digests:
        as_token = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        me = phone.client.get("/api/v1/staff/me", headers={"Authorization": f"Bearer {as_token}"})
        assert me.status_code == 401
        assert phone.mine(Receipt(encode(digest, 20)).text).status_code == 404
    for username, password in product(installed.passwords, (digest.hex() for digest in list(digests)[:4])):
        log_in = {"username": username, "password": password}
        assert phone.client.post("/api/v1/staff/session", json=log_in).status_code == 401


@pytest.mark.promise("A2")
def test_the_database_of_an_installation_that_is_no_demo_says_so(engine, installed):
    assert [data for table, column, data in dump(engine) if (table, column) == ("installation", "is_demo")] in (
        [b"0"],
        [b"False"],
    )


@pytest.mark.promise("A2")
def test_a_stored_session_token_would_be_found(journey):
    token = journey.consoles["officer-411102-education"].me["token"]
    raw = base64.urlsafe_b64decode(token + "=")
    assert found([token, raw], token.encode()) == sorted([token, raw], key=repr)

"""The stand-in for a browser's push service refuses what a real one does; else tests against it would prove little."""

import time

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from websockets.sync.client import connect

from security.web_push import BrowserKeys, encrypt_push, new_vapid_key, vapid_public_of, write_base64url
from tests.notifications.browsers import Browser
from tests.stand_ins.autopush import Autopush

KEY = new_vapid_key()
SIGNER = ec.derive_private_key(int.from_bytes(KEY, "big"), ec.SECP256R1())
BODY = encrypt_push(b"text", BrowserKeys(vapid_public_of(KEY), bytes(16)))


@pytest.fixture(scope="module")
def service():
    with Autopush() as service:
        yield service


@pytest.fixture
def browser(service):
    return Browser(service, KEY)


@pytest.fixture
def post(service, browser):
    """Send a good push, with changes; None takes a header or a claim away."""

    def post(*, url=browser.endpoint, body=BODY, claims=None, signer=SIGNER, key=KEY, algorithm="ES256", **headers):
        said = {"aud": service.url, "exp": int(time.time()) + 3600, "sub": "mailto:us@example.org"} | (claims or {})
        said = {name: value for name, value in said.items() if value is not None}
        token = jwt.encode(said, signer, algorithm=algorithm)
        public = write_base64url(vapid_public_of(key))
        sent = {
            "Authorization": f"vapid t={token}, k={public}",
            "TTL": "60",
            "Content-Encoding": "aes128gcm",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.post(url, body, headers=sent, timeout=5)

    return post


def test_a_good_push_is_accepted(post, service, browser):
    answer = post()
    assert (answer.status_code, answer.headers["TTL"]) == (201, "60")
    assert service.waiting(browser.uaid) == [BODY]


@pytest.mark.parametrize(
    ("status", "changed"),
    [
        (401, {"Authorization": None}),
        (401, {"Authorization": "WebPush x"}),
        (403, {"claims": {"aud": "https://push.example.org"}}),
        (403, {"claims": {"aud": None}}),
        (403, {"claims": {"exp": 1}}),
        (403, {"claims": {"exp": None}}),
        (403, {"claims": {"exp": 4_000_000_000}}),
        (403, {"claims": {"sub": None}}),
        (403, {"claims": {"sub": "nobody"}}),
        (403, {"signer": ec.generate_private_key(ec.SECP256R1())}),
        (403, {"signer": "a secret of at least thirty-two bytes, for HS256", "algorithm": "HS256"}),
        (403, {"key": new_vapid_key()}),
        (400, {"TTL": None}),
        (400, {"TTL": "-1"}),
        (400, {"Topic": "a b"}),
        (400, {"Topic": "x" * 33}),
        (400, {"Urgency": "now"}),
        (400, {"Content_Encoding": "aesgcm"}),
        (400, {"body": b"clear text"}),
        (413, {"body": BODY + bytes(4096)}),
    ],
)
def test_a_push_that_is_not_as_it_should_be_is_refused(post, service, browser, status, changed):
    assert post(**changed).status_code == status
    assert service.waiting(browser.uaid) == []


def test_a_key_that_signs_well_but_is_not_the_browsers_is_refused(post, service):
    other = new_vapid_key()
    signer = ec.derive_private_key(int.from_bytes(other, "big"), ec.SECP256R1())
    assert post(signer=signer, key=other).status_code == 403
    assert service.refusals[-1][1] == "not the key that the browser subscribed with"


def test_an_unknown_subscription_is_not_found_and_one_that_ended_is_gone(post, service, browser):
    assert post(url=f"{service.url}/wpush/v2/unknown").status_code == 404
    browser.known.is_gone = True
    assert post().status_code == 410


def test_a_topic_takes_the_place_of_what_waits(post, service, browser):
    for number, topic in enumerate(["a", "a", "b", None, None]):
        assert post(body=BODY + bytes(number), Topic=topic).status_code == 201
    assert [len(body) - len(BODY) for body in service.waiting(browser.uaid)] == [1, 2, 3, 4]


def test_without_time_to_live_nobody_waits(post, service, browser):
    assert post(TTL="0").status_code == 201
    assert service.waiting(browser.uaid) == []


def test_a_browser_without_a_key_is_not_registered(service):
    with connect(service.browsers_url) as socket:
        socket.send('{"messageType": "hello", "use_webpush": true}')
        assert '"status": 200' in socket.recv(timeout=5)
        socket.send('{"messageType": "register", "channelID": "c"}')
        assert '"status": 400' in socket.recv(timeout=5)
        socket.send("{}")
        assert socket.recv(timeout=5) == "{}"

"""Web Push messages and credentials are as the RFCs say, and one as long as the other."""

import json
from base64 import urlsafe_b64encode
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import http_ece
import jwt
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from security.web_push import (
    TEXT_BYTES,
    BrowserKeys,
    _encrypted,
    _Made,
    encrypt_push,
    new_vapid_key,
    read_auth,
    read_base64url,
    read_point,
    vapid_authorization,
    vapid_public_of,
    write_base64url,
)

RFC_8291 = {
    "text": b"When I grow up, I want to be a watermelon",
    "sender": "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    "salt": "DGv6ra1nlYgDCS1FRnbzlw",
    "message": "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEq"
    "KK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
}
"""The example of its section 5 and appendix A."""

BROWSER = ec.generate_private_key(ec.SECP256R1())
POINT = BROWSER.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
TO = BrowserKeys(POINT, bytes(range(16)))
KEY = new_vapid_key()
NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
LENGTH = 16 + 4 + 1 + 65 + TEXT_BYTES + 1 + 16


def opened(message, private=BROWSER, auth=TO.auth):
    """By another library."""
    return http_ece.decrypt(message, private_key=private, auth_secret=auth, version="aes128gcm")


def test_the_example_of_rfc_8291_comes_out_byte_for_byte():
    example = {name: read_base64url(value) for name, value in RFC_8291.items() if name != "text"}
    to = BrowserKeys(example["p256dh"], example["auth"])
    made = _Made(example["sender"], example["salt"])
    assert _encrypted(RFC_8291["text"], to, padding=0, made=made) == example["message"]


@pytest.mark.promise("N1")
@given(st.binary(max_size=TEXT_BYTES))
def test_the_browser_reads_what_was_sent_and_every_message_is_equally_long(text):
    message = encrypt_push(text, TO)
    assert opened(message) == text
    assert len(message) == LENGTH < 4096


def test_no_two_messages_have_anything_in_common():
    one, other = encrypt_push(b"text", TO), encrypt_push(b"text", TO)
    assert one[:16] != other[:16]
    assert one[21:86] != other[21:86]
    assert one[86:] != other[86:]


@given(st.data())
def test_a_changed_message_opens_for_nobody(data):
    message = encrypt_push(b"text", TO)
    at = data.draw(st.integers(86, len(message) - 1))
    changed = message[:at] + bytes([message[at] ^ data.draw(st.integers(1, 255))]) + message[at + 1 :]
    with pytest.raises((InvalidTag, http_ece.ECEException)):
        opened(changed)
    with pytest.raises((InvalidTag, http_ece.ECEException)):
        opened(message, auth=bytes(16))
    with pytest.raises((InvalidTag, http_ece.ECEException)):
        opened(message, private=ec.generate_private_key(ec.SECP256R1()))


def test_a_text_that_would_show_by_its_length_is_refused():
    with pytest.raises(ValueError, match="too long"):
        encrypt_push(bytes(TEXT_BYTES + 1), TO)


def credentials(**changed):
    options = {"origin": "https://push.example.org", "subject": "mailto:us@example.org", "now": NOW} | changed
    kind, _, rest = vapid_authorization(KEY, **options).partition(" ")
    token, _, key = rest.partition(", ")
    assert (kind, token[:2], key[:2]) == ("vapid", "t=", "k=")
    return token[2:], read_point(key[2:])


def test_vapid_credentials_are_as_rfc_8292_says():
    token, key = credentials()
    assert key == vapid_public_of(KEY)
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    options = {"verify_exp": False, "require": ["aud", "exp", "sub"]}
    claims = jwt.decode(token, point, algorithms=["ES256"], audience="https://push.example.org", options=options)
    assert claims["sub"] == "mailto:us@example.org"
    assert timedelta(0) < datetime.fromtimestamp(claims["exp"], UTC) - NOW <= timedelta(hours=24)
    assert claims.keys() == {"aud", "exp", "sub"}
    assert jwt.get_unverified_header(token) == {"typ": "JWT", "alg": "ES256"}


@given(st.text(max_size=100))
def test_every_signature_is_64_bytes_and_fits(subject):
    token, key = credentials(subject=subject)
    assert len(read_base64url(token.rpartition(".")[2])) == 64
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    claims = jwt.decode(token, point, algorithms=["ES256"], options={"verify_exp": False, "verify_aud": False})
    assert claims["sub"] == json.loads(json.dumps(subject))


def test_a_fresh_key_is_32_bytes_of_its_own():
    keys = {new_vapid_key() for _ in range(20)}
    assert len(keys) == 20
    assert {len(key) for key in keys} == {32}
    assert all(read_point(write_base64url(vapid_public_of(key))) for key in keys)


@given(st.binary(max_size=100))
def test_base64url_is_read_as_it_is_written_and_no_other_way(data):
    text = write_base64url(data)
    assert read_base64url(text) == data
    padded = urlsafe_b64encode(data).decode()
    for other in {padded, text + "=", f"{text}\n", f" {text}", text + "*"} - {text}:
        with pytest.raises(ValueError, match=r"."):
            read_base64url(other)


@given(st.text(max_size=100) | st.binary(max_size=70).map(write_base64url))
def test_what_is_no_key_of_a_browser_is_refused_and_nothing_else_happens(text):
    for read, size in ((read_point, 65), (read_auth, 16)):
        with suppress(ValueError):
            assert len(read(text)) == size


NO_POINTS = {
    "zeros": bytes(65),
    "the origin": b"\x04" + bytes(64),
    "past the field": b"\x04" + b"\xff" * 64,
    "beside the curve": POINT[:64] + bytes([POINT[64] ^ 1]),
    "compressed": b"\x02" + POINT[1:33],
    "raw": POINT[1:],
    "too long": POINT + b"\0",
    "nothing": b"",
}


@pytest.mark.parametrize("point", NO_POINTS.values(), ids=NO_POINTS)
def test_a_point_that_is_not_on_the_curve_is_refused(point):
    with pytest.raises(ValueError, match=r"."):
        read_point(write_base64url(point))


def test_a_point_and_a_secret_are_read():
    assert read_point(write_base64url(POINT)) == POINT
    assert read_auth(write_base64url(TO.auth)) == TO.auth
    assert write_base64url(TO.auth) not in repr(TO)

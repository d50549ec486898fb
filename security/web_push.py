"""Web Push: who sends (VAPID, RFC 8292) and what only the browser reads (RFC 8291, aes128gcm of RFC 8188)."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

POINT_BYTES: Final = 65
"""An uncompressed point on P-256 (SEC 1, 2.3.3): 4, x, y."""

AUTH_BYTES: Final = 16
TEXT_BYTES: Final = 1024
"""What every text is padded to before it is encrypted; a push service takes 4,096 bytes in all."""

RECORD_BYTES: Final = 4096
"""The record size that a message names (RFC 8188, 2.1). A message is one record, and may be shorter."""

TOKEN_LIFE: Final = timedelta(hours=12)
"""RFC 8292, 2: 24 hours at most."""

_CURVE: Final = ec.SECP256R1()
_LAST_RECORD: Final = b"\x02"
_ES256: Final = {"typ": "JWT", "alg": "ES256"}


@dataclass(frozen=True)
class BrowserKeys:
    """What a browser gives with its subscription: a P-256 point, and a secret that it shares with the sender only."""

    p256dh: bytes
    auth: bytes = field(repr=False)


class _Made:
    """What a message is made with, fresh for each; the vector of RFC 8291 brings its own."""

    def __init__(self, private: bytes | None = None, salt: bytes | None = None) -> None:
        self.key = _private(private) if private else ec.generate_private_key(_CURVE)
        self.salt = salt or secrets.token_bytes(16)


def read_base64url(text: str) -> bytes:
    """The bytes of base64url without padding, as browsers and RFC 8292 write it; ValueError for any other text."""
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if write_base64url(data) != text:
        raise ValueError("not base64url without padding")
    return data


def write_base64url(data: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def read_point(text: str) -> bytes:
    """An uncompressed point on P-256, 65 bytes, from base64url; ValueError when it is none."""
    data = read_base64url(text)
    if len(data) != POINT_BYTES:
        raise ValueError("not an uncompressed point")
    ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, data)
    return data


def read_auth(text: str) -> bytes:
    """The 16 bytes of a subscription's `auth`, from base64url; ValueError when it is none."""
    data = read_base64url(text)
    if len(data) != AUTH_BYTES:
        raise ValueError("not 16 bytes")
    return data


def new_vapid_key() -> bytes:
    """A fresh VAPID key: a private number of P-256, 32 bytes."""
    return ec.generate_private_key(_CURVE).private_numbers().private_value.to_bytes(32, "big")


def vapid_public_of(private: bytes) -> bytes:
    """The public key of `private`, 65 bytes: what a browser calls the application server's key."""
    return _point(_private(private))


def vapid_authorization(private: bytes, *, origin: str, subject: str, now: datetime) -> str:
    """The Authorization header of a push to a service at `origin`; `subject` is where its operator finds ours."""
    claims = {"aud": origin, "exp": int((now + TOKEN_LIFE).timestamp()), "sub": subject}
    signed = ".".join(write_base64url(json.dumps(part, separators=(",", ":")).encode()) for part in (_ES256, claims))
    key = _private(private)
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(SHA256())))
    signature = write_base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))  # RFC 7518, 3.4
    return f"vapid t={signed}.{signature}, k={write_base64url(_point(key))}"


def encrypt_push(text: bytes, to: BrowserKeys) -> bytes:
    """`text` for one browser, always equally long; ValueError for more than `TEXT_BYTES`, or for keys that are none."""
    if len(text) > TEXT_BYTES:
        raise ValueError("too long for a push")
    return _encrypted(text, to, padding=TEXT_BYTES - len(text), made=_Made())


def _encrypted(text: bytes, to: BrowserKeys, *, padding: int, made: _Made) -> bytes:
    """RFC 8291, 3 and 4: salt ‖ record size ‖ length of the sender's point ‖ the point ‖ ciphertext."""
    browser = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, to.p256dh)
    sender = _point(made.key)
    shared = made.key.exchange(ec.ECDH(), browser)
    secret = _hkdf(to.auth, shared, b"WebPush: info\0" + to.p256dh + sender, 32)
    key = _hkdf(made.salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _hkdf(made.salt, secret, b"Content-Encoding: nonce\0", 12)
    record = AESGCM(key).encrypt(nonce, text + _LAST_RECORD + bytes(padding), None)
    return made.salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(sender)]) + sender + record


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def _private(private: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(private, "big"), _CURVE)


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

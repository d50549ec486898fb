"""Wraps of many keys to one recipient by one exchange of keys: for data that is made up, and for no reporter's.

What comes out is what `security.wraps` makes and opens: HPKE base mode of RFC 9180 (sections 4.1 and 5.1), in the same
suite. There each wrap has an exchange of its own; here all that one object makes share it, and differ by what they are
bound to. Whoever learnt that one secret would open all of them.
"""

from __future__ import annotations

import hmac
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from security.wraps import WrapFor, generate_key_pair

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
_VERSION: Final = b"HPKE-v1"
_KEM: Final = b"KEM\x00\x20"
_HPKE: Final = b"HPKE\x00\x20\x00\x01\x00\x02"
_BASE: Final = b"\x00"
_INFO: Final = _VERSION + _HPKE + b"info_hash"
_KEY: Final = KEY_BYTES.to_bytes(2, "big") + _VERSION + _HPKE + b"key"
_NONCE: Final = NONCE_BYTES.to_bytes(2, "big") + _VERSION + _HPKE + b"base_nonce"
"""What LabeledExtract and LabeledExpand write in front, for the one wrap after the other."""


class ManyWraps:
    """Wraps for one public key; ValueError when that is no usable X25519 key."""

    def __init__(self, public: bytes) -> None:
        own = generate_key_pair()
        agreed = X25519PrivateKey.from_private_bytes(own.private).exchange(X25519PublicKey.from_public_bytes(public))
        drawn = _extract(b"", _KEM, b"eae_prk", agreed)
        shared = _expand(drawn, _KEM, b"shared_secret", own.public + public, KEY_BYTES)
        self._public = own.public
        self._secret = _extract(shared, _HPKE, b"secret", b"")
        self._before_info = _BASE + _extract(b"", _HPKE, b"psk_id_hash", b"")

    def wrap(self, secret: bytes, to: WrapFor) -> bytes:
        """What `security.wraps.unwrap` opens. Each row is to be wrapped for once: key and nonce come from `to`."""
        return self.wrap_as(secret, to.info())

    def wrap_as(self, secret: bytes, info: bytes) -> bytes:
        """The same, where what it is bound to is written out already (`WrapFor.info`)."""
        context = self._before_info + hmac.digest(b"", _INFO + info, "sha256") + b"\x01"
        key = hmac.digest(self._secret, _KEY + context, "sha256")
        nonce = hmac.digest(self._secret, _NONCE + context, "sha256")
        return self._public + AESGCM(key).encrypt(nonce[:NONCE_BYTES], secret, None)


def _extract(salt: bytes, suite: bytes, label: bytes, given: bytes) -> bytes:
    """LabeledExtract of RFC 9180, section 4."""
    return hmac.digest(salt, _VERSION + suite + label + given, "sha256")


def _expand(key: bytes, suite: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """LabeledExpand of at most one block."""
    labelled = length.to_bytes(2, "big") + _VERSION + suite + label + info
    return hmac.digest(key, labelled + b"\x01", "sha256")[:length]

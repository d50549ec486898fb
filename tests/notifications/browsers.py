"""A browser's side of a push, without a browser."""

import secrets

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from notifications.addresses import PushAddress
from notifications.delivery import Push
from notifications.messages import message_in
from security.web_push import vapid_public_of, write_base64url
from tests.notifications.rows import say


class Browser:
    """One that has subscribed at a stand-in for `vapid_key`."""

    def __init__(self, service, vapid_key):
        self._private, self._auth = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
        self.uaid = secrets.token_hex(8)
        self.endpoint = service.register(vapid_public_of(vapid_key), uaid=self.uaid)
        self.known = service.registration(self.endpoint)

    @property
    def keys(self):
        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": write_base64url(point), "auth": write_base64url(self._auth)}

    def address(self, locale="zh-Hans", **changed):
        return PushAddress("webpush", locale, **({"endpoint": self.endpoint, "keys": self.keys} | changed))

    def push(self, locale="zh-Hans", **changed):
        return Push(self.address(locale, **changed), message_in(locale, say))

    def opened(self, body):
        """What its worker reads."""
        return http_ece.decrypt(body, private_key=self._private, auth_secret=self._auth, version="aes128gcm")

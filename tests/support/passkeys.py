"""A passkey authenticator in software: it makes P-256 credentials, signs, counts, and has PRF if it should."""

import base64
import hashlib
import hmac
import json
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

ORIGIN = "http://localhost:8000"
USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def write(data):
    """As browsers send bytes."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def read(text):
    return base64.urlsafe_b64decode(text + "==")


class Authenticator:
    """One device with one passkey; `flags`, `origin` and `count` may be spoilt."""

    def __init__(self, *, origin=ORIGIN, flags=USER_PRESENT | USER_VERIFIED, counts=True):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id, self.prf_secret = secrets.token_bytes(32), secrets.token_bytes(32)
        self.origin, self.flags, self.count = origin, flags, int(counts)
        self.step = int(counts)

    def prf(self, options):
        """What it gives for the input of these options; nobody without it can tell."""
        salt = read(options["extensions"]["prf"]["eval"]["first"])
        return write(hmac.digest(self.prf_secret, salt, "sha256"))

    def create(self, options):
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        cose = encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cose
        data = self._data(options["rp"]["id"], self.flags | ATTESTED) + attested
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return {
            "credential_id": write(self.credential_id),
            "client_data": write(self._client_data("webauthn.create", options)),
            "attestation": write(attestation),
        }

    def get(self, options):
        self.count += self.step
        data, said = self._data(options["rpId"], self.flags), self._client_data("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return {
            "credential_id": write(self.credential_id),
            "client_data": write(said),
            "authenticator_data": write(data),
            "signature": write(signature),
        }

    def _data(self, rp_id, flags):
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind, options):
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()


def add_passkey(console, password, authenticator=None, *, name="手机", with_prf=True):
    """Register a passkey for somebody who is logged in; the authenticator, and the answer."""
    authenticator = authenticator or Authenticator()
    options = console.post("/staff/me/passkeys/options", None).json["options"]
    body = {"password": password, "name": name, "passkey": authenticator.create(options)}
    body["prf"] = authenticator.prf(options) if with_prf else None
    return authenticator, console.post("/staff/me/passkeys", body)


def enter(client, authenticator, **changes):
    """Log in with a passkey alone."""
    options = client.post("/api/v1/staff/session/passkey/options").json["options"]
    body = {"passkey": authenticator.get(options), "prf": authenticator.prf(options)} | changes
    return client.post("/api/v1/staff/session/passkey", json=body)

"""What strangers write where we expect something: taken as it is meant, or refused by name; else it is a fault."""

import json
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from types import SimpleNamespace

from marshmallow import ValidationError

from api.problems import BadRequest
from api.schemas.evidence import CreationIn, PatchIn
from api.schemas.headers import IdempotencyKey
from security.endpoints import BadEndpoint, Endpoints
from security.envelope import CannotOpen, open_json, open_sealed, seal
from security.evidence.streams import open_stream, seal_stream
from security.proof_of_work import ChallengeRefused, ProofOfWork
from security.receipts import MalformedReceipt, Receipt, parse_receipt
from security.web_push import BrowserKeys, encrypt_push, read_auth, read_point, write_base64url
from services.paging import make_cursor, read_cursor
from services.refusals import InvalidFields

NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
KEY = bytes(range(32))
PLACE = {"table": "report", "column": "sealed", "row_id": "r1"}
RECEIPT = Receipt.from_idempotency_key(uuid.UUID("5f2b9d0e-8a47-4c1b-9e36-d7c0a1b2c3d4"))
WORK = SimpleNamespace(world=SimpleNamespace(cursor_key=KEY))
POINT = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)
"""The generator of P-256 (SEC 2): a point that is certainly on the curve."""


def text_of(data):
    """As a field of JSON has it, lone surrogates included; what is no UTF-8, as a header has it."""
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8", "surrogatepass")
    return data.decode("latin-1")


def receipt(data):
    with suppress(MalformedReceipt):
        found = parse_receipt(text_of(data))
        assert parse_receipt(found.text) == found


def idempotency_key(data):
    with suppress(ValidationError, BadRequest):
        key = IdempotencyKey().load({"idempotency_key": text_of(data)})["idempotency_key"]
        assert Receipt.from_idempotency_key(key).text


def envelope(data):
    """Nobody without the key makes one: what opens is what was sealed."""
    for opening in (open_sealed, open_json):
        with suppress(CannotOpen):
            opening(KEY, data, **PLACE)
            assert data in SEEDS["envelope"]


def stream(data):
    with suppress(CannotOpen):
        assert b"".join(open_stream(KEY, BytesIO(data), **PLACE)) == b"words"
        assert data in SEEDS["stream"]


def cursor(data):
    with suppress(InvalidFields):
        assert read_cursor(WORK, b"question", text_of(data)) == ["2026-11-18", 1]


def tus_headers(data):
    """A header a line: how long, which name, where, which checksum."""
    length, metadata, offset, checksum, *_ = (text_of(line) for line in (data + b"\n" * 3).split(b"\n", 3))
    version = {"tus_resumable": "1.0.0"}
    with suppress(ValidationError, BadRequest):
        said = CreationIn().load(version | {"upload_length": length, "upload_metadata": metadata})
        assert said["upload_length"] >= 0
    with suppress(ValidationError, BadRequest):
        said = PatchIn().load(version | {"upload_offset": offset, "upload_checksum": checksum})
        assert said["upload_checksum"].algorithm in {"sha1", "sha256"}


def endpoint(data):
    """Where pushes may go: https to a name or number that is public, and to no port or user of somebody's choice."""
    with suppress(BadEndpoint):
        found = Endpoints(resolve=lambda _: []).read(text_of(data))
        assert found.origin.startswith("https://")


def browser_keys(data):
    """Point and secret of a browser, a line each; with both, a push can be encrypted."""
    point, _, auth = text_of(data).partition("\n")
    with suppress(ValueError):
        keys = BrowserKeys(read_point(point), read_auth(auth))
        assert len(encrypt_push(b"news", keys)) > len(b"news")


def proof_of_work(data):
    """Nobody has solved anything of ours here."""
    with suppress(ChallengeRefused):
        ProofOfWork(KEY).check(text_of(data), NOW)
        raise AssertionError("a solution out of nothing")


SEEDS = {
    "receipt": (RECEIPT.text.encode(), RECEIPT.text.replace("-", " ").lower().encode(), "－０Ｏ".encode(), b""),
    "idempotency_key": (b"5f2b9d0e-8a47-4c1b-9e36-d7c0a1b2c3d4", b"urn:uuid:5f2b9d0e-8a47-4c1b-9e36-d7c0a1b2c3d4"),
    "envelope": (seal(KEY, b'{"text":"words"}', **PLACE), b"\x01\x01" + bytes(28)),
    "stream": (b"".join(seal_stream(KEY, [b"words"], 5, **PLACE)), b"\x01\x02" + bytes(24)),
    "cursor": (make_cursor(WORK, b"question", ["2026-11-18", 1]).encode(), b"AAAA", b"-_=="),
    "tus_headers": (
        b"5000\nfilename cGhvdG8uanBn,filetype aW1hZ2UvanBlZw==\n0\nsha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=",
        b"0\n\n1\nsha256 AAAA",
    ),
    "endpoint": (
        b"https://fcm.googleapis.com/fcm/send/a",
        b"https://[2606:4700::1]:443/",
        b"https://127.1/",
        b"http://a",
    ),
    "browser_keys": (f"{write_base64url(POINT)}\n{write_base64url(bytes(16))}".encode(), b"BA\nAA"),
    "proof_of_work": (json.dumps({"challenge": {"parameters": {}}, "solution": {}}).encode(), b"e30=", b"bnVsbA=="),
}

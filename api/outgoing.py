"""Write an answer: JSON by its schema, its entity tag, and 304 for who has it already; small where it may be."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from flask import Request, Response
from marshmallow import Schema

from api.streams import Stream
from policy.audit import Act
from services.keyring import Actor
from services.refusals import Refusal

SAFE = frozenset({"GET", "HEAD"})
GZIP_LEVEL = 6


@dataclass(frozen=True)
class Answer:
    """A value for the endpoint's schema or stream, with an entity tag (`etag=True`: a digest of the body) or headers.

    With a `refusal`, what was done is committed all the same, and the refusal is the answer.

    Only a digest lets a reader be told that there is nothing new: a version is for `If-Match`, and stays the same when
    a message or a note is added.

    For the audit log: `actor` who did it, where no guard knows; `case_id` and `object_id` what no path tells; not
    `audited`: nothing sealed was opened; `each`: what was done to each of many cases, beside the request itself.
    """

    value: Any = None
    etag: str | bool = False
    headers: dict[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None
    actor: Actor | None = None
    case_id: str | None = None
    object_id: str | None = None
    audited: bool = True
    each: tuple[tuple[Act, str], ...] = ()


@cache
def made(schema: type[Schema]) -> Schema:
    """The one instance of a schema of ours: they keep nothing between two bodies, and copying their fields costs."""
    return schema()


def dumped(schema: type[Schema] | None, value: Any) -> bytes:
    """The body."""
    if schema is None:
        return b""
    return json.dumps(made(schema).dump(value), ensure_ascii=False, separators=(",", ":")).encode()


def streamed(stream: Stream, answer: Answer, status: int) -> Response:
    """The response whose body is still to be read, when no transaction is open any more."""
    response = Response(answer.value, status, mimetype=stream.media_types[0])
    response.headers.update(answer.headers)
    return response


def respond(request: Request, answer: Answer, body: bytes, status: int, *, is_public: bool = False) -> Response:
    """The response; conditional where its entity tag is a digest of the body and the request only reads."""
    response = compressible(request, body) if is_public else Response(body, status, mimetype="application/json")
    if not body:
        del response.headers["Content-Type"]
    response.headers.update(answer.headers)
    if answer.etag:
        tag = answer.etag if isinstance(answer.etag, str) else hashlib.sha256(response.data).hexdigest()[:32]
        response.set_etag(tag)
        if answer.etag is True and request.method in SAFE:
            response.make_conditional(request)
    return response


def compressible(request: Request, body: bytes, mimetype: str = "application/json") -> Response:
    """What is the same for everybody, compressed for whoever says that they can read that.

    Nothing else is: where a secret lies beside what the asker said, the compressed length tells of it (BREACH).
    """
    response = Response(body, mimetype=mimetype)
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"]:
        response.data = _compressed(body)
        response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=16)
def _compressed(body: bytes) -> bytes:
    """Kept for the few bodies there are: the same ones are asked for at every first visit."""
    return gzip.compress(body, GZIP_LEVEL, mtime=0)

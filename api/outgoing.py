"""Write an answer: JSON by its schema, its entity tag, and 304 for who has it already."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from flask import Request, Response
from marshmallow import Schema

from api.streams import Stream
from services.refusals import Refusal

SAFE = frozenset({"GET", "HEAD"})
GZIP_LEVEL = 6


@dataclass(frozen=True)
class Answer:
    """A value for the endpoint's schema or stream, with an entity tag (`etag=True`: a digest of the body) or headers.

    With a `refusal`, what was done is committed all the same, and the refusal is the answer.

    Only a digest lets a reader be told that there is nothing new: a version is for `If-Match`, and stays the same when
    a message or a note is added.

    What `is_public`, the same for everybody and large, is compressed for slow lines. Nothing else is: the size of a
    compressed secret tells of it (BREACH).
    """

    value: Any = None
    etag: str | bool = False
    headers: dict[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None
    is_public: bool = False


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


def respond(request: Request, answer: Answer, body: bytes, status: int) -> Response:
    """The response; conditional where its entity tag is a digest of the body and the request only reads."""
    is_small = answer.is_public and bool(request.accept_encodings["gzip"])
    sent = gzip.compress(body, GZIP_LEVEL, mtime=0) if is_small else body
    response = Response(sent, status, mimetype="application/json")
    if not body:
        del response.headers["Content-Type"]
    response.headers.update(answer.headers)
    if is_small:
        response.headers["Content-Encoding"] = "gzip"
    if answer.etag:
        tag = answer.etag if isinstance(answer.etag, str) else hashlib.sha256(sent).hexdigest()[:32]
        response.set_etag(tag)
        if answer.etag is True and request.method in SAFE:
            response.make_conditional(request)
    return response

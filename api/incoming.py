"""Read a request: JSON body, query string, headers. What cannot be read is a BadRequest that names the field."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NoReturn

from flask import Request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from api.outgoing import made
from api.problems import BadRequest, field_errors
from policy.vocabulary import FieldError, Reason
from services.refusals import InvalidFields

LARGEST_BODY = 64 * 1024
DEEPEST = 16


def load_body(schema: type[Schema], request: Request) -> dict[str, Any]:
    """The JSON body as the schema gives it: 415, 413, 400 for what is no JSON, else 422 field by field."""
    if request.mimetype != "application/json":
        raise BadRequest(415, "unsupported_media_type")
    return _load(schema, _parsed(_bytes(request)))


def load_query(schema: type[Schema], request: Request) -> dict[str, Any]:
    """The query string; a name given twice counts by its last value."""
    return _load(schema, request.args.to_dict())


def load_headers(schema: type[Schema], request: Request) -> dict[str, Any]:
    """The headers that the schema declares; an absent one is answered with its own `absent` status and code."""
    given = {}
    for name, field in made(schema).fields.items():
        value = request.headers.get(header_name(name))
        if value is not None:
            given[name] = value
        elif field.required:
            raise absent(name, schema)
    return _load(schema, given)


def absent(name: str, schema: type[Schema]) -> BadRequest:
    """The refusal for a header that is not there but needed."""
    status, code = made(schema).fields[name].metadata["absent"]
    return BadRequest(status, code, [FieldError(name, Reason("field.required"))])


def header_name(field_name: str) -> str:
    """`if_match` → `If-Match`."""
    return "-".join(part.capitalize() for part in field_name.split("_"))


def _bytes(request: Request) -> bytes:
    """The body. Without a Content-Length, werkzeug cuts at its limit and says nothing: hence one byte more."""
    request.max_content_length = LARGEST_BODY + 1
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise BadRequest(413, "too_large") from None
    except Exception:  # noqa: BLE001 - each server has exceptions of its own for a body that is not framed as it says
        raise BadRequest(400, "malformed_request") from None
    if len(body) > LARGEST_BODY:
        raise BadRequest(413, "too_large")
    return body


def _parsed(body: bytes) -> Any:
    try:
        parsed = json.loads(body.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_name_twice)
    except UnicodeDecodeError:
        raise BadRequest(400, "invalid_utf8") from None
    except (ValueError, RecursionError):
        raise BadRequest(400, "malformed_json") from None
    if _is_deep(parsed):
        raise BadRequest(400, "malformed_json")
    return parsed


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; readers would not agree on one that gives a name twice (RFC 8259 §4)."""
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a name is there twice")
    return read


def _is_deep(parsed: Any) -> bool:
    """Whether it is nested deeper than any body of ours, so that nobody who walks through it runs out of stack."""
    level = [parsed]
    for _ in range(DEEPEST):
        level = [below for value in level for below in _within(value)]
    return bool(level)


def _within(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _load(schema: type[Schema], given: Any) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = made(schema).load(given)
    except ValidationError as invalid:
        messages = invalid.messages if isinstance(invalid.messages, dict) else {"_schema": invalid.messages}
        raise InvalidFields(tuple(field_errors(messages))) from None
    return loaded

"""Read a request: JSON body, query string, headers. What cannot be read is a BadRequest that names the field."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from flask import Request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from api.problems import BadRequest, field_errors
from services.refusals import InvalidFields

LARGEST_BODY = 64 * 1024


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
    for name, field in schema().fields.items():
        value = request.headers.get(header_name(name))
        if value is not None:
            given[name] = value
        elif field.required:
            raise BadRequest(*field.metadata["absent"])
    return _load(schema, given)


def header_name(field_name: str) -> str:
    """`if_match` → `If-Match`."""
    return "-".join(part.capitalize() for part in field_name.split("_"))


def _bytes(request: Request) -> bytes:
    if (request.content_length or 0) > LARGEST_BODY:
        raise BadRequest(413, "too_large")
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise BadRequest(413, "too_large") from None
    if len(body) > LARGEST_BODY:
        raise BadRequest(413, "too_large")
    return body


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise BadRequest(400, "invalid_utf8") from None
    except (ValueError, RecursionError):
        raise BadRequest(400, "malformed_json") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _load(schema: type[Schema], given: Any) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema().load(given)
    except ValidationError as invalid:
        messages = invalid.messages if isinstance(invalid.messages, dict) else {"_schema": invalid.messages}
        raise InvalidFields(tuple(field_errors(messages))) from None
    return loaded

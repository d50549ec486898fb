"""The OpenAPI 3.1 document, made from the declarations that run the requests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, Flask, Response, current_app, request
from marshmallow import Schema, fields

from api.endpoint import Contract
from api.guards import COOKIE
from api.incoming import header_name
from api.outgoing import compressible
from api.problems import MEDIA_TYPE
from api.schemas.problems import ChangeOut, WhyOut
from api.streams import Stream

VERSION = "1.0.0"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
ENTITY_TAG = {"ETag": {"required": True, "schema": {"type": "string"}}}

openapi = Blueprint("openapi", __name__)


class ProblemOut(WhyOut):
    """RFC 9457, the same shape for every error."""

    changed = fields.List(fields.Nested(ChangeOut), metadata={"description": "With code stale only."})
    factors = fields.List(fields.String(), metadata={"description": "With code otp_needed only."})
    options = fields.Dict(allow_none=True, metadata={"description": "With code otp_needed only: for a passkey."})
    challenge = fields.Dict(metadata={"description": "With code work_needed only: what to solve."})


@openapi.get("/api/v1/openapi.json")
def document() -> Response:
    """The document."""
    return compressible(request, _document(current_app._get_current_object()))  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way to the object behind the proxy


@cache
def _document(app: Flask) -> bytes:
    return json.dumps(describe(app), ensure_ascii=False).encode()


def describe(app: Flask) -> dict[str, Any]:
    """Every endpoint of the application."""
    spec = APISpec("Jianfu 减负", VERSION, "3.1.0", plugins=[MarshmallowPlugin()])
    spec.components.security_scheme("receipt", {"type": "apiKey", "in": "header", "name": "Authorization"})
    spec.components.security_scheme("staff", {"type": "http", "scheme": "bearer"})
    spec.components.security_scheme("console", {"type": "apiKey", "in": "cookie", "name": COOKIE})
    for rule, operations in _operations(app):
        spec.path(PARAMETER.sub(r"{\1}", rule), operations=operations)
    return spec.to_dict()


def contracts(app: Flask) -> Iterator[tuple[str, str, Contract]]:
    """(path, method, contract) of every endpoint."""
    for rule in app.url_map.iter_rules():
        resource = getattr(app.view_functions[rule.endpoint], "view_class", None)
        for method in METHODS if resource else ():
            contract = getattr(getattr(resource, method, None), "contract", None)
            if contract is not None:
                yield rule.rule, method, contract


def _operations(app: Flask) -> Iterator[tuple[str, dict[str, Any]]]:
    by_rule: dict[str, dict[str, Any]] = {}
    for rule, method, contract in contracts(app):
        by_rule.setdefault(rule, {})[method] = _operation(rule, contract)
    yield from sorted(by_rule.items())


def _operation(rule: str, contract: Contract) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": contract.summary.strip(),
        "parameters": [*_path_parameters(rule), *_parameters("query", contract.query), *_headers(contract)],
        "responses": {str(contract.status): _success(contract), **_problems(contract)},
    }
    if contract.conditional:
        operation["parameters"].append({"in": "header", "name": "If-None-Match", "schema": {"type": "string"}})
        operation["responses"]["304"] = {"description": "Not modified", "headers": ENTITY_TAG}
    if contract.conditional or contract.versioned:
        operation["responses"][str(contract.status)]["headers"] = ENTITY_TAG
    if contract.accepts is not None:
        operation["requestBody"] = {"required": True, "content": _content(contract.accepts)}
    if contract.allow.name != "anyone":
        schemes = ("receipt",) if contract.allow.name == "receipt" else ("staff", "console")
        operation["security"] = [{scheme: []} for scheme in schemes]
    return operation


def _success(contract: Contract) -> dict[str, Any]:
    if contract.returns is None:
        return {"description": "Done"}
    return {"description": "Done", "content": _content(contract.returns)}


def _content(body: type[Schema] | Stream) -> dict[str, Any]:
    if isinstance(body, Stream):
        return {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in body.media_types}
    return {"application/json": {"schema": body}}


def _problems(contract: Contract) -> dict[str, Any]:
    statuses = {*contract.errors, 500}
    if isinstance(contract.accepts, Stream):
        statuses |= {413, 415}
    elif contract.accepts is not None:
        statuses |= {400, 413, 415, 422}
    if contract.query is not None or contract.headers is not None:
        statuses |= {422}
    if contract.allow.name == "receipt":
        statuses |= {401, 422, 429}
    if contract.allow.name.startswith("staff"):
        statuses |= {401, 403}
    if contract.headers is not None and "if_match" in contract.headers().fields:
        statuses |= {428}
    content = {MEDIA_TYPE: {"schema": ProblemOut}}
    return {str(status): {"description": "Problem", "content": content} for status in sorted(statuses)}


def _path_parameters(rule: str) -> list[dict[str, Any]]:
    shape = {"type": "string", "format": "uuid"}
    return [{"in": "path", "name": name, "required": True, "schema": shape} for name in PARAMETER.findall(rule)]


def _parameters(where: str, schema: type[Schema] | None) -> list[dict[str, Any]]:
    return [] if schema is None else [{"in": where, "schema": schema}]


def _headers(contract: Contract) -> list[dict[str, Any]]:
    if contract.headers is None:
        return []
    return [
        {"in": "header", "name": header_name(name), "required": field.required, "schema": field.metadata["schema"]}
        for name, field in contract.headers().fields.items()
    ]

"""Every refusal as one RFC 9457 problem document, in the reader's language, without an echo of what was sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from flask import Response

from api.schemas.fields import Say
from policy.vocabulary import FIELD_NAME, FieldError, Reason
from services.refusals import (
    ChecksumMismatch,
    EvidenceBusy,
    EvidenceRefused,
    EvidenceTooLarge,
    Gone,
    InvalidFields,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    OfNoUse,
    OtherBody,
    OtpNeeded,
    Refusal,
    Stale,
    TooManyUploads,
    UnknownReceipt,
    UploadLocked,
    UploadRefused,
    WorkNeeded,
)

MEDIA_TYPE = "application/problem+json"
P256DH = "p256dh"
"""The one field whose name has digits in it: the Push API calls it so."""
WAIT_S = "5"
NEXT_TRY_S = "2"
TOO_MANY_REQUESTS = 429
STATUS: Mapping[type[Refusal], int] = {
    InvalidFields: 422,
    NotAuthenticated: 401,
    NotPermitted: 403,
    NotFound: 404,
    UnknownReceipt: 404,
    Gone: 410,
    OtherBody: 409,
    Stale: 409,
    OfNoUse: 409,
    UploadRefused: 409,
    UploadLocked: 423,
    ChecksumMismatch: 460,
    EvidenceBusy: 503,
    TooManyUploads: 429,
    EvidenceRefused: 422,
    EvidenceTooLarge: 413,
    WorkNeeded: 429,
}


class BadRequest(Exception):
    """A request that never became a use case."""

    def __init__(self, status: int, code: str, errors: Iterable[FieldError] = ()) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.errors = tuple(errors)


def problem(
    say: Say,
    status: int,
    code: str,
    errors: Iterable[FieldError] = (),
    *,
    more: Mapping[str, Any] | None = None,
    params: Mapping[str, object] | None = None,
) -> Response:
    """The document itself; `params` are for its detail."""
    document = problem_document(say, status, code, errors, params) | dict(more or {})
    return Response(json.dumps(document, ensure_ascii=False, default=str), status, mimetype=MEDIA_TYPE)


def problem_document(
    say: Say, status: int, code: str, errors: Iterable[FieldError] = (), params: Mapping[str, object] | None = None
) -> dict[str, Any]:
    """What a problem says in every answer."""
    return {
        "type": f"urn:jianfu:problem:{code}",
        "title": say(f"problem.{code}.title", {}),
        "status": status,
        "code": code,
        "detail": say(f"problem.{code}.detail", params or {}),
        "errors": [
            {"field": error.field, "code": error.reason.code, "message": say(error.reason.code, error.reason.params)}
            for error in errors
        ],
    }


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a use case that said no."""
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def document_of(say: Say, refusal: Refusal) -> dict[str, Any]:
    """The problem of a use case that said no, as a part of another answer."""
    errors = refusal.errors if isinstance(refusal, InvalidFields) else ()
    params = {} if isinstance(refusal, Stale) else refusal.reason.params
    return problem_document(say, status_of(refusal), refusal.code, errors, params)


def of_refusal(say: Say, refusal: Refusal) -> Response:
    """The problem of a use case that said no."""
    status = status_of(refusal)
    if isinstance(refusal, Stale):
        response = problem(say, status, refusal.code, more={"changed": refusal.changed})
        response.set_etag(str(refusal.version))
        return response
    if isinstance(refusal, OtpNeeded):
        response = problem(say, status, refusal.code, more={"factors": refusal.factors, "options": refusal.options})
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    if isinstance(refusal, WorkNeeded):
        return problem(say, status, refusal.code, more={"challenge": refusal.reason.params["challenge"]})
    errors = refusal.errors if isinstance(refusal, InvalidFields) else ()
    response = problem(say, status, refusal.code, errors, params=refusal.reason.params)
    if isinstance(refusal, EvidenceBusy | TooManyUploads):
        response.headers["Retry-After"] = WAIT_S
    if isinstance(refusal, NotAuthenticated):
        response.headers["WWW-Authenticate"] = str(refusal.reason.params.get("scheme", "Bearer"))
    return response


def of_bad_request(say: Say, bad: BadRequest) -> Response:
    """The problem of a request that never became a use case."""
    response = problem(say, bad.status, bad.code, bad.errors)
    if bad.status == TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = NEXT_TRY_S
    return response


def field_errors(messages: Mapping[Any, Any], path: str = "") -> Iterator[FieldError]:
    """Marshmallow's nested messages as one flat list; an unknown name that looks like no field is left out."""
    for key, below in messages.items():
        is_name = isinstance(key, int) or key == P256DH or FIELD_NAME.fullmatch(str(key))
        name = str(key) if is_name else ""
        field = ".".join(part for part in (path, "" if key == "_schema" else name) if part)
        if isinstance(below, Mapping):
            yield from field_errors(below, field)
        else:
            for message in below:
                code, _, params = str(message).partition("?")
                yield FieldError(field, Reason(code, dict(parse_qsl(params))))

"""Request headers that an endpoint needs; `absent` is the answer when one is missing."""

from __future__ import annotations

import re
import uuid
from typing import Any

from marshmallow import fields

from api.schemas.fields import In

UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
KEY_SCHEMA = {
    "type": "string",
    "format": "uuid",
    "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
}
VERSION_SCHEMA = {"type": "string", "pattern": '^"[0-9]{1,9}"$'}
ETAG = re.compile(r'\s*(?:W/)?"?([0-9]{1,9})"?\s*', re.ASCII)


class Version(fields.Integer):
    """A case's version as its entity tag gives it."""

    default_error_messages = {"invalid": "field.type_etag"}  # noqa: RUF012 - marshmallow's attribute

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ARG002 - marshmallow's signature
        found = ETAG.fullmatch(value)
        if found is None:
            raise self.make_error("invalid")
        return int(found[1])


class RandomKey(fields.UUID):
    """A UUIDv4 from the phone's secure random numbers."""

    default_error_messages = {"invalid_uuid": "field.type_uuid4"}  # noqa: RUF012 - marshmallow's attribute

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> uuid.UUID:
        if not UUID_TEXT.fullmatch(value):  # the phone computes the receipt from the same text
            raise self.make_error("invalid_uuid")
        key = super()._deserialize(value, attr, data, **kwargs)
        if key is None or key.version != 4 or key.variant != uuid.RFC_4122:  # noqa: PLR2004 - RFC 9562 §5.4
            raise self.make_error("invalid_uuid")
        return key


class IfMatch(In):
    """The version of the case that the caller saw (RFC 9110 §13.1.1)."""

    if_match = Version(required=True, metadata={"absent": (428, "precondition_required"), "schema": VERSION_SCHEMA})


class IfMatchWhenAsking(In):
    """The same, needed for a question only."""

    if_match = Version(load_default=None, metadata={"schema": VERSION_SCHEMA})


class IdempotencyKey(In):
    """The key from which phone and server compute the same receipt."""

    idempotency_key = RandomKey(
        required=True, metadata={"absent": (400, "missing_idempotency_key"), "schema": KEY_SCHEMA}
    )

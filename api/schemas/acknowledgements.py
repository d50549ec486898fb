"""Proof of filing."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields

from api.schemas.fields import COMMON, Day, In, Part, Text
from api.schemas.reports import StatementIn


class Hexadecimal(fields.String):
    """So many bytes."""

    default_error_messages = {**COMMON, "invalid": "field.type_text"}  # noqa: RUF012 - marshmallow's attribute

    def __init__(self, length: int) -> None:
        self._pattern = f"^[0-9a-f]{{{2 * length}}}$"
        super().__init__(required=True, metadata={"pattern": self._pattern})

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        text = super()._deserialize(value, attr, data, **more)
        if not isinstance(text, str) or re.fullmatch(self._pattern, text) is None:
            raise ValidationError("field.invalid")
        return bytes.fromhex(text)


class AcknowledgementIn(In):
    """The same, as it was kept."""

    reference = Text(20, least=1, required=True)
    category = Text(40, least=1, required=True)
    filed_on = Day(required=True)
    nonce = Hexadecimal(32)
    digest = Hexadecimal(32)
    public_key = Hexadecimal(32)
    signature = Hexadecimal(64)


class VerificationIn(In):
    """An acknowledgement, and the report that it is said to be about: as sent, without challenge and subscription."""

    acknowledgement = Part(AcknowledgementIn, required=True)
    report = Part(StatementIn, required=True)


class VerificationOut(Schema):
    """Whether the two belong together and were signed here."""

    is_genuine = fields.Boolean(required=True)


class PublicKeyOut(Schema):
    """An Ed25519 key in hexadecimal (RFC 8032)."""

    public_key = fields.String(required=True)
    in_use = fields.Boolean(required=True)


class PublicKeysOut(Schema):
    """The key in use, and those before."""

    items = fields.List(fields.Nested(PublicKeyOut), required=True)

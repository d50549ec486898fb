"""What a refusal says, wherever one stands: in an answer of its own, or beside one of many cases."""

from __future__ import annotations

from marshmallow import Schema, fields


class FieldErrorOut(Schema):
    """What is wrong with one field."""

    field = fields.String(required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)


class ChangeOut(Schema):
    """What happened to the case since the version that the caller saw; `by` is null for a reporter or the clock."""

    event = fields.String(required=True)
    status = fields.String(required=True)
    on = fields.Date(required=True)
    by = fields.String(required=True, allow_none=True)


class WhyOut(Schema):
    """Why something was refused, as RFC 9457 has it."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldErrorOut), required=True)

"""Cases that are kept although their time may be up."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.fields import Choice, In, Reference, Said
from policy.retention import HoldReason


class HoldIn(In):
    """Which case, by the reference of a report in it, and why."""

    reference = Reference(required=True)
    reason_code = Choice(HoldReason, required=True)


class HoldOut(Schema):
    """A case that is held, with the references of its reports."""

    case_id = fields.String(required=True)
    references = fields.List(fields.String(), required=True)
    reason_code = fields.String(required=True)
    reason = Said(lambda hold: f"hold_reason.{hold.reason_code}", required=True)
    held_on = fields.Date(required=True)


class HoldsOut(Schema):
    """All of them."""

    items = fields.List(fields.Nested(HoldOut), required=True)

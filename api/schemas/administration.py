"""Lists of staff, and what is left of a change of keys."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.common import OfficeOut


class AccountOut(Schema):
    """An account; pending until somebody who holds its office's key grants it."""

    id = fields.String(required=True, attribute="staff.id")
    username = fields.String(required=True, attribute="staff.username")
    role = fields.String(required=True, attribute="staff.role")
    office_id = fields.String(required=True, allow_none=True, attribute="staff.office_id")
    office = fields.Nested(OfficeOut, required=True, allow_none=True)
    is_pending = fields.Boolean(required=True)


class AccountsOut(Schema):
    """The accounts that the caller may know of."""

    items = fields.List(fields.Nested(AccountOut), required=True)


class RotationOut(Schema):
    """How many wraps to old keys are left, by the key that opens them."""

    left = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)

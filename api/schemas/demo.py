"""The accounts of the demo."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.fields import one_of
from policy.vocabulary import Role


class DemoLogInOut(Schema):
    """An account of the demo; without office for who has none."""

    username = fields.String(required=True)
    password = fields.String(required=True)
    role = one_of(Role)
    office_id = fields.String(required=True, allow_none=True)
    office_name = fields.String(required=True, allow_none=True)
    division_code = fields.String(required=True, allow_none=True)
    department = fields.String(required=True, allow_none=True)


class DemoLogInsOut(Schema):
    """All of them."""

    items = fields.List(fields.Nested(DemoLogInOut), required=True)

"""Log-in and who am I."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.common import OfficeOut
from api.schemas.fields import Flag, In, Text


class LogInIn(In):
    """Name and password; `cookie` asks for a session cookie instead of a token. No account has a second factor yet."""

    username = Text(40, least=1, required=True)
    password = Text(200, least=1, required=True)
    otp = Text(20, load_default=None, allow_none=True)
    cookie = Flag(load_default=False)


class MeOut(Schema):
    """Who is logged in, and what the role may do."""

    id = fields.String(required=True)
    username = fields.String(required=True)
    role = fields.String(required=True)
    office_id = fields.String(required=True, allow_none=True)
    office = fields.Nested(OfficeOut, required=True, allow_none=True)
    permissions = fields.List(fields.String(), required=True)


class SessionOut(MeOut):
    """A new session; `token` is null when it went into a cookie."""

    token = fields.String(required=True, allow_none=True)
    expires_at = fields.AwareDateTime(required=True)

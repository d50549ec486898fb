"""Log-in and who am I."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.common import OfficeOut
from api.schemas.fields import Flag, In, Text


class LogInIn(In):
    """Name, password, and the 6 digits of the second factor; `cookie` asks for a session cookie instead of a token."""

    username = Text(40, least=1, required=True)
    password = Text(200, least=1, required=True)
    otp = Text(20, load_default=None, allow_none=True)
    cookie = Flag(load_default=False)


class EnrolIn(In):
    """The password once more: the seed is sealed under it."""

    password = Text(200, least=1, required=True)


class ConfirmIn(EnrolIn):
    """The password, and a code of the authenticator app."""

    otp = Text(20, least=1, required=True)


class SecondFactorOut(Schema):
    """For the authenticator app, as a link or a QR code."""

    otpauth_uri = fields.String(required=True)


class MeOut(Schema):
    """Who is logged in, and what the role may do; with `is_pending` or `must_enrol` that is nothing yet."""

    id = fields.String(required=True)
    username = fields.String(required=True)
    role = fields.String(required=True)
    office_id = fields.String(required=True, allow_none=True)
    office = fields.Nested(OfficeOut, required=True, allow_none=True)
    permissions = fields.List(fields.String(), required=True)
    is_pending = fields.Boolean(required=True)
    must_enrol = fields.Boolean(required=True)
    has_second_factor = fields.Boolean(required=True)


class SessionOut(MeOut):
    """A new session; `token` is null when it went into a cookie."""

    token = fields.String(required=True, allow_none=True)
    expires_at = fields.AwareDateTime(required=True)

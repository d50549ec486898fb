"""Lists of staff, and what is left of a change of keys."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.common import OfficeOut
from api.schemas.fields import Choice, Id, In, Text
from policy.vocabulary import Role

STAFF_ROLES = tuple(role for role in Role if role is not Role.REPORTER)


class AccountOut(Schema):
    """An account; pending until somebody who holds its office's key grants it."""

    id = fields.String(required=True, attribute="staff.id")
    username = fields.String(required=True, attribute="staff.username")
    role = fields.String(required=True, attribute="staff.role")
    office_id = fields.String(required=True, allow_none=True, attribute="staff.office_id")
    office = fields.Nested(OfficeOut, required=True, allow_none=True)
    is_pending = fields.Boolean(required=True)


class AccountsOut(Schema):
    """Part of the accounts that the caller may know of."""

    items = fields.List(fields.Nested(AccountOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class AccountIn(In):
    """Somebody new; a role that works on cases has an office, the others none."""

    username = Text(40, least=1, required=True)
    role = Choice(STAFF_ROLES, required=True)
    office_id = Id(required=True, allow_none=True)


class PasswordOut(Schema):
    """A generated password, shown once."""

    password = fields.String(required=True)


class InvitationOut(PasswordOut):
    """A new account with its password."""

    id = fields.String(required=True, attribute="staff.id")
    username = fields.String(required=True, attribute="staff.username")
    role = fields.String(required=True, attribute="staff.role")
    office_id = fields.String(required=True, allow_none=True, attribute="staff.office_id")


class RotationOut(Schema):
    """How many wraps to old keys are left, by the key that opens them."""

    left = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)

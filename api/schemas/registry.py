"""Offices, schools and institutions, as an administrator sees and changes them."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.common import OfficeOut
from api.schemas.fields import Choice, Flag, Id, In, Text
from policy.disclosure import SCHOOL_STAGES

CODE_LONGEST, NAME_LONGEST = 40, 200


class OfficeEntryOut(OfficeOut):
    """An office; `rotating_since` is set while wraps to its older keys are left."""

    id = fields.String(required=True)
    superior_id = fields.String(required=True, allow_none=True)
    key_version = fields.Integer(required=True)
    rotating_since = fields.AwareDateTime(required=True, allow_none=True)


class OfficesOut(Schema):
    """Part of all offices."""

    items = fields.List(fields.Nested(OfficeEntryOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class OfficeIn(In):
    """A department of a division; without a name it is called by both."""

    division_code = Text(CODE_LONGEST, least=1, required=True)
    department = Text(CODE_LONGEST, least=1, required=True)
    name = Text(NAME_LONGEST, least=1, load_default=None, allow_none=True)


class OfficeChangeIn(In):
    """What an office is called, and which office is above it; null above the root only."""

    name = Text(NAME_LONGEST, least=1, required=True)
    superior_id = Id(required=True, allow_none=True)


class SchoolChangeIn(In):
    """The office that takes reports about a school; null is that of the tree."""

    office_id = Id(required=True, allow_none=True)


class InstitutionChangeIn(SchoolChangeIn):
    """The same for an institution, and the province that approved its online lessons."""

    approving_division_code = Text(CODE_LONGEST, least=1, required=True, allow_none=True)


class SchoolIn(SchoolChangeIn):
    """A school."""

    division_code = Text(CODE_LONGEST, least=1, required=True)
    name = Text(NAME_LONGEST, least=1, required=True)
    stage = Choice(SCHOOL_STAGES, required=True)
    boarding = Flag(required=True)


class InstitutionIn(InstitutionChangeIn):
    """An institution."""

    division_code = Text(CODE_LONGEST, least=1, required=True)
    name = Text(NAME_LONGEST, least=1, required=True)


class SchoolEntryOut(Schema):
    """A school in the registry."""

    id = fields.String(required=True)
    division_code = fields.String(required=True)
    name = fields.String(required=True)
    stage = fields.String(required=True)
    boarding = fields.Boolean(required=True)
    office_id = fields.String(required=True, allow_none=True)


class InstitutionEntryOut(Schema):
    """An institution in the registry."""

    id = fields.String(required=True)
    division_code = fields.String(required=True)
    name = fields.String(required=True)
    office_id = fields.String(required=True, allow_none=True)
    approving_division_code = fields.String(required=True, allow_none=True)

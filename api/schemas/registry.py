"""Offices, schools and institutions, as an administrator sees and changes them."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.common import OfficeOut
from api.schemas.fields import Choice, Day, Flag, Id, In, Text
from policy.vocabulary import SchoolStage

CODE_LONGEST, NAME_LONGEST = 40, 200


class OfficeEntryOut(OfficeOut):
    """An office; `rotating_since` is set while wraps to its older keys are left, `closed_on` once it gets no cases."""

    id = fields.String(required=True)
    superior_id = fields.String(required=True, allow_none=True)
    key_version = fields.Integer(required=True)
    rotating_since = fields.AwareDateTime(required=True, allow_none=True)
    closed_on = fields.Date(required=True, allow_none=True)


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


class EntryChangeIn(In):
    """An entry as it is to be: what is left out stays. `office_id` null is the office of the tree."""

    division_code = Text(CODE_LONGEST, least=1)
    name = Text(NAME_LONGEST, least=1)
    office_id = Id(required=True, allow_none=True)


class SchoolFactsIn(In):
    """What is known of a school beside its place; null: nobody said."""

    kind = Text(CODE_LONGEST, least=1, allow_none=True)
    school_code = Text(CODE_LONGEST, least=1, allow_none=True)


class InstitutionFactsIn(In):
    """What is known of an institution beside its place; null: nobody said."""

    credit_code = Text(CODE_LONGEST, least=1, allow_none=True)
    licence_number = Text(CODE_LONGEST, least=1, allow_none=True)
    teaches_subjects = Flag(allow_none=True)
    has_prepaid_account = Flag(allow_none=True)
    converted_on = Day(allow_none=True)
    approved_on = Day(allow_none=True)
    closed_on = Day(allow_none=True)


class SchoolChangeIn(EntryChangeIn, SchoolFactsIn):
    """A school as it is to be."""

    stage = Choice(SchoolStage)
    boarding = Flag()


class InstitutionChangeIn(EntryChangeIn, InstitutionFactsIn):
    """An institution as it is to be; null for no province that approved online lessons."""

    approving_division_code = Text(CODE_LONGEST, least=1, required=True, allow_none=True)


class SchoolIn(SchoolChangeIn):
    """A school."""

    division_code = Text(CODE_LONGEST, least=1, required=True)
    name = Text(NAME_LONGEST, least=1, required=True)
    stage = Choice(SchoolStage, required=True)
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
    kind = fields.String(required=True, allow_none=True)
    school_code = fields.String(required=True, allow_none=True)


class InstitutionEntryOut(Schema):
    """An institution in the registry."""

    id = fields.String(required=True)
    division_code = fields.String(required=True)
    name = fields.String(required=True)
    office_id = fields.String(required=True, allow_none=True)
    approving_division_code = fields.String(required=True, allow_none=True)
    credit_code = fields.String(required=True, allow_none=True)
    licence_number = fields.String(required=True, allow_none=True)
    teaches_subjects = fields.Boolean(required=True, allow_none=True)
    has_prepaid_account = fields.Boolean(required=True, allow_none=True)
    converted_on = fields.Date(required=True, allow_none=True)
    approved_on = fields.Date(required=True, allow_none=True)
    closed_on = fields.Date(required=True, allow_none=True)


class SchoolEntriesOut(Schema):
    """Part of the schools found."""

    items = fields.List(fields.Nested(SchoolEntryOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class InstitutionEntriesOut(Schema):
    """Part of the institutions found."""

    items = fields.List(fields.Nested(InstitutionEntryOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)

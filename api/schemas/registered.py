"""What the registry says beside a case."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.fields import Said, one_of


class PriceCapOut(Schema):
    """The highest price in yuan of one lesson of `minutes`, in classes of `smallest` to `largest`; null: any size."""

    mode = fields.String(required=True)
    mode_text = Said(lambda cap: f"price_mode.{cap.mode}", required=True)
    price_stage = fields.String(required=True)
    price_stage_text = Said(lambda cap: f"price_stage.{cap.price_stage}", required=True)
    minutes = fields.Integer(required=True)
    smallest = fields.Integer(required=True)
    largest = fields.Integer(required=True, allow_none=True)
    yuan = fields.Float(required=True)
    effective_from = fields.Date(required=True, allow_none=True)


class InstitutionFactsOut(Schema):
    """What the registry says of an institution; null: nobody said."""

    credit_code = fields.String(required=True, allow_none=True)
    licence_number = fields.String(required=True, allow_none=True)
    teaches_subjects = fields.Boolean(required=True, allow_none=True)
    has_prepaid_account = fields.Boolean(required=True, allow_none=True)
    converted_on = fields.Date(required=True, allow_none=True)
    approved_on = fields.Date(required=True, allow_none=True)
    closed_on = fields.Date(required=True, allow_none=True)


class RegisteredOut(Schema):
    """What the registry knows of a case's school or institution.

    `stage`, `boarding` and `school_kind` are a school's; `facts` and `price_caps` an institution's; `approved_in` is
    the division that approved its online lessons; `own_office` takes its reports instead of the office of the tree.
    `open_cases` are others about the same one, where the reader sees them.
    """

    kind = one_of(("school", "institution"))
    name = fields.String(required=True)
    division = fields.String(required=True)
    stage = fields.String(required=True, allow_none=True)
    boarding = fields.Boolean(required=True, allow_none=True)
    school_kind = fields.String(required=True, allow_none=True)
    approved_in = fields.String(required=True, allow_none=True)
    own_office = fields.String(required=True, allow_none=True)
    facts = fields.Nested(InstitutionFactsOut, required=True, allow_none=True)
    price_caps = fields.List(fields.Nested(PriceCapOut), required=True)
    open_cases = fields.Integer(required=True)

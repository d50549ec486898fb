"""Calendars, prices and numbers of the programme, as the registry has them."""

from __future__ import annotations

from typing import get_args

from marshmallow import Schema, fields

from api.schemas.common import PageQuery
from api.schemas.fields import Said, Text, one_of
from policy.prices import Mode, Stage
from policy.school_calendar import PeriodKind


class DatedQuery(PageQuery):
    """Of a division and all below it."""

    division_code = Text(12, least=1)


class PeriodOut(Schema):
    """Some days of a division, or of one school in it."""

    id = fields.String(required=True)
    division_code = fields.String(required=True)
    school = fields.String(required=True, allow_none=True)
    first = fields.Date(required=True)
    last = fields.Date(required=True)
    period = one_of(PeriodKind)
    period_text = Said(lambda row: f"period.{row.period}", required=True)


class PeriodsOut(Schema):
    """Part of the periods."""

    items = fields.List(fields.Nested(PeriodOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class PriceLineOut(Schema):
    """A base price in yuan for classes of `smallest` to `largest`; null: any size."""

    id = fields.String(required=True)
    division_code = fields.String(required=True)
    mode = one_of(get_args(Mode))
    mode_text = Said(lambda row: f"price_mode.{row.mode}", required=True)
    price_stage = one_of(get_args(Stage))
    price_stage_text = Said(lambda row: f"price_stage.{row.price_stage}", required=True)
    minutes = fields.Integer(required=True)
    smallest = fields.Integer(required=True)
    largest = fields.Integer(required=True, allow_none=True)
    yuan = fields.Float(required=True)
    effective_from = fields.Date(required=True)
    effective_to = fields.Date(required=True, allow_none=True)


class PriceLinesOut(Schema):
    """Part of the lines."""

    items = fields.List(fields.Nested(PriceLineOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class IndicatorOut(Schema):
    """A number of the programme; without label and unit where the data no longer knows its indicator."""

    id = fields.String(required=True)
    division_code = fields.String(required=True)
    indicator = fields.String(required=True)
    indicator_label = Said(lambda row: row.unit and f"indicator.{row.indicator}", required=True, allow_none=True)
    unit_label = Said(lambda row: row.unit and f"indicator_unit.{row.unit}", required=True, allow_none=True)
    reporting_period = fields.String(required=True)
    amount = fields.Integer(required=True)
    stated_in = fields.String(required=True, allow_none=True)


class IndicatorsOut(Schema):
    """Part of the numbers."""

    items = fields.List(fields.Nested(IndicatorOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)

"""What divisions report of the programme."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.fields import In, Said, Text
from api.schemas.figures import StatisticsDivisionOut


class ProgrammeQuery(In):
    """Which division, by default the whole country; which year or month, by default the newest of each indicator."""

    division_code = Text(12)
    reporting_period = Text(7)


class ReportedOut(Schema):
    """A number of a division for a year (`2021`) or a month (`2021-07`), and where that is said."""

    division_code = fields.String(required=True, attribute="division.code")
    division_name = fields.String(required=True, attribute="division.full_name")
    indicator = fields.String(required=True)
    indicator_label = Said(lambda one: f"indicator.{one.indicator}", required=True)
    unit = fields.String(required=True)
    unit_label = Said(lambda one: f"indicator_unit.{one.unit}", required=True)
    reporting_period = fields.String(required=True)
    amount = fields.Integer(required=True)
    stated_in = fields.String(required=True, allow_none=True)


class ProgrammeOut(Schema):
    """What is reported of a division, then of those directly below it; `periods`: all there are, newest first."""

    division = fields.Nested(StatisticsDivisionOut, required=True)
    periods = fields.List(fields.String(), required=True)
    items = fields.List(fields.Nested(ReportedOut), required=True)

"""Figures: in full for staff, rounded for everybody."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from api.schemas.common import OfficeOut, PageQuery
from api.schemas.fields import Choice, Day, Id, In, Said, Text
from policy.figures import RATES, Measure
from policy.publishing import ALL, TOLD
from services.figures.reading import By


class FiguresQuery(In):
    """Which figures: days of Asia/Shanghai, both included, by default the last 28 that were counted."""

    since = Day()
    until = Day()
    office_id = Id()
    by = Choice(By, load_default=By.OFFICE)


class FiguresPartQuery(FiguresQuery, PageQuery):
    """Which figures; those of offices come in parts."""


class StatisticsQuery(In):
    """Which week, by default the last one that is over, and which division, by default the whole country."""

    week = Text(8)
    division_code = Text(12)


def _numbers(names: Any, of: str) -> dict[str, fields.Field[Any]]:
    return {str(name): fields.Integer(required=True, attribute=f"{of}.{name}") for name in names}


def _rates() -> dict[str, fields.Field[Any]]:
    return {name: fields.Float(required=True, allow_none=True, attribute=f"rates.{name}") for name in RATES}


class FiguresOfOut(Schema.from_dict({**_numbers(Measure, "counts"), **_rates()})):  # type: ignore[misc]  # made here
    """What was counted: how many of each measure, and the rates made from them, between 0 and 1 or null."""


class FiguresLineOut(FiguresOfOut):
    """Those of an office, a matter, a week or a source, whichever was asked for; the others are null."""

    office_id = fields.String(required=True, allow_none=True, attribute="office.id", dump_default=None)
    office = fields.Nested(OfficeOut, required=True, allow_none=True)
    matter = fields.String(required=True, allow_none=True)
    matter_label = Said(lambda line: line.matter and f"matter.{line.matter}", required=True, allow_none=True)
    week = fields.String(required=True, allow_none=True)
    source = fields.String(required=True, allow_none=True)
    source_label = Said(lambda line: line.source and f"source.{line.source}", required=True, allow_none=True)


class FiguresOut(Schema):
    """Figures from `since` to `until`, the days that were counted; both are null where none was yet.

    The total is of all offices; lines of offices come in parts, those of matters and weeks all at once.

    Lines stand in the order of places, codes, weeks or sources: never by how many reports there are.
    """

    since = fields.Date(required=True, allow_none=True)
    until = fields.Date(required=True, allow_none=True)
    items = fields.List(fields.Nested(FiguresLineOut), required=True)
    total = fields.Nested(FiguresOfOut, required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class BulletinQuery(In):
    """Which half of a month, as `2026-11a` (1 to 15) or `2026-11b`; by default the last one that is over."""

    period = Text(8)


class BulletinLineOut(Schema):
    """A division: what its offices, and those below, did; `overdue` stands at the end."""

    division_code = fields.String(required=True, attribute="division.code")
    division_name = fields.String(required=True, attribute="division.full_name")
    level = fields.String(required=True, attribute="division.level")
    received = fields.Integer(required=True)
    verified = fields.Integer(required=True)
    disposed = fields.Integer(required=True)
    overdue = fields.Integer(required=True)


class BulletinPeriodOut(Schema):
    """Half a month of which there is a bulletin."""

    period = fields.String(required=True, attribute="name")
    since = fields.Date(required=True)
    until = fields.Date(required=True)


class BulletinOut(Schema):
    """The half-monthly bulletin, each division before those below it; `periods` are all there are, newest first."""

    period = fields.String(required=True, attribute="period.name")
    since = fields.Date(required=True, attribute="period.since")
    until = fields.Date(required=True, attribute="period.until")
    periods = fields.List(fields.Nested(BulletinPeriodOut), required=True)
    items = fields.List(fields.Nested(BulletinLineOut), required=True)


class StatisticsOfOut(Schema.from_dict({**_numbers(TOLD, "counts"), **_rates()})):  # type: ignore[misc]  # made here
    """Each number a multiple of 5; a rate is null where fewer than 20 reports could be behind it."""


class StatisticsLineOut(StatisticsOfOut):
    """Those of the offices of a division and below, for a matter, or for all of them (`*`)."""

    division_code = fields.String(required=True, attribute="division.code")
    division_name = fields.String(required=True, attribute="division.full_name")
    matter = fields.String(required=True)
    matter_label = Said(lambda line: f"matter.{line.matter}" if line.matter != ALL else "figures.all", required=True)


class StatisticsDivisionOut(Schema):
    """A division."""

    code = fields.String(required=True)
    full_name = fields.String(required=True)
    parent_code = fields.String(required=True, allow_none=True)


class StatisticsOut(Schema):
    """What is told of a week that is over; it is never revised. `weeks`: all there are, newest first."""

    week = fields.String(required=True, allow_none=True)
    weeks = fields.List(fields.String(), required=True)
    division = fields.Nested(StatisticsDivisionOut, required=True)
    items = fields.List(fields.Nested(StatisticsLineOut), required=True)

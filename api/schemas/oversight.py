"""The offices below an office, with numbers."""

from __future__ import annotations

from marshmallow import Schema, fields


class OfficeBelowOut(Schema):
    """An office below; `open` are its unanswered cases, `overdue` those of them that a clock has run out for."""

    id = fields.String(required=True, attribute="office.id")
    division_code = fields.String(required=True, attribute="office.division_code")
    department = fields.String(required=True, attribute="office.department")
    name = fields.String(required=True, attribute="office.name")
    superior_id = fields.String(required=True, attribute="office.superior_id")
    open = fields.Integer(required=True)
    overdue = fields.Integer(required=True)


class OfficesBelowOut(Schema):
    """All of them, by division and department."""

    items = fields.List(fields.Nested(OfficeBelowOut), required=True)

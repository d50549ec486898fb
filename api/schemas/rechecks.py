"""Cases that are looked at again."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.cases import CaseItemOut
from api.schemas.common import PageQuery
from api.schemas.fields import QueryFlag


class RechecksQuery(PageQuery):
    """Which of them, and which part."""

    due = QueryFlag(load_default=False)


class RecheckItemOut(Schema):
    """A case, and the day on which its office looks again; `is_due` on that day and after it."""

    recheck_on = fields.Date(required=True)
    is_due = fields.Boolean(required=True)
    case = fields.Nested(CaseItemOut, required=True, attribute="summary")


class RechecksOut(Schema):
    """Cases to look at again, the nearest day first; `due` of all of them, counted to 99."""

    items = fields.List(fields.Nested(RecheckItemOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
    due = fields.Integer(required=True)

"""The audit log."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.common import OfficeOut
from api.schemas.fields import Choice, Day, Id, In, Said, Text, Whole, one_of
from api.schemas.places import LabelOut
from policy.audit import Act


class AuditFilter(In):
    """Which acts; days are those of Asia/Shanghai, both included. `office`: part of its name, or a code."""

    staff_id = Id()
    act = Choice(Act)
    office_id = Id()
    case_id = Id()
    username = Text(200)
    office = Text(200)
    since = Day()
    until = Day()


class AuditQuery(AuditFilter):
    """Which acts, and which part of them."""

    cursor = Text(1000)
    limit = Whole(1, 100, load_default=50)


class AuditLineOut(Schema):
    """One act of staff; for a log-in that failed `username` is null, and `staff_id` too if nobody has the name."""

    id = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    act = one_of(Act)
    act_text = Said(lambda line: f"audit_act.{line.act}", required=True)
    staff_id = fields.String(required=True, allow_none=True)
    username = fields.String(required=True, allow_none=True)
    office = fields.Nested(OfficeOut, required=True, allow_none=True)
    case_id = fields.String(required=True, allow_none=True)
    object_id = fields.String(required=True, allow_none=True)


class ActsOut(Schema):
    """Every act that the log knows, in words."""

    items = fields.List(fields.Nested(LabelOut), required=True)


class AuditPageOut(Schema):
    """Acts, newest first."""

    items = fields.List(fields.Nested(AuditLineOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)

"""What a school, or an institution, may be shown of a case."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.common import MESSAGE_LONGEST
from api.schemas.fields import In, Said, Text


class SchoolNoticeOut(Schema):
    """The notice: matter, stage and month; `addition` is what an officer puts beside them on purpose."""

    matter = fields.String(required=True)
    matter_text = Said(lambda notice: f"matter.{notice['matter']}", required=True)
    stage = fields.String(required=True, allow_none=True)
    stage_text = Said(lambda notice: notice["stage"] and f"stage.{notice['stage']}", required=True, allow_none=True)
    month = fields.String(required=True)
    addition = fields.String(required=True, allow_none=True)


class AdditionIn(In):
    """What a school is shown beyond its notice, and why; both stay in the case's history."""

    addition = Text(MESSAGE_LONGEST, least=1, required=True)
    reason = Text(MESSAGE_LONGEST, least=1, required=True)

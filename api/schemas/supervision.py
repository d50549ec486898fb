"""The offices below with numbers, what a supervisor decides about cases and appeals, stepping aside, and consent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from api.schemas.common import MESSAGE_LONGEST
from api.schemas.fields import Choice, Flag, FromReporter, Id, In, Text
from policy.oversight import LONGEST
from policy.vocabulary import Event

NEEDED = {Event.UPHOLD: "public_reply", Event.SEND_BACK: "reason"}
"""What goes with each decision about an appeal, and nothing else."""


class OfficeBelowOut(Schema):
    """An office below; `open` are its unanswered cases, `overdue` those of them that a clock has run out for.

    `rotating_since` is set while wraps to its older keys are left: who holds the keys above may make them again.
    """

    id = fields.String(required=True, attribute="office.id")
    division_code = fields.String(required=True, attribute="office.division_code")
    department = fields.String(required=True, attribute="office.department")
    name = fields.String(required=True, attribute="office.name")
    superior_id = fields.String(required=True, attribute="office.superior_id")
    rotating_since = fields.AwareDateTime(required=True, allow_none=True, attribute="office.rotating_since")
    open = fields.Integer(required=True)
    overdue = fields.Integer(required=True)


class OfficesBelowOut(Schema):
    """Part of them, by division and department."""

    items = fields.List(fields.Nested(OfficeBelowOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class RecusalIn(In):
    """Why somebody steps aside; colleagues read it."""

    reason = Text(MESSAGE_LONGEST, least=1, required=True)


class ReopeningIn(In):
    """Why an office below is to do it again; the reporter reads it too."""

    reason = Text(MESSAGE_LONGEST, least=1, required=True)


class OversightIn(In):
    """Why a case of an office below is opened: the kind, which its reporters are told, and words for that office."""

    reason_code = Text(LONGEST, least=1, required=True)
    reason = Text(MESSAGE_LONGEST, least=1, required=True)


class AppealDecisionIn(In):
    """`uphold` with the sentence that the reporter will read, or `send_back` with instructions for the office below."""

    decision = Choice(list(NEEDED), required=True)
    public_reply = Text(MESSAGE_LONGEST, least=1, load_default=None, allow_none=True)
    reason = Text(MESSAGE_LONGEST, least=1, load_default=None, allow_none=True)

    @validates_schema
    def what_it_needs(self, data: Mapping[str, Any], **_: Any) -> None:
        """Each decision has one text, and does not take the other's."""
        for decision, field in NEEDED.items():
            is_wanted = data.get("decision") == decision
            if is_wanted and not data.get(field):
                raise ValidationError(f"move.{field}_missing", field)
            if not is_wanted and data.get(field):
                raise ValidationError("move.not_taken", field)


class ConsentRequestIn(In):
    """The office below that the reporters are asked about."""

    to_office_id = Id(required=True)


class ConsentIn(FromReporter):
    """Whether the report may be given to the office that was named."""

    agree = Flag(required=True)

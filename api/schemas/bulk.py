"""The same for many cases at once, with a result for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from api.schemas.afterwards import TransferIn
from api.schemas.cases import AssignmentIn
from api.schemas.common import MESSAGE_LONGEST
from api.schemas.fields import COMMON, Choice, Count, Flag, Id, In, Part, Text, code
from api.schemas.problems import ChangeOut, WhyOut
from api.schemas.queue import FiltersQuery
from policy.bulk import EVENTS, MOST_NAMED

NEWEST = 10**9 - 1
DEEDS = ("move", "assignment", "transfer", "message")


class SeenIn(In):
    """A case, and the version of it that was seen."""

    id = Id(required=True)
    version = Count(1, NEWEST, required=True)


class BulkMoveIn(In):
    """A move that many cases can make together."""

    event = Choice(EVENTS, required=True)


class BulkMessageIn(In):
    """A message to the reporters of each of them; no question."""

    text = Text(MESSAGE_LONGEST, least=1, required=True)


class BulkIn(In):
    """What is to be done, one of four, and with which cases: those named, or all that the query's filters match."""

    cases = fields.List(
        Part(SeenIn),
        load_default=list,
        validate=validate.Length(max=MOST_NAMED, error=code("field.too_many", max=MOST_NAMED)),
        error_messages={**COMMON, "invalid": "field.type_list"},
    )
    all_that_match = Flag(load_default=False)
    move = Part(BulkMoveIn, load_default=None, allow_none=True)
    assignment = Part(AssignmentIn, load_default=None, allow_none=True)
    transfer = Part(TransferIn, load_default=None, allow_none=True)
    message = Part(BulkMessageIn, load_default=None, allow_none=True)

    @validates_schema
    def one_of_each(self, data: Mapping[str, Any], **_: Any) -> None:
        """One way to say which cases, one thing to do."""
        if bool(data.get("cases")) == data.get("all_that_match", False):
            raise ValidationError("bulk.which_cases", "cases")
        given = [name for name in DEEDS if data.get(name) is not None]
        if len(given) != 1:
            raise ValidationError("bulk.one_deed", (given or DEEDS)[-1])


class BulkRowOut(Schema):
    """What came of one case: 200, or the status of its problem, as the endpoint for one case says it.

    `version` is the one that it has now, where known; `changed` is what somebody else did to it since it was seen.
    """

    id = fields.String(required=True)
    status = fields.Integer(required=True)
    version = fields.Integer(required=True, allow_none=True)
    problem = fields.Nested(WhyOut, required=True, allow_none=True)
    changed = fields.List(fields.Nested(ChangeOut), required=True)


class BulkOut(Schema):
    """A line for each case, in the order in which they were named, or of the queue; `done`: how many of them are."""

    items = fields.List(fields.Nested(BulkRowOut), required=True)
    done = fields.Integer(required=True)


class SeenOut(Schema):
    """A case, and its version."""

    id = fields.String(required=True, attribute="case_id")
    version = fields.Integer(required=True)


class MatchingOut(Schema):
    """All cases that the filters match, each with its version; `at_once`: how many of them to send at a time."""

    items = fields.List(fields.Nested(SeenOut), required=True)
    at_once = fields.Integer(required=True)


class BulkQuery(FiltersQuery):
    """Filters of the queue, for all that match."""

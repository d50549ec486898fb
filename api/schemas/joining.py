"""Cases that may be one, and joining them."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from api.schemas.cases import CaseItemOut
from api.schemas.fields import COMMON, Id, In, Said, Whole, code, one_of
from policy.joining import MOST_AT_ONCE, Likeness

LAST_VERSION = 2**31 - 1
"""The largest whole number of both databases."""


def _some(what: fields.Field[Any]) -> fields.List[Any]:
    """One, or more, in one action."""
    limits = [
        validate.Length(min=1, error="field.required"),
        validate.Length(max=MOST_AT_ONCE, error=code("field.too_many", max=MOST_AT_ONCE)),
    ]
    return fields.List(what, required=True, validate=limits, error_messages={**COMMON, "invalid": "field.type_list"})


class JoiningIn(In):
    """The case that the reports go into."""

    into = Id(required=True)


class MergeIn(In):
    """The cases whose reports go into this one."""

    case_ids = _some(Id())


class SplitIn(In):
    """The reports that go into a new case."""

    report_ids = _some(Id())


class UndoIn(In):
    """What is undone of the case: the versions that joining or splitting made of it, as its history has them."""

    versions = _some(Whole(1, LAST_VERSION))


class SuggestionOut(Schema):
    """A case that may be the same, and why; `can_join` when the case that was asked about can be joined to it.

    `can_take_in` when it can be joined to the one that was asked about.
    """

    case = fields.Nested(CaseItemOut, required=True)
    likeness = one_of(Likeness)
    text = Said(lambda suggestion: f"likeness.{suggestion.likeness}", required=True)
    can_join = fields.Boolean(required=True)
    can_take_in = fields.Boolean(required=True)


class SuggestionsOut(Schema):
    """The likeliest first, ten at most."""

    items = fields.List(fields.Nested(SuggestionOut), required=True)

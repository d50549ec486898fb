"""Cases that may be one, and joining them."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.cases import CaseItemOut
from api.schemas.fields import Id, In, Said, one_of
from policy.joining import Likeness


class JoiningIn(In):
    """The case that the reports go into."""

    into = Id(required=True)


class SuggestionOut(Schema):
    """A case that may be the same, and why; `can_join` when the case that was asked about can be joined to it."""

    case = fields.Nested(CaseItemOut, required=True)
    likeness = one_of(Likeness)
    text = Said(lambda suggestion: f"likeness.{suggestion.likeness}", required=True)
    can_join = fields.Boolean(required=True)


class SuggestionsOut(Schema):
    """The likeliest first, ten at most."""

    items = fields.List(fields.Nested(SuggestionOut), required=True)

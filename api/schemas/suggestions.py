"""Names that officers would have in the registry."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.fields import Choice, Flag, Id, In, Text, one_of
from api.schemas.registry import NAME_LONGEST
from policy.vocabulary import SchoolStage
from services.registry.suggestions import TargetKind


class RegistrySuggestionIn(In):
    """A name as it is to be registered; nothing that a reporter said beside it."""

    target_kind = Choice(TargetKind, required=True)
    name = Text(NAME_LONGEST, least=1, required=True)


class AcceptanceIn(In):
    """The name to register (a school with its stage), or the entry that is there already."""

    entry_id = Id(load_default=None, allow_none=True)
    name = Text(NAME_LONGEST, least=1, required=True)
    stage = Choice(SchoolStage, load_default=None, allow_none=True)
    boarding = Flag(load_default=False)


class RegistrySuggestionOut(Schema):
    """A name that waits; which case it is for is not told."""

    id = fields.String(required=True)
    target_kind = one_of(TargetKind)
    name = fields.String(required=True)
    division_code = fields.String(required=True)
    division = fields.String(required=True)
    office = fields.String(required=True)
    suggested_on = fields.Date(required=True)


class RegistrySuggestionsOut(Schema):
    """Part of those that wait, the oldest first; `next_cursor` is null on the last."""

    items = fields.List(fields.Nested(RegistrySuggestionOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class AcceptedOut(Schema):
    """The entry; what came of the case that it was suggested for is not told."""

    entry_id = fields.String(required=True)

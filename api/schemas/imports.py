"""Lists for the registry: what is sent of them, what they would do, and how far they are."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.common import PageQuery
from api.schemas.fields import Choice, In, QueryFlag, Said, Text, one_of
from api.schemas.places import LabelOut
from policy.registry import Change, ImportState, LineState, ListKind


class ImportQuery(In):
    """What the list is of."""

    list_kind = Choice(ListKind, required=True)


class TableQuery(ImportQuery):
    """What the list is of, and of which division with all below it; by default of all."""

    division_code = Text(12, least=1)


class LinesQuery(PageQuery):
    """Lines of one kind or in one state.

    `doubtful`: of those that are not refused, the ones with `errors` (they are to be confirmed, were passed over or
    could not be undone), or the others.
    """

    change = Choice(Change)
    state = Choice(LineState)
    doubtful = QueryFlag()


class ApplicationQuery(In):
    """`confirmed`: lines that look wrong are right."""

    confirmed = QueryFlag(load_default=False)


class EntriesQuery(PageQuery):
    """Entries of a division and all below it, by part of the name or code."""

    division_code = Text(12, least=1)
    q = Text(60)


class ImportOut(Schema):
    """A list: how many lines it would add or change, are there already or are refused, and what became of the rest.

    `to_confirm` of those it would add or change look wrong: applying it says `confirmed`. It can be applied, or undone,
    up to the end of the day that is given; with none it cannot be begun.
    """

    id = fields.String(required=True)
    list_kind = one_of(ListKind)
    state = one_of(ImportState)
    state_text = Said(lambda view: f"import_state.{view.state}", required=True)
    list_kind_text = Said(lambda view: f"list_kind.{view.list_kind}", required=True)
    made_on = fields.Date(required=True)
    applied_on = fields.Date(required=True, allow_none=True)
    apply_until = fields.Date(required=True, allow_none=True)
    undo_until = fields.Date(required=True, allow_none=True)
    to_add = fields.Integer(required=True)
    to_change = fields.Integer(required=True)
    same = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    to_confirm = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    applied = fields.Integer(required=True)
    passed_over = fields.Integer(required=True)
    undone = fields.Integer(required=True)
    kept = fields.Integer(required=True)


class ImportsOut(Schema):
    """The newest imports."""

    items = fields.List(fields.Nested(ImportOut), required=True)


class LineErrorOut(Schema):
    """What is wrong with a line: the column, if it is about one, and why."""

    column = fields.String(required=True, attribute="field")
    code = fields.String(required=True, attribute="reason.code")
    message = Said(lambda error: error.reason, required=True)


class ImportLineOut(Schema):
    """A line of a list by its number in the file; `earlier` and `later` are the whole row before and after it."""

    line = fields.Integer(required=True)
    change = one_of(Change)
    change_text = Said(lambda line: f"line_change.{line.change}", required=True)
    state = one_of(LineState)
    state_text = Said(lambda line: f"line_state.{line.state}", required=True)
    earlier = fields.Dict(required=True, allow_none=True)
    later = fields.Dict(required=True, allow_none=True)
    errors = fields.List(fields.Nested(LineErrorOut), required=True)


class ImportLinesOut(Schema):
    """Part of the lines, and how many there are in all parts."""

    items = fields.List(fields.Nested(ImportLineOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
    count = fields.Integer(required=True)


class ColumnOut(Schema):
    """A column of a list: its heading, and the `values` it may have, with their names, where those are a list."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    required = fields.Boolean(required=True)
    values = fields.List(fields.Nested(LabelOut), required=True)


class ListFormOut(Schema):
    """A kind of list with its columns."""

    list_kind = one_of(ListKind)
    label = fields.String(required=True)
    columns = fields.List(fields.Nested(ColumnOut), required=True)


class ListFormsOut(Schema):
    """Every kind of list; a file may have `largest_bytes`, and can be undone for `undo_days`."""

    items = fields.List(fields.Nested(ListFormOut), required=True)
    largest_bytes = fields.Integer(required=True)
    undo_days = fields.Integer(required=True)

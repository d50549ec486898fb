"""Proposals and who approves them, checks, statements."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.schemas.common import MESSAGE_LONGEST, TEXT_LONGEST
from api.schemas.fields import COMMON, Choice, Codes, Count, Day, Flag, In, Part, Text, code, one_of
from policy.decisions import ENDS, LONGEST, MOST_ACTIONS
from policy.vocabulary import CheckKind, Outcome, Speaker

MOST_CLASSES = 50
LONGEST_DAY = 24 * 60
NAME_LONGEST = 100


class ApprovalIn(In):
    """An answer that a second person is to approve: a move with all it needs, and for some a ground."""

    event = Choice(ENDS, required=True)
    outcome = Choice(Outcome, load_default=None, allow_none=True)
    public_reply = Text(MESSAGE_LONGEST, least=1, load_default=None, allow_none=True)
    actions_taken = Codes(LONGEST, MOST_ACTIONS)
    ground = Text(LONGEST, least=1, load_default=None, allow_none=True)
    reason = Text(MESSAGE_LONGEST, least=1, load_default=None, allow_none=True)
    recheck_on = Day(load_default=None, allow_none=True)


class ApprovalDecisionIn(In):
    """Whether the answer is given as proposed; who says no says why."""

    approved = Flag(required=True)
    reason = Text(MESSAGE_LONGEST, least=1, load_default=None, allow_none=True)


class SampledClassIn(In):
    """A class as it is called there, and its minutes of written homework on that day."""

    name = Text(NAME_LONGEST, least=1, required=True)
    minutes = Count(0, LONGEST_DAY, required=True)


class CheckIn(In):
    """What was looked at, and what came of it; a homework log comes with the minutes of each class sampled."""

    kind = Choice(CheckKind, required=True)
    checked_on = Day(required=True)
    classes_sampled = fields.List(
        Part(SampledClassIn),
        load_default=list,
        validate=validate.Length(max=MOST_CLASSES, error=code("field.too_many", max=MOST_CLASSES)),
        error_messages={**COMMON, "invalid": "field.type_list"},
    )
    text = Text(TEXT_LONGEST, least=1, required=True)


class HeardIn(In):
    """What school, institution or teacher say to it."""

    speaker = Choice(Speaker, required=True)
    said_on = Day(required=True)
    text = Text(TEXT_LONGEST, least=1, required=True)


class RecheckIn(In):
    """What was seen when a case was looked at again; `message` goes to its reporters, `text` stays with the office."""

    put_right = Flag(required=True)
    checked_on = Day(required=True)
    text = Text(TEXT_LONGEST, least=1, required=True)
    message = Text(MESSAGE_LONGEST, least=1, required=True)
    recheck_on = Day(load_default=None, allow_none=True)


class RecheckOut(Schema):
    """What was seen, as it was recorded."""

    put_right = fields.Boolean(required=True)
    checked_on = fields.String(required=True)
    text = fields.String(required=True)


class SampledClassOut(Schema):
    """A class whose homework log was looked at."""

    name = fields.String(required=True)
    minutes = fields.Integer(required=True)


class CheckOut(Schema):
    """A check, as it was recorded."""

    kind = one_of(CheckKind)
    checked_on = fields.String(required=True)
    classes_sampled = fields.List(fields.Nested(SampledClassOut), required=True)
    text = fields.String(required=True)


class HeardOut(Schema):
    """A statement, as it was recorded."""

    speaker = one_of(Speaker)
    said_on = fields.String(required=True)
    text = fields.String(required=True)

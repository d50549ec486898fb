"""Ratings, appeals, transfers."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.cases import OwnerOut
from api.schemas.common import MESSAGE_LONGEST, OfficeOut
from api.schemas.fields import Choice, Count, Flag, FromReporter, Id, In, Text
from policy.transfers import TransferReason
from policy.vocabulary import SCORES


class RatingIn(FromReporter):
    """Whether the matter is solved, and 1 (bad) to 5 (good) for how it was dealt with."""

    solved = Flag(required=True)
    score = Count(min(SCORES), max(SCORES), required=True)


class AppealIn(FromReporter):
    """Why the answer is not good enough; the office above reads it as a message."""

    reason = Text(MESSAGE_LONGEST, least=1, required=True)


class TransferIn(In):
    """Where a case is to go, and why; `reason` is read by offices only."""

    to_office_id = Id(required=True)
    reason_code = Choice(TransferReason, required=True)
    reason = Text(MESSAGE_LONGEST, least=1, required=True)


class OwnersOut(Schema):
    """Offices that could take a case, the nearest first."""

    items = fields.List(fields.Nested(OwnerOut), required=True)


class HandedOut(Schema):
    """Who has the case now; `settles` when it is the office above both instead of the one that was named."""

    office = fields.Nested(OfficeOut, required=True)
    settles = fields.Boolean(required=True)

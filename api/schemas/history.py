"""A line of what happened to a case, with what was said, looked at and proposed."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.deciding import CheckOut, HeardOut, RecheckOut
from api.schemas.fields import one_of
from policy.decisions import ENDS
from policy.vocabulary import Event, Status


class HistoryLineOut(Schema):
    """A line of the case's history; `by` is null for a reporter or the clock. `office`: where it went, who read it.

    `other_case_id` is the case of a joining or a split that is not this one, `undo_until` the last day on which it can
    be undone, null where it cannot; `addition` what a school was shown beyond its notice.
    `proposed` is the event that a proposal asks to be approved; a check, a statement and what was seen
    later are as they were recorded, `recheck_on` is the day on which the case is looked at again.
    """

    on = fields.Date(required=True)
    event = one_of(Event)
    status = one_of(Status)
    by = fields.String(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)
    public_reply = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    reason_code = fields.String(required=True, allow_none=True)
    office = fields.String(required=True, allow_none=True)
    other_case_id = fields.String(required=True, allow_none=True)
    undo_until = fields.Date(required=True, allow_none=True)
    addition = fields.String(required=True, allow_none=True)
    actions_taken = fields.List(fields.String(), required=True)
    ground = fields.String(required=True, allow_none=True)
    proposed = fields.String(required=True, allow_none=True, metadata={"enum": [*map(str, ENDS), None]})
    check = fields.Nested(CheckOut, required=True, allow_none=True)
    statement = fields.Nested(HeardOut, required=True, allow_none=True)
    recheck_on = fields.String(required=True, allow_none=True)
    recheck = fields.Nested(RecheckOut, required=True, allow_none=True)

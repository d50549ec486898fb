"""More time, urging from above, reminders, and how offices work."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.cases import CaseItemOut
from api.schemas.common import MESSAGE_LONGEST, OfficeOut, PageQuery
from api.schemas.fields import Choice, Day, Id, In, QueryFlag, Said, Text, Whole, one_of
from policy.asking import LONGEST
from policy.conduct import Habit
from policy.reminders import KINDS
from policy.vocabulary import Event


class ExtensionIn(In):
    """Why an office takes more time: the kind, and words; the reporter reads both."""

    reason_code = Text(LONGEST, least=1, required=True)
    reason = Text(MESSAGE_LONGEST, least=1, required=True)


class UrgingIn(In):
    """`urge` with a reason, or `supervise` with words too; `answer_by` is the day by which the office reports back."""

    event = Choice([Event.URGE, Event.SUPERVISE], required=True)
    reason_code = Text(LONGEST, least=1, required=True)
    reason = Text(MESSAGE_LONGEST, least=1, load_default=None, allow_none=True)
    answer_by = Day(load_default=None, allow_none=True)


class BackReportIn(In):
    """What the office answers the one above: the kind, and words, which that office reads when it opens the case."""

    back_report = Text(LONGEST, least=1, required=True)
    reason = Text(MESSAGE_LONGEST, least=1, required=True)


class RemindersQuery(In):
    """Which reminders, and which part of them."""

    unread = QueryFlag(load_default=False)
    cursor = Text(1000)
    limit = Whole(1, 100, load_default=25)


class ReminderOut(Schema):
    """Something about a case that the office is reminded of; `reason` and `answer_by` come from the office above."""

    id = fields.String(required=True)
    kind = one_of(KINDS)
    text = Said(lambda line: f"reminder.{line.kind}", required=True)
    on = fields.Date(required=True)
    is_read = fields.Boolean(required=True)
    reason = Said(lambda line: line.reason_code and f"urging_reason.{line.reason_code}", required=True, allow_none=True)
    answer_by = fields.Date(required=True, allow_none=True)
    case = fields.Nested(CaseItemOut, required=True, attribute="summary")


class RemindersOut(Schema):
    """Reminders, newest first; `unread` of all of them, counted to 99."""

    items = fields.List(fields.Nested(ReminderOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
    unread = fields.Integer(required=True)


class ReadIn(In):
    """A reminder that was read; null for all there are."""

    reminder_id = Id(required=True, allow_none=True)


class ConductPeriod(In):
    """Of which days, both included; by default the last 90."""

    since = Day(load_default=None)
    until = Day(load_default=None)


class ConductQuery(ConductPeriod, PageQuery):
    """Of which days, both included, by default the last 90; and which part of the offices."""


class MeasureOut(Schema):
    """How often an office did something; `among`: of how many cases that it ended, null where it is not of these."""

    measure = one_of(Habit)
    label = Said(lambda one: f"conduct.{one.measure}", required=True)
    number = fields.Integer(required=True)
    among = fields.Integer(required=True, allow_none=True)


class OfficeConductOut(Schema):
    """An office with what it did."""

    id = fields.String(required=True, attribute="office.id")
    office = fields.Nested(OfficeOut, required=True)
    measures = fields.List(fields.Nested(MeasureOut), required=True)


class ConductOut(Schema):
    """The own office and those below, by division and department."""

    since = fields.Date(required=True)
    until = fields.Date(required=True)
    items = fields.List(fields.Nested(OfficeConductOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)

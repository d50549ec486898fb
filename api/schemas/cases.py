"""Cases of a queue, a case, and what staff do with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from api.schemas.common import (
    MESSAGE_LONGEST,
    TEXT_LONGEST,
    ConsentOut,
    FindingOut,
    MessageOut,
    OfficeOut,
    RatingOut,
    ReasonOut,
)
from api.schemas.evidence import EvidenceOut
from api.schemas.fields import Assignee, Choice, Codes, Day, Flag, Id, In, Said, Text, one_of
from api.schemas.history import HistoryLineOut
from api.schemas.registered import RegisteredOut
from policy.decisions import LONGEST, MOST_ACTIONS
from policy.lifecycle import MOVES
from policy.vocabulary import Event, Outcome, Severity, Source, Status

OWN_ENDPOINTS = frozenset(
    {Event.ASK, Event.ANSWER, Event.MESSAGE, Event.ASSIGN, Event.BIND_TARGET}
    | {Event.TRANSFER, Event.RATE, Event.APPEAL, Event.WITHDRAW, Event.JOIN, Event.TAKE_IN}
    | {Event.RESEAL, Event.RECUSE, Event.UPHOLD, Event.SEND_BACK, Event.REOPEN, Event.ASK_CONSENT, Event.CONSENT}
    | {Event.TELL_SCHOOL, Event.OVERSEE, Event.EXTEND, Event.URGE, Event.SUPERVISE, Event.REPORT_BACK}
    | {Event.ADD_TASK, Event.CANCEL_TASK, Event.CHECK, Event.HEAR, Event.PROPOSE, Event.APPROVE, Event.DISAPPROVE}
    | {Event.RECHECK}
)
EVENTS = tuple(dict.fromkeys(row.event for row in MOVES if row.roles and row.event not in OWN_ENDPOINTS))
"""What `/moves` takes: the events of the table that have no endpoint of their own."""


class TargetOut(Schema):
    """A school or institution."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class CaseItemOut(Schema):
    """A case in a queue: nothing that needs a key."""

    id = fields.String(required=True, attribute="case.id")
    version = fields.Integer(required=True, attribute="case.version")
    status = one_of(Status, attribute="case.status")
    category = fields.String(required=True, attribute="case.category")
    matter = fields.String(required=True, attribute="case.matter")
    severity = one_of(severity.word for severity in Severity)
    safety = fields.Boolean(required=True, attribute="case.safety")
    division_code = fields.String(required=True, attribute="case.division_code")
    office_id = fields.String(required=True, attribute="case.office_id")
    office = fields.Nested(OfficeOut, required=True)
    school = fields.Nested(TargetOut, required=True, allow_none=True)
    institution = fields.Nested(TargetOut, required=True, allow_none=True)
    assignee = fields.String(required=True, allow_none=True, attribute="case.assignee_id")
    assignee_name = fields.String(required=True, allow_none=True, attribute="assignee.username", dump_default=None)
    references = fields.List(fields.String(), required=True)
    joined_into = fields.String(required=True, allow_none=True)
    report_count = fields.Integer(required=True)
    last_filed_on = fields.Date(required=True, allow_none=True)
    submitted_on = fields.Date(required=True, attribute="case.submitted_on")
    due_on = fields.Date(required=True, attribute="case.finish_on")
    next_due_on = fields.Date(required=True, attribute="case.next_due_on")
    due_is_provisional = fields.Boolean(required=True, attribute="case.due_is_provisional")
    is_open = fields.Boolean(required=True)
    is_overdue = fields.Boolean(required=True)
    reseal_pending = fields.Boolean(required=True, attribute="case.reseal_pending")
    synthetic = fields.Boolean(required=True, attribute="case.synthetic")


class OwnerOut(OfficeOut):
    """An office that could take a case."""

    id = fields.String(required=True)


class ProposalOut(Schema):
    """The office that should have the case now that it is known whom it is about; it moves by a transfer only."""

    office = fields.Nested(OwnerOut, required=True)
    reason = fields.Nested(ReasonOut, required=True)


class BoundOut(CaseItemOut):
    """A case whose target is bound; `proposed_owner` is null where the case is right."""

    proposed_owner = fields.Nested(ProposalOut, required=True, allow_none=True)


class QueuedCaseOut(CaseItemOut):
    """A case in a queue; `may_take`: whoever asks may accept it and have it as their own."""

    may_take = fields.Boolean(required=True)


class CasePageOut(Schema):
    """A page of a queue."""

    items = fields.List(fields.Nested(QueuedCaseOut), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class AnswerOut(Schema):
    """An answer with its question, as the form words them."""

    question_id = fields.String(required=True)
    label = Said(lambda answer: answer.label, required=True)
    value = fields.Raw(required=True)
    text = fields.List(fields.String(), required=True)


class CaseReportOut(Schema):
    """A report, opened for the office that works on it."""

    id = fields.String(required=True)
    reference = fields.String(required=True)
    category = fields.String(required=True)
    source = one_of(Source)
    filed_on = fields.Date(required=True)
    answers = fields.List(fields.Nested(AnswerOut), required=True)
    text = fields.String(required=True)
    occurred_on = fields.String(required=True, allow_none=True)
    reporter_role = fields.String(required=True, allow_none=True)
    target_name = fields.String(required=True, allow_none=True)
    findings = fields.List(fields.Nested(FindingOut), required=True)
    messages = fields.List(fields.Nested(MessageOut), required=True)
    outcome = fields.String(required=True, allow_none=True)
    actions_taken = fields.List(fields.String(), required=True)
    public_reply = fields.String(required=True, allow_none=True)
    rating = fields.Nested(RatingOut, required=True, allow_none=True)
    consent = fields.Nested(ConsentOut, required=True, allow_none=True)
    evidence = fields.List(fields.Nested(EvidenceOut), required=True)


class NoteOut(Schema):
    """A note of the office."""

    on = fields.Date(required=True)
    by = fields.String(required=True)
    text = fields.String(required=True)


class AnswersOut(Schema):
    """How many reports the last question was asked of, and how many of them have an answer."""

    asked = fields.Integer(required=True)
    answered = fields.Integer(required=True)


class StepOut(Schema):
    """What is to be known of an allowed event before it is caused.

    `effect`: what it brings with it. `is_final`: nobody should press it by mistake. `tells_reason`: the reporter reads
    the reason. `may_leave`: whoever caused it may see the case no more. `needs_approval`: it goes to `/approval`, as it
    does with one of `outcomes_to_approve`.
    """

    event = one_of(Event)
    effect = Said(lambda step: step.effect, required=True, allow_none=True)
    is_final = fields.Boolean(required=True)
    tells_reason = fields.Boolean(required=True)
    may_leave = fields.Boolean(required=True)
    needs_approval = fields.Boolean(required=True)
    outcomes_to_approve = fields.List(fields.String(), required=True)


class ReplyTemplateOut(Schema):
    """What a public reply to the reporter may begin with, for an event and an outcome of it."""

    event = one_of(Event)
    outcome = fields.String(required=True, allow_none=True)
    text = Said(lambda template: template.text, required=True)


class ColleagueOut(Schema):
    """Somebody a case can be given to."""

    id = fields.String(required=True)
    username = fields.String(required=True)


class ColleaguesOut(Schema):
    """Whom a case can be given to, by name."""

    items = fields.List(fields.Nested(ColleagueOut), required=True)


class CaseOut(CaseItemOut):
    """A case, opened; `allowed_events` is what this reader may do now, `proposed_owner` who should have it instead.

    `steps` says of each of them what it brings with it; `may_note`: a note may be kept with it.

    `notice` is what it waits for, `answers` what has come of the question it waits for.

    `proposal` is the line of the history in which an answer was proposed that waits for a second person.

    `recheck_on`, of an answered case: when its office looks again whether things were put right.

    `is_sealed` for a supervisor above the office that has it: nothing that needs a key is in it.
    """

    is_sealed = fields.Boolean(required=True)
    proposal = fields.Nested(HistoryLineOut, required=True, allow_none=True)
    reports = fields.List(fields.Nested(CaseReportOut), required=True)
    notes = fields.List(fields.Nested(NoteOut), required=True)
    history = fields.List(fields.Nested(HistoryLineOut), required=True)
    allowed_events = fields.List(fields.String(), required=True)
    steps = fields.List(fields.Nested(StepOut), required=True)
    templates = fields.List(fields.Nested(ReplyTemplateOut), required=True)
    may_note = fields.Boolean(required=True)
    proposed_owner = fields.Nested(ProposalOut, required=True, allow_none=True)
    answers = fields.Nested(AnswersOut, required=True, allow_none=True)
    registered = fields.Nested(RegisteredOut, required=True, allow_none=True)
    suggested_name = fields.String(required=True, allow_none=True)
    notice = Said(lambda case: case["notice"], required=True, allow_none=True)
    recheck_on = fields.Date(required=True, allow_none=True)


class MoveIn(In):
    """An event, with what it needs."""

    event = Choice(EVENTS, required=True)
    outcome = Choice(Outcome, load_default=None, allow_none=True)
    public_reply = Text(MESSAGE_LONGEST, least=1, load_default=None, allow_none=True)
    actions_taken = Codes(LONGEST, MOST_ACTIONS)
    reason = Text(MESSAGE_LONGEST, least=1, load_default=None, allow_none=True)
    recheck_on = Day(load_default=None, allow_none=True)


class AssignmentIn(In):
    """`me`, a colleague's id, or null for nobody."""

    assignee = Assignee(required=True, allow_none=True)


class StaffMessageIn(In):
    """A message to the reporters; `ask` makes the case wait for an answer and needs `If-Match`."""

    text = Text(MESSAGE_LONGEST, least=1, required=True)
    ask = Flag(load_default=False)


class NoteIn(In):
    """A note for the office."""

    text = Text(TEXT_LONGEST, least=1, required=True)


class TargetIn(In):
    """The registered school or institution a case is about."""

    school_id = Id(load_default=None, allow_none=True)
    institution_id = Id(load_default=None, allow_none=True)

    @validates_schema
    def one_target(self, data: Mapping[str, Any], **_: Any) -> None:
        """A case is about one school or one institution."""
        if bool(data.get("school_id")) == bool(data.get("institution_id")):
            raise ValidationError("target.one", "institution_id")

"""What a phone sends, and what a receipt shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from api.schemas.common import (
    TEXT_LONGEST,
    AcknowledgementOut,
    ConsentOut,
    FindingOut,
    MessageOut,
    OfficeOut,
    RatingOut,
    ReasonOut,
)
from api.schemas.evidence import EvidenceOut
from api.schemas.fields import (
    Address,
    Answers,
    Choice,
    Day,
    Flag,
    FromReporter,
    Id,
    In,
    Locale,
    Part,
    Read,
    Said,
    SaidEach,
    Text,
    one_of,
)
from policy.disclosure import Act
from policy.vocabulary import TAKEN_BY_STAFF, Event, Outcome, Reason, ReporterRole, Status
from security.web_push import read_auth, read_point

TARGETS = ("school_id", "institution_id", "target_name")
ADDRESSED_BY: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "fcm": (("fid",), ("token",)),
    "fcm_topic": ((),),
    "webpush": (("endpoint", "keys"),),
}
"""The fields that a push address of each channel has; one of the sets."""


class PlaceIn(In):
    """Where the school or tutor is; at most one of the last three."""

    division_code = Text(12, required=True)
    school_id = Id(load_default=None, allow_none=True)
    institution_id = Id(load_default=None, allow_none=True)
    target_name = Text(200, load_default=None, allow_none=True)

    @validates_schema
    def one_target(self, data: Mapping[str, Any], **_: Any) -> None:
        """A report is about one school or one institution."""
        given = [name for name in TARGETS if data.get(name)]
        if len(given) > 1:
            raise ValidationError("place.one_target", given[-1])


class ComplaintIn(FromReporter):
    """The part of a report that the rules look at."""

    category = Text(40, required=True)
    place = Part(PlaceIn, required=True)
    answers = Answers(required=True)
    occurred_on = Day(load_default=None, allow_none=True)


class BrowserKeysIn(In):
    """What a browser gives with its subscription: a point on P-256, and 16 bytes; base64url without padding."""

    p256dh = Read(87, read_point, required=True)
    auth = Read(22, read_auth, required=True)


class SubscriptionIn(FromReporter):
    """Where pushes go.

    `fcm` takes a `fid` or a registration `token`; `fcm_topic` is computed from the receipt; `webpush` takes `endpoint`
    and `keys` as a browser's PushSubscription has them.
    """

    channel = Choice(ADDRESSED_BY, required=True)
    locale = Locale(required=True)
    fid = Address(200)
    token = Address(1000)
    endpoint = Address(1000)
    keys = Part(BrowserKeysIn)

    @validates_schema
    def one_address(self, data: Mapping[str, Any], **_: Any) -> None:
        """Exactly what the channel needs."""
        given = tuple(name for name in ("fid", "token", "endpoint", "keys") if name in data)
        ways = ADDRESSED_BY[data["channel"]]
        if given not in ways:
            raise ValidationError("subscription.one_address", (given or ways[0])[-1])


class ChannelOut(Schema):
    """A way for pushes; `public_key` is the `applicationServerKey` that a browser subscribes with, base64url."""

    channel = one_of(ADDRESSED_BY)
    public_key = fields.String()


class ChannelsOut(Schema):
    """The ways there are."""

    items = fields.List(fields.Nested(ChannelOut), required=True)


class StatementIn(ComplaintIn):
    """What one reporter says."""

    text = Text(TEXT_LONGEST, load_default="")
    reporter_role = Choice(ReporterRole, load_default=None, allow_none=True)
    safety = Flag(load_default=False)
    avoid_local_office = Flag(load_default=False)


class TakenIn(StatementIn):
    """A report that staff take from whoever calls or comes."""

    source = Choice(TAKEN_BY_STAFF, required=True)


class ReportIn(StatementIn):
    """A report."""

    challenge = Text(8000, load_default=None, allow_none=True)
    subscription = Part(SubscriptionIn, load_default=None, allow_none=True)


class FindingsOut(Schema):
    """What the rules make of the answers, strongest first."""

    findings = fields.List(fields.Nested(FindingOut), required=True)


class TakenOut(Schema):
    """The answer to a report: shown once with its receipt, and again to whoever sends the same key and body."""

    receipt = fields.String(required=True)
    reference = fields.String(required=True)
    status = one_of(Status)
    office = fields.Nested(OfficeOut, required=True)
    routing_reason = fields.Nested(ReasonOut, required=True)
    findings = fields.List(fields.Nested(FindingOut), required=True)
    due_on = fields.Date(required=True)
    due_is_provisional = fields.Boolean(required=True)


class FiledOut(TakenOut):
    """The same for whoever wrote the report themselves, with the proof that they did."""

    acknowledgement = fields.Nested(AcknowledgementOut, required=True)


def told(item: Act) -> str | Reason:
    """What the reporter reads about an act; where the report went or who read it, and why, is said as well."""
    if item.event is Event.EXTEND:
        return Reason(f"timeline.{item.event}", {"extension_reason": item.reason_code})
    if item.office is None:
        return f"event.{item.event}"
    if item.event is Event.OVERSEE:
        return Reason(f"timeline.{item.event}", {"office": item.office, "oversight_reason": item.reason_code})
    why = f".{item.reason_code}" if item.event is Event.ESCALATE else ""
    return Reason(f"timeline.{item.event}{why}", {"office": item.office})


class TimelineItemOut(Schema):
    """Something that happened, on a day."""

    on = fields.Date(required=True)
    event = one_of(Event)
    status = one_of(Status)
    text = Said(told, required=True)


class MineOut(Schema):
    """A report and what came of it. `allowed_events`: what its reporter may do now; `poll_after_s`: look no sooner.

    `kept_until`: the day on which all of it is deleted, where that is known. `recheck_on`: the day on which the office
    looks again whether things were put right.
    """

    reference = fields.String(required=True)
    category = fields.String(required=True)
    filed_on = fields.Date(required=True)
    status = one_of(Status)
    status_text = Said(lambda mine: f"status_for_reporter.{mine['status']}", required=True)
    office = fields.Nested(OfficeOut, required=True)
    routing_reason = fields.Nested(ReasonOut, required=True)
    findings = fields.List(fields.Nested(FindingOut), required=True)
    due_on = fields.Date(required=True)
    due_is_provisional = fields.Boolean(required=True)
    timeline = fields.List(fields.Nested(TimelineItemOut), required=True)
    messages = fields.List(fields.Nested(MessageOut), required=True)
    outcome = fields.String(required=True, allow_none=True, metadata={"enum": [*map(str, Outcome), None]})
    actions_taken = fields.List(fields.String(), required=True)
    action_texts = SaidEach(lambda mine: [f"action_told.{one}" for one in mine["actions_taken"]], required=True)
    public_reply = fields.String(required=True, allow_none=True)
    rating = fields.Nested(RatingOut, required=True, allow_none=True)
    consent = fields.Nested(ConsentOut, required=True, allow_none=True)
    allowed_events = fields.List(fields.String(), required=True)
    appeal_until = fields.Date(required=True, allow_none=True)
    evidence = fields.List(fields.Nested(EvidenceOut), required=True)
    takes_evidence = fields.Boolean(required=True)
    subscribed = fields.Boolean(required=True)
    kept_until = fields.Date(required=True, allow_none=True)
    recheck_on = fields.Date(required=True, allow_none=True)
    poll_after_s = fields.Integer(required=True)

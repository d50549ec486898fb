"""Shapes that several answers share (DESIGN §7, Shapes)."""

from __future__ import annotations

from marshmallow import Schema, fields

from api.schemas.fields import Facet, FromReporter, In, Said, Text, Whole, one_of
from policy.vocabulary import Reason, Result, Sender

MESSAGE_LONGEST = 2000
TEXT_LONGEST = 5000


class PageQuery(In):
    """Which part of a list."""

    cursor = Text(1000)
    limit = Whole(1, 100, load_default=100)


class OfficeOut(Schema):
    """An office as everyone may know it."""

    division_code = fields.String(required=True)
    department = fields.String(required=True)
    name = fields.String(required=True)


class ReasonOut(Schema):
    """Why something was decided: the code and the sentence."""

    code = fields.String(required=True)
    text = Said(lambda reason: reason, required=True)


class DocumentOut(Schema):
    """The document a rule stands in; there is no reliable address to link to."""

    title = Said(lambda finding: f"document.{finding.document}.title", required=True)
    issuer = Said(lambda finding: f"document.{finding.document}.issuer", required=True)
    article = Said(lambda finding: f"document.{finding.document}.article.{finding.article}", required=True)


class FindingOut(Schema):
    """What a rule makes of the answers: a lead, never a verdict. `limit` and `observed` in `unit`, if there is one."""

    rule_id = fields.String(required=True)
    result = one_of(Result)
    text = Said(lambda finding: f"rule.{finding.rule_id}.text", required=True)
    document = Facet(DocumentOut, required=True)
    working = Said(lambda finding: finding.working and Reason(**finding.working), required=True, allow_none=True)
    limit = fields.Raw(allow_none=True, metadata={"type": ["integer", "number", "string"]})
    observed = fields.Raw(allow_none=True, metadata={"type": ["integer", "number", "string"]})
    unit = fields.String(required=True, allow_none=True)
    unit_label = Said(lambda finding: finding.unit and f"unit.{finding.unit}", required=True, allow_none=True)


class MessageOut(Schema):
    """One thing said between office and reporter."""

    id = fields.String(required=True)
    on = fields.Date(required=True)
    sender = one_of(Sender)
    text = fields.String(required=True)
    ask = fields.Boolean(required=True)


class RatingOut(Schema):
    """What the reporter thinks of the answer."""

    solved = fields.Boolean(required=True)
    score = fields.Integer(required=True)


class TextIn(FromReporter):
    """Something the reporter says."""

    text = Text(MESSAGE_LONGEST, least=1, required=True)


class ConsentOut(Schema):
    """Whether a report that went past the local office may be given to `office`; `agreed` is null until answered."""

    on = fields.Date(required=True)
    office = fields.Nested(OfficeOut, required=True)
    agreed = fields.Boolean(required=True, allow_none=True)


class AcknowledgementOut(Schema):
    """Shown once with the receipt. Whoever finds it beside the report knows who wrote it."""

    reference = fields.String(required=True)
    category = fields.String(required=True)
    filed_on = fields.Date(required=True)
    nonce = fields.String(required=True)
    digest = fields.String(required=True)
    public_key = fields.String(required=True)
    signature = fields.String(required=True)

"""Places, forms and words: what a client needs before anybody says anything."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from api.schemas.cases import TargetOut
from api.schemas.fields import In, Text, one_of
from policy.forms import QuestionType


class DivisionsQuery(In):
    """Children of a division, or a search by name."""

    parent = Text(12)
    q = Text(60)


class DivisionOut(Schema):
    """A division; `reportable` when a report can be about a place in it."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    full_name = fields.String(required=True)
    level = fields.String(required=True)
    parent_code = fields.String(required=True, allow_none=True)
    reportable = fields.Boolean(required=True)


class DivisionsOut(Schema):
    """Divisions found."""

    items = fields.List(fields.Nested(DivisionOut), required=True)


class TargetsQuery(In):
    """Schools or institutions of one division, by part of the name."""

    division_code = Text(12, required=True)
    q = Text(60)


class SchoolOut(TargetOut):
    """A school."""

    division_code = fields.String(required=True)
    stage = fields.String(required=True)
    boarding = fields.Boolean(required=True)


class SchoolsOut(Schema):
    """Schools found."""

    items = fields.List(fields.Nested(SchoolOut), required=True)


class InstitutionOut(TargetOut):
    """A training institution."""

    division_code = fields.String(required=True)


class InstitutionsOut(Schema):
    """Institutions found."""

    items = fields.List(fields.Nested(InstitutionOut), required=True)


class OptionOut(Schema):
    """A value to choose, with its label."""

    value = fields.Raw(required=True)
    label = fields.String(required=True)


ConditionOut = Schema.from_dict(
    {"question_id": fields.String(required=True), "in": fields.List(fields.Raw(), required=True)}, name="ConditionOut"
)


class QuestionOut(Schema):
    """A question of a form."""

    id = fields.String(required=True)
    type = one_of(QuestionType)
    label = fields.String(required=True)
    help = fields.String(required=True, allow_none=True)
    required = fields.Boolean(required=True)
    same_each_day = fields.Boolean(required=True)
    options = fields.List(fields.Nested(OptionOut))
    dates = fields.List(fields.Date())
    earliest = fields.Date()
    latest = fields.Date()
    unit = fields.String()
    unit_label = fields.String()
    min = fields.Integer()
    max = fields.Integer()
    shown_when = fields.Nested(ConditionOut)


class CategoryOut(Schema):
    """A category with its form."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    questions = fields.List(fields.Nested(QuestionOut), required=True)


class CategoriesOut(Schema):
    """All categories."""

    items = fields.List(fields.Nested(CategoryOut), required=True)


class SectionOut(Schema):
    """A part of a notice."""

    heading = fields.String(required=True)
    text = fields.String(required=True)


class NoticeOut(Schema):
    """What people are told about their information; `as_of` is the day of the version."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    as_of = fields.Date(required=True)
    title = fields.String(required=True)
    sections = fields.List(fields.Nested(SectionOut), required=True)


class NoticesOut(Schema):
    """The notices on privacy: `privacy`, and `children` in short words."""

    items = fields.List(fields.Nested(NoticeOut), required=True)


class ChallengeOut(Schema):
    """An ALTCHA v2 challenge."""

    parameters = fields.Dict(required=True)
    signature = fields.String(required=True)


class LabelOut(Schema):
    """A code with its label."""

    value = fields.String(required=True)
    label = fields.String(required=True)


class RoleLabelOut(LabelOut):
    """A role of staff; `has_office` where it works on cases, and so belongs to an office."""

    has_office = fields.Boolean(required=True)


class GroundOut(LabelOut):
    """A ground, and the event that it is one for."""

    event = fields.String(required=True)


class CheckKindOut(LabelOut):
    """A kind of check, and how many classes it takes at least; 0: it takes none."""

    classes = fields.Integer(required=True)


class IdentifyingPatternOut(LabelOut):
    """What may tell who somebody is: a regular expression for the phone, which alone looks at the own words."""

    pattern = fields.String(required=True)


def _labels() -> fields.Field[Any]:
    return fields.List(fields.Nested(LabelOut), required=True)


class EvidenceLimitsOut(Schema):
    """How many files a report takes, how large, and of which types to offer a choice."""

    most_files = fields.Integer(required=True)
    largest_bytes = fields.Integer(required=True)
    media_types = fields.List(fields.String(), required=True)


class TextLimitsOut(Schema):
    """How many characters (Unicode code points) what a reporter says may have."""

    report = fields.Integer(required=True)
    message = fields.Integer(required=True)


class VocabularyOut(Schema):
    """Every code that a client shows, by family. `is_demo`: this is a demo, which says whom one may log in as."""

    is_demo = fields.Boolean(required=True)
    categories = _labels()
    actions_taken = _labels()
    check_kinds = fields.List(fields.Nested(CheckKindOut), required=True)
    grounds = fields.List(fields.Nested(GroundOut), required=True)
    concerns = _labels()
    danger_words = fields.List(fields.String(), required=True)
    identifying_patterns = fields.List(fields.Nested(IdentifyingPatternOut), required=True)
    evidence = fields.Nested(EvidenceLimitsOut, required=True)
    text_limits = fields.Nested(TextLimitsOut, required=True)
    departments = _labels()
    events = _labels()
    help_lines = _labels()
    matters = _labels()
    outcomes = _labels()
    reporter_roles = _labels()
    results = _labels()
    scores = _labels()
    roles = fields.List(fields.Nested(RoleLabelOut), required=True)
    severities = _labels()
    sources = _labels()
    speakers = _labels()
    stages = _labels()
    school_kinds = _labels()
    statuses = _labels()
    statuses_for_reporter = _labels()
    transfer_reasons = _labels()
    escalation_reasons = _labels()
    oversight_reasons = _labels()
    task_events = _labels()
    task_kinds = _labels()
    task_statuses = _labels()
    measures = _labels()
    rates = _labels()
    extension_reasons = _labels()
    urging_reasons = _labels()
    back_reports = _labels()

"""Say forms and answers in a reader's language: labels for codes, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from api.schemas.common import MESSAGE_LONGEST, TEXT_LONGEST
from policy import Policy
from policy.access import OF_AN_OFFICE
from policy.answers import FIRST_DAY
from policy.deadlines import last_working_days
from policy.figures import RATES, Measure
from policy.forms import Form, Question, QuestionType
from policy.registry import COLUMNS, LARGEST_FILE, UNDO_DAYS, Column, code_lists
from policy.tasks import TaskEvent, TaskStatus
from policy.transfers import EscalationReason, TransferReason
from policy.vocabulary import (
    SCORES,
    Concern,
    Event,
    Outcome,
    ReporterRole,
    Result,
    Role,
    SchoolStage,
    Severity,
    Source,
    Speaker,
    Status,
)

SUGGESTED_DAYS = 5
TAKEN = ("image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf", "audio/*")
"""What a phone offers to choose from; what a file is, its content decides."""


def category_said(policy: Policy, form: Form, locale: str, today: date) -> dict[str, Any]:
    """A category with its form, as `GET /categories` shows it."""
    return {
        "id": form.category,
        "name": policy.words.say(f"category.{form.category}", {}, locale),
        "questions": [_question_said(policy, question, locale, today) for question in form.questions],
    }


def _question_said(policy: Policy, question: Question, locale: str, today: date) -> dict[str, Any]:
    words = policy.words
    said: dict[str, Any] = {
        "id": question.id,
        "type": question.type.value,
        "label": words.say(f"{question.code}.label", {}, locale),
        "help": words.say(f"{question.code}.help", {}, locale) if words.has(f"{question.code}.help") else None,
        "required": question.required,
        "same_each_day": question.same_each_day,
    }
    if question.options:
        said["options"] = [
            {"value": value, "label": words.say(question.option_code(value), {}, locale)} for value in question.options
        ]
    if question.type is QuestionType.MINUTES_BY_DAY:
        said["dates"] = last_working_days(policy.calendar, today, SUGGESTED_DAYS)
    if question.type is QuestionType.DATE:
        said |= _days(question, today)
    if question.unit is not None:
        said["unit_label"] = words.say(f"unit.{question.unit}", {}, locale)
    said |= {name: value for name in ("unit", "min", "max") if (value := getattr(question, name)) is not None}
    if question.shown_when is not None:
        said["shown_when"] = {"question_id": question.shown_when.question_id, "in": list(question.shown_when.among)}
    return said


def _days(question: Question, today: date) -> dict[str, date]:
    """The first and the last day that may be answered."""
    if question.days_ahead is None:
        return {"earliest": FIRST_DAY, "latest": today}
    return {"earliest": today, "latest": today + timedelta(days=question.days_ahead)}


@dataclass(frozen=True)
class SaidAnswer:
    """An answer with its question; `label` is a code, `text` already said."""

    question_id: str
    label: str
    value: Any
    text: list[str]


def answers_said(policy: Policy, category: str, answers: Mapping[str, Any], locale: str) -> list[SaidAnswer]:
    """The answers to a form in its order, readable as they are."""
    return [
        SaidAnswer(
            question.id, f"{question.code}.label", answers[question.id], _texts(policy, question, answers, locale)
        )
        for question in policy.forms[category].questions
        if answers.get(question.id) is not None
    ]


def _texts(policy: Policy, question: Question, answers: Mapping[str, Any], locale: str) -> list[str]:
    value = answers[question.id]
    values = value if isinstance(value, list) else [value]
    return [_text(policy, question, one, locale) for one in values]


def _text(policy: Policy, question: Question, value: Any, locale: str) -> str:
    say = policy.words.say
    unit = f" {say(f'unit.{question.unit}', {}, locale)}" if question.unit else ""
    if question.options:
        return say(question.option_code(value), {}, locale)
    if question.type is QuestionType.MINUTES_BY_DAY:
        return f"{_day(policy, value['date'], locale)}: {value['minutes']}{unit}"
    if question.type is QuestionType.DATE:
        return _day(policy, value, locale)
    if question.type is QuestionType.BOOLEAN:
        return say("answer.yes" if value else "answer.no", {}, locale)
    return f"{value}{unit}"


def _day(policy: Policy, iso: str, locale: str) -> str:
    """A day of an answer as people write it."""
    day = date.fromisoformat(iso)
    return policy.words.say("answer.day", {"year": day.year, "month": day.month, "day": day.day}, locale)


def vocabulary_said(policy: Policy, locale: str) -> dict[str, Any]:
    """Every value of the vocabulary that a client shows, with its label."""
    return {
        **_labels_said(policy, locale),
        "roles": _roles_said(policy, locale),
        **_decisions_said(policy, locale),
        "danger_words": policy.danger_words,
        "identifying_patterns": _identifying_said(policy, locale),
        **_limits_said(policy),
    }


Families = dict[str, tuple[str, Iterable[str]]]
"""Names of lists: how their words begin, and their codes."""


def _labels_said(policy: Policy, locale: str) -> dict[str, list[dict[str, str]]]:
    families = _families(policy) | _families_of_staff(policy)
    return {
        name: [{"value": str(value), "label": policy.words.say(f"{prefix}.{value}", {}, locale)} for value in values]
        for name, (prefix, values) in families.items()
    }


def _families(policy: Policy) -> Families:
    return {
        "categories": ("category", policy.forms),
        "concerns": ("concern", Concern),
        "departments": ("department", policy.departments),
        "events": ("act", Event),
        "help_lines": ("help_line", policy.help_lines),
        "matters": ("matter", policy.matters.by_code),
        "outcomes": ("outcome", Outcome),
        "reporter_roles": ("reporter_role", ReporterRole),
        "scores": ("score", map(str, SCORES)),
        "results": ("result", Result),
        "severities": ("severity", (severity.word for severity in Severity)),
        "sources": ("source", Source),
        "stages": ("stage", SchoolStage),
        "school_kinds": ("school_kind", policy.school_kinds),
        "statuses": ("status", Status),
        "statuses_for_reporter": ("status_for_reporter", Status),
    }


def _families_of_staff(policy: Policy) -> Families:
    return {
        "actions_taken": ("action_taken", policy.decisions.actions),
        "speakers": ("speaker", Speaker),
        "escalation_reasons": ("escalation_reason", EscalationReason),
        "transfer_reasons": ("transfer_reason", TransferReason),
        "measures": ("measure", Measure),
        "rates": ("rate", RATES),
        "oversight_reasons": ("oversight_reason", policy.oversight_reasons),
        "task_events": ("task_event", TaskEvent),
        "task_kinds": ("task_kind", policy.task_kinds),
        "task_statuses": ("task_status", TaskStatus),
        "extension_reasons": ("extension_reason", policy.asking.extension_reason),
        "urging_reasons": ("urging_reason", policy.asking.urging_reason),
        "back_reports": ("back_report", policy.asking.back_report),
    }


def list_forms_said(policy: Policy, locale: str) -> dict[str, Any]:
    """The kinds of lists for the registry, with their columns."""
    items = [
        {
            "list_kind": kind.value,
            "label": policy.words.say(f"list_kind.{kind}", {}, locale),
            "columns": [_column_said(policy, column, locale) for column in columns],
        }
        for kind, columns in COLUMNS.items()
    ]
    return {"items": items, "largest_bytes": LARGEST_FILE, "undo_days": UNDO_DAYS}


def _column_said(policy: Policy, column: Column, locale: str) -> dict[str, Any]:
    say = policy.words.say
    codes = code_lists(policy.school_kinds, policy.indicators)[column.stem] if column.stem else ()
    return {
        "name": column.name,
        "label": say(f"column.{column.name}", {}, locale),
        "required": column.required,
        "values": [{"value": code, "label": say(f"{column.stem}.{code}", {}, locale)} for code in codes],
    }


def _roles_said(policy: Policy, locale: str) -> list[dict[str, Any]]:
    staff = (role for role in Role if role is not Role.REPORTER)
    return [
        {"value": role.value, "label": policy.words.say(f"role.{role}", {}, locale), "has_office": role in OF_AN_OFFICE}
        for role in staff
    ]


def _decisions_said(policy: Policy, locale: str) -> dict[str, list[dict[str, Any]]]:
    """The grounds of the events that need one, and the kinds of checks with the classes that each takes."""
    say, decisions = policy.words.say, policy.decisions
    return {
        "grounds": [
            {"value": one.code, "label": say(f"ground.{one.code}", {}, locale), "event": one.event.value}
            for one in decisions.grounds.values()
        ],
        "check_kinds": [
            {"value": str(one.kind), "label": say(f"check_kind.{one.kind}", {}, locale), "classes": one.least_classes}
            for one in decisions.checks.values()
        ],
    }


def _limits_said(policy: Policy) -> dict[str, Any]:
    """What is too long, too large or too many."""
    text_limits = {"report": TEXT_LONGEST, "message": MESSAGE_LONGEST}
    return {"evidence": evidence_said(policy), "text_limits": text_limits}


def _identifying_said(policy: Policy, locale: str) -> list[dict[str, str]]:
    words = policy.words
    return [
        {"value": one.code, "label": words.say(f"identifying.{one.code}", {}, locale), "pattern": one.pattern}
        for one in policy.identifying_patterns
    ]


def notices_said(policy: Policy, locale: str) -> list[dict[str, Any]]:
    """Each notice on privacy with its sections, as `GET /notices` shows it."""
    say = policy.words.say
    return [
        {
            "id": notice.id,
            "version": notice.version,
            "as_of": notice.as_of,
            "title": say(notice.title_code, {}, locale),
            "sections": [
                {"heading": say(heading, {}, locale), "text": say(text, {}, locale)}
                for heading, text in notice.section_codes()
            ],
        }
        for notice in policy.notices
    ]


def evidence_said(policy: Policy) -> dict[str, Any]:
    """How many files a report takes, how large, and which: for whoever chooses them."""
    return {
        "most_files": policy.evidence.most_files,
        "largest_bytes": policy.evidence.largest_bytes,
        "media_types": TAKEN,
    }

"""The rules of the double reduction as pure functions of data, a day and values.

`load()` reads the data once, where the service is put together; nothing here reads a clock, a file or a database later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from policy.asking import Asking, load_asking
from policy.audit import Act, Fault
from policy.conduct import Habit
from policy.counts import Counts, load_counts
from policy.danger import load_danger_words
from policy.deadlines import Calendar, Deadlines, load_calendar, load_deadlines
from policy.decisions import Decisions, load_decisions
from policy.divisions import Divisions, Level, load_divisions
from policy.documents import Documents, load_documents
from policy.doors import load_doors
from policy.editions import Edition, load_editions
from policy.evidence import EvidenceLimits, Removed, Scan, load_evidence_limits
from policy.figures import RATES, Measure
from policy.forms import Forms, load_forms
from policy.identifying import IdentifyingPattern, load_identifying_patterns
from policy.instead import CODES as INSTEAD_CODES
from policy.joining import JOINING_REFUSALS, Likeness
from policy.leads import load_leads
from policy.matters import Matters, load_departments, load_help_lines, load_matters
from policy.moves import REFUSAL_CODES
from policy.notices import Notices, load_notices, notice_codes
from policy.oversight import load_oversight
from policy.prices import Prices, load_prices
from policy.programme import PROGRAMME_WORDS, Indicators, load_indicators
from policy.reading import DATA, BadPolicyData
from policy.rechecks import RECHECK_REFUSALS
from policy.registry import CODES as REGISTRY_CODES
from policy.registry import load_school_kinds
from policy.reminders import KINDS, Warnings, load_warnings
from policy.reply_templates import TEMPLATE_CODES
from policy.retention import HoldReason, Retention, load_retention
from policy.routing import REASON_CODES
from policy.rules import Rules, load_left_out, load_rules
from policy.school_calendar import SchoolCalendar, load_school_calendar
from policy.supervision import Limits, load_limits
from policy.tasks import TASK_REFUSALS, TaskEvent, TaskStatus, load_task_kinds
from policy.transfers import REFUSALS, EscalationReason, TransferReason
from policy.weighing import WORKING_CODES
from policy.words import Words, codes_needed, load_words


@dataclass(frozen=True)
class Policy:
    """Everything the data folder says, with the overlay of a deployment laid over it."""

    editions: tuple[Edition, ...]
    divisions: Divisions
    matters: Matters
    departments: tuple[str, ...]
    help_lines: tuple[str, ...]
    danger_words: tuple[str, ...]
    identifying_patterns: tuple[IdentifyingPattern, ...]
    calendar: Calendar
    school_calendar: SchoolCalendar
    deadlines: Deadlines
    evidence: EvidenceLimits
    limits: Limits
    warnings: Warnings
    asking: Asking
    counts: Counts
    decisions: Decisions
    oversight_reasons: tuple[str, ...]
    task_kinds: tuple[str, ...]
    retention: Retention
    notices: Notices
    school_kinds: tuple[str, ...]
    indicators: Indicators
    doors: tuple[str, ...]
    forms: Forms
    rules: Rules
    documents: Documents
    prices: Prices
    words: Words


def load(data: Path = DATA, overlay: Path | None = None) -> Policy:
    """The policy of a data folder and an overlay; raises `policy.reading.BadPolicyData`, which names file and line."""
    try:
        return _loaded(data, overlay)
    except BadPolicyData as refused:
        if overlay is None or not refused.file.is_relative_to(overlay):
            raise
        raise refused.seen_from(overlay) from None


def _loaded(data: Path, overlay: Path | None) -> Policy:
    editions, divisions, departments = load_editions(data, overlay), load_divisions(data), load_departments(data)
    matters, forms, help_lines = load_matters(data, overlay), load_forms(data), load_help_lines(data)
    documents, patterns, places = load_documents(data, overlay), load_identifying_patterns(data), divisions.ever
    notices, lists, of_offices = load_notices(data, overlay), _lists(data, overlay), _of_offices(data, overlay)
    rules = _not_left_out(load_rules(forms, documents, data, overlay, regions=places), data, overlay)
    needed = codes_needed(forms, rules, documents) | codes_of_places_and_offices(matters, departments, help_lines)
    needed |= notice_codes(notices) | _codes_of_lists(lists, patterns) | _codes_of_offices(**of_offices)
    return Policy(
        editions=editions,
        divisions=divisions,
        matters=replace(matters, leads=load_leads(matters.by_code, departments, places, data, overlay)),
        departments=departments,
        help_lines=help_lines,
        danger_words=load_danger_words(data),
        identifying_patterns=patterns,
        calendar=load_calendar(data, overlay),
        school_calendar=load_school_calendar(data, overlay, regions=places),
        deadlines=load_deadlines(divisions, matters, departments, data, overlay),
        evidence=load_evidence_limits(data),
        **lists,
        retention=load_retention(forms, data, overlay),
        notices=notices,
        forms=forms,
        rules=rules,
        documents=documents,
        prices=load_prices(data, overlay, regions=places),
        words=load_words(needed, data, overlay),
        **of_offices,
    )


def _of_offices(data: Path, overlay: Path | None) -> dict[str, Any]:
    """What offices have to keep to among themselves."""
    return {
        "limits": load_limits(data, overlay),
        "warnings": load_warnings(data, overlay),
        "asking": load_asking(data, overlay),
        "counts": load_counts(data, overlay),
        "decisions": load_decisions(data, overlay),
    }


def _codes_of_offices(asking: Asking, decisions: Decisions, **_: Any) -> frozenset[str]:
    return frozenset(asking.words).union(decisions.codes(), TEMPLATE_CODES)


def _lists(data: Path, overlay: Path | None) -> dict[str, Any]:
    """Codes in their order, each with its word."""
    return {
        "oversight_reasons": load_oversight(data, overlay),
        "task_kinds": load_task_kinds(data, overlay),
        "school_kinds": load_school_kinds(data),
        "indicators": load_indicators(data, overlay),
        "doors": load_doors(data, overlay),
    }


def _codes_of_lists(lists: Mapping[str, Iterable[str]], patterns: Iterable[IdentifyingPattern]) -> frozenset[str]:
    marks = (f"identifying.{pattern.code}" for pattern in patterns)
    return frozenset(f"{name.removesuffix('s')}.{code}" for name, codes in lists.items() for code in codes).union(marks)


def _not_left_out(rules: Rules, data: Path, overlay: Path | None) -> Rules:
    if overlay is None:
        load_left_out(rules, data)  # refuses a list that contradicts the rules in use; an overlay may bring one back
    return rules


def codes_of_places_and_offices(
    matters: Matters, departments: Iterable[str], help_lines: Iterable[str]
) -> frozenset[str]:
    """Every word code that divisions, matters, routing, lifecycle and the working of findings need a text for."""
    refusals = REFUSAL_CODES + REFUSALS + JOINING_REFUSALS + TASK_REFUSALS + RECHECK_REFUSALS
    return frozenset(REASON_CODES + WORKING_CODES + INSTEAD_CODES + REGISTRY_CODES + PROGRAMME_WORDS + refusals).union(
        (f"matter.{code}" for code in matters.by_code),
        (f"department.{code}" for code in departments),
        (f"help_line.{number}" for number in help_lines),
        (f"transfer_reason.{code}" for code in TransferReason),
        (f"likeness.{code}" for code in Likeness),
        (f"escalation_reason.{code}" for code in EscalationReason),
        (f"division_level.{level}" for level in Level),
        (f"removed.{code}" for code in Removed),
        (f"scan.{code}" for code in Scan),
        (f"hold_reason.{code}" for code in HoldReason),
        (f"task_status.{status}" for status in TaskStatus),
        (f"task_event.{event}" for event in TaskEvent),
        (f"audit_act.{act}" for act in Act),
        (f"reminder.{kind}" for kind in KINDS),
        (f"conduct.{code}" for code in Habit),
        (f"audit_fault.{fault}" for fault in Fault),
        (f"measure.{measure}" for measure in Measure),
        (f"rate.{name}" for name in RATES),
    )

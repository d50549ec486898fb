"""The rules of the double reduction as pure functions of data, a day and values.

`load()` reads the data once, where the service is put together; nothing here reads a clock, a file or a database later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from policy.deadlines import Calendar, Deadlines, load_calendar, load_deadlines
from policy.divisions import Divisions, Level, load_divisions
from policy.documents import load_documents
from policy.forms import Forms, load_forms
from policy.lifecycle import REFUSAL_CODES
from policy.matters import Matters, load_departments, load_help_lines, load_matters
from policy.prices import Prices, load_prices
from policy.reading import DATA
from policy.routing import REASON_CODES
from policy.rules import Rules, load_left_out, load_rules
from policy.transfers import REFUSALS, TransferReason
from policy.words import Words, codes_needed, load_words


@dataclass(frozen=True)
class Policy:
    """Everything the data folder says."""

    divisions: Divisions
    matters: Matters
    departments: tuple[str, ...]
    help_lines: tuple[str, ...]
    calendar: Calendar
    deadlines: Deadlines
    forms: Forms
    rules: Rules
    prices: Prices
    words: Words


def load(data: Path = DATA) -> Policy:
    """The policy of a data folder; raises `policy.reading.BadPolicyData`, which names file and line."""
    divisions, matters, departments = load_divisions(data), load_matters(data), load_departments(data)
    forms, documents, help_lines = load_forms(data), load_documents(data), load_help_lines(data)
    rules = load_rules(forms, documents, data)
    load_left_out(rules, data)  # refuses a list that contradicts the rules in use
    needed = codes_needed(forms, rules, documents) | codes_of_places_and_offices(matters, departments, help_lines)
    return Policy(
        divisions=divisions,
        matters=matters,
        departments=departments,
        help_lines=help_lines,
        calendar=load_calendar(data),
        deadlines=load_deadlines(divisions, matters, departments, data),
        forms=forms,
        rules=rules,
        prices=load_prices(data),
        words=load_words(needed, data),
    )


def codes_of_places_and_offices(
    matters: Matters, departments: Iterable[str], help_lines: Iterable[str]
) -> frozenset[str]:
    """Every word code that divisions, matters, routing and lifecycle need a text for."""
    return frozenset(REASON_CODES + REFUSAL_CODES + REFUSALS).union(
        (f"matter.{code}" for code in matters.by_code),
        (f"department.{code}" for code in departments),
        (f"help_line.{number}" for number in help_lines),
        (f"transfer_reason.{code}" for code in TransferReason),
        (f"division_level.{level}" for level in Level),
    )

"""What the rules make of a report's answers: leads, never verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from policy.forms import Condition
from policy.prices import Prices
from policy.rules import Rule, Rules
from policy.vocabulary import Result, Severity
from policy.weighing import STRONGEST_FIRST, Act, DayKind, Figure, Seen, weigh


@dataclass(frozen=True)
class Finding:
    """One rule's result; `limit` and `observed` are minutes, hours, yuan, counts, HH:MM or YYYY-MM-DD, as the rule is.

    `working` shows the arithmetic where there is some: `{code, params}` of plain JSON values, said by
    `words.say(code, params, locale)`. `observed` and `working` come from the sealed answers, so they are content: only
    `rule_id` and `result` may be stored in clear. `unit`: `unit.<unit>` says it; None for hours of the clock and days.
    """

    rule_id: str
    result: Result
    limit: Figure
    observed: Figure
    document: str
    article: str
    working: Mapping[str, object] | None = field(default=None, hash=False)
    unit: str | None = None


def find(
    rules: Rules,
    prices: Prices,
    day_kind: DayKind,
    *,
    chain: Sequence[str],
    category: str,
    values: Mapping[str, object],
    on: date,
    units: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """A finding for every rule the answers speak to: suspected first, then unclear, not shown, outside scope.

    `values` are those of `check_answers`; `chain` the codes from the place upward (for online lessons, of the
    approving province); `on` the day of the act; `day_kind` says whether a day is off. A rule whose question was not
    answered is silent. `units` of the questions that have one make figures readable.
    """
    act = Act(values, on, chain, prices, day_kind, units or {})
    grade = values.get("grade")
    # The category first: most rules are about another one, and every report asks all of them.
    covering = (rule for rule in rules if category in rule.categories and rule.covers(category, grade, chain, on))
    found = [finding for rule in nearest(covering, chain) if (finding := _finding(rule, act))]
    return tuple(sorted(found, key=lambda finding: STRONGEST_FIRST.index(finding.result)))


def severity(findings: Iterable[Finding], *, safety: bool) -> Severity:
    """Urgent for safety, high for any suspicion, else normal."""
    if safety:
        return Severity.URGENT
    return Severity.HIGH if any(one.result is Result.SUSPECTED for one in findings) else Severity.NORMAL


def nearest(covering: Iterable[Rule], chain: Sequence[str]) -> Iterable[Rule]:
    """Of the rules that share an id, the one whose region is nearest to the place."""
    nearest: dict[str, Rule] = {}
    for rule in covering:
        other = nearest.get(rule.id)
        if other is None or (rule.distance(chain) or 0) < (other.distance(chain) or 0):
            nearest[rule.id] = rule
    return nearest.values()


def _finding(rule: Rule, act: Act) -> Finding | None:
    if not all(condition.holds(act.values) for condition in rule.applies_when):
        return None
    if not any(act.answered(test) for test in rule.tests):
        return None
    if _any(rule.outside_scope_when, act):
        return _said(rule, Result.OUTSIDE_SCOPE, Seen(Result.OUTSIDE_SCOPE))
    seen = weigh(rule.test, act)
    return _said(rule, _tempered(rule, seen.result, act), seen)


def _said(rule: Rule, result: Result, seen: Seen) -> Finding:
    limit = None if rule.advisory else seen.limit
    return Finding(rule.id, result, limit, seen.observed, rule.document, rule.article, seen.working, seen.unit)


def _any(conditions: Iterable[Condition], act: Act) -> bool:
    return any(condition.holds(act.values) for condition in conditions)


def _tempered(rule: Rule, result: Result, act: Act) -> Result:
    """A suspicion, weakened where the rule or the answers leave doubt."""
    if result is not Result.SUSPECTED:
        return result
    if _any(rule.not_shown_when, act):
        return Result.NOT_SHOWN
    doubtful = rule.advisory or rule.in_principle or act.values.get("grade") in rule.grades_by_reference
    return Result.UNCLEAR if doubtful or _any(rule.unclear_when, act) else result

"""What the rules make of a report's answers: leads, never verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Literal, cast

from policy.forms import Condition, DayMinutes, answer_is
from policy.prices import Paid, Prices, ceiling, in_yuan, stage_of
from policy.rules import (
    Answered,
    AnyOf,
    AtMost,
    DailyMinutes,
    GuidedPrice,
    NotLaterThan,
    OffDay,
    Rule,
    Rules,
    Single,
    Test,
    singles,
)
from policy.vocabulary import Result, Severity

Figure = int | str | float | None
DayKind = Callable[[date], Literal["off", "on", "unclear"]]
STRONGEST_FIRST = (Result.SUSPECTED, Result.UNCLEAR, Result.NOT_SHOWN, Result.OUTSIDE_SCOPE)


@dataclass(frozen=True)
class Finding:
    """One rule's result; `limit` and `observed` are minutes, yuan, counts, HH:MM or YYYY-MM-DD, as the rule is.

    `observed` comes from the sealed answers, so it is content: only `rule_id` and `result` may be stored in clear.
    """

    rule_id: str
    result: Result
    limit: Figure
    observed: Figure
    document: str
    article: str


@dataclass(frozen=True)
class _Act:
    """What a rule may look at: the answers, the day of the act, its place (codes upward), prices and school days."""

    values: Mapping[str, object]
    on: date
    chain: Sequence[str]
    prices: Prices
    day_kind: DayKind


@dataclass(frozen=True)
class _Seen:
    """What one test makes of the answers."""

    result: Result
    limit: Figure = None
    observed: Figure = None


def find(
    rules: Rules,
    prices: Prices,
    day_kind: DayKind,
    *,
    chain: Sequence[str],
    category: str,
    values: Mapping[str, object],
    on: date,
) -> tuple[Finding, ...]:
    """A finding for every rule the answers speak to: suspected first, then unclear, not shown, outside scope.

    `values` are those of `check_answers`; `chain` the codes from the place upward (for online lessons, of the
    approving province); `on` the day of the act; `day_kind` says whether a day is off. A rule whose question was not
    answered is silent.
    """
    act = _Act(values, on, chain, prices, day_kind)
    covering = [rule for rule in rules if rule.covers(category, values.get("grade"), chain, on)]
    found = [finding for rule in covering if (finding := _finding(rule, act))]
    return tuple(sorted(found, key=lambda finding: STRONGEST_FIRST.index(finding.result)))


def severity(findings: Iterable[Finding], *, safety: bool) -> Severity:
    """Urgent for safety, high for any suspicion, else normal."""
    if safety:
        return Severity.URGENT
    return Severity.HIGH if any(one.result is Result.SUSPECTED for one in findings) else Severity.NORMAL


def _finding(rule: Rule, act: _Act) -> Finding | None:
    if not all(condition.holds(act.values) for condition in rule.applies_when):
        return None
    if all(act.values.get(test.question_id) is None for test in singles(rule)):
        return None
    if _any(rule.outside_scope_when, act):
        return _said(rule, _Seen(Result.OUTSIDE_SCOPE))
    seen = _seen(rule.test, act)
    limit = None if rule.advisory else seen.limit
    return _said(rule, _Seen(_tempered(rule, seen.result, act), limit, seen.observed))


def _said(rule: Rule, seen: _Seen) -> Finding:
    return Finding(rule.id, seen.result, seen.limit, seen.observed, rule.document, rule.article)


def _any(conditions: Iterable[Condition], act: _Act) -> bool:
    return any(condition.holds(act.values) for condition in conditions)


def _tempered(rule: Rule, result: Result, act: _Act) -> Result:
    """A suspicion, weakened where the rule or the answers leave doubt."""
    if result is not Result.SUSPECTED:
        return result
    if _any(rule.not_shown_when, act):
        return Result.NOT_SHOWN
    by_reference = act.values.get("grade") in rule.grades_by_reference
    return Result.UNCLEAR if rule.advisory or by_reference or _any(rule.unclear_when, act) else result


def _seen(test: Test, act: _Act) -> _Seen:
    """What a test makes of the answers; at least one of its questions is answered."""
    if not isinstance(test, AnyOf):
        return _seen_by_one(test, act)
    told = [_seen_by_one(one, act) for one in test.tests if act.values.get(one.question_id) is not None]
    return min(told, key=lambda seen: STRONGEST_FIRST.index(seen.result))


def _seen_by_one(test: Single, act: _Act) -> _Seen:
    match test:
        case DailyMinutes():
            return _daily_minutes(test, act)
        case AtMost():
            return _at_most(test, act)
        case NotLaterThan():
            return _not_later_than(test, act)
        case Answered():
            return _answered(test, act)
        case OffDay():
            return _off_day(test, act)
        case GuidedPrice():
            return _guided_price(test, act)


def _daily_minutes(test: DailyMinutes, act: _Act) -> _Seen:
    days = cast(tuple[DayMinutes, ...], act.values[test.question_id])
    over = sum(day.minutes > test.limit for day in days)
    total = sum(day.minutes for day in days)
    result = Result.UNCLEAR if over else Result.NOT_SHOWN
    if over >= test.days and total > test.limit * len(days):
        result = Result.SUSPECTED
    return _Seen(result, test.limit, (2 * total + len(days)) // (2 * len(days)))


def _at_most(test: AtMost, act: _Act) -> _Seen:
    number = cast(int | Decimal, act.values[test.question_id])
    observed = float(number) if isinstance(number, Decimal) else number
    return _Seen(Result.SUSPECTED if number > test.limit else Result.NOT_SHOWN, test.limit, observed)


def _not_later_than(test: NotLaterThan, act: _Act) -> _Seen:
    end = cast(time, act.values[test.question_id]).isoformat("minutes")
    late = end > test.limit or end < test.day_begins
    return _Seen(Result.SUSPECTED if late else Result.NOT_SHOWN, test.limit, end)


def _answered(test: Answered, act: _Act) -> _Seen:
    for result, answers in ((Result.SUSPECTED, test.suspected), (Result.UNCLEAR, test.unclear)):
        if answer_is(act.values[test.question_id], answers):
            return _Seen(result)
    return _Seen(Result.NOT_SHOWN)


def _off_day(test: OffDay, act: _Act) -> _Seen:
    day = cast(date, act.values[test.question_id])
    results = {"off": Result.SUSPECTED, "unclear": Result.UNCLEAR, "on": Result.NOT_SHOWN}
    return _Seen(results[act.day_kind(day)], None, day.isoformat())


def _guided_price(test: GuidedPrice, act: _Act) -> _Seen:
    values = act.values
    stage, size = stage_of(values.get("grade")), cast(int | None, values.get(test.class_size))
    table = act.prices.table(act.chain, values.get(test.mode), stage, act.on)
    base = table.base(size) if table else None
    paid = _paid(test, values)
    if table is None or base is None or paid is None:
        return _Seen(Result.UNCLEAR)
    highest, unit = ceiling(base, test.float_up_percent), paid.unit(table.minutes)
    return _Seen(Result.SUSPECTED if unit > highest else Result.NOT_SHOWN, in_yuan(highest), in_yuan(unit))


def _paid(test: GuidedPrice, values: Mapping[str, object]) -> Paid | None:
    lessons, minutes = values.get(test.lessons), values.get(test.lesson_minutes)
    if not isinstance(lessons, int) or not isinstance(minutes, int):
        return None
    return Paid(yuan=cast(Decimal, values[test.question_id]), lessons=lessons, minutes=minutes)

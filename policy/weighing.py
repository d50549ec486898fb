"""Put the tests of a rule to the answers of a report: each gives a result, what was allowed and what was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from typing import Literal, cast

from policy.forms import DayMinutes, answer_is
from policy.prices import Paid, Prices, ceiling, in_yuan, stage_of
from policy.rule_tests import (
    Answered,
    AnyOf,
    AtLeast,
    AtMost,
    AtMostBy,
    DailyMinutes,
    GuidedPrice,
    NightAtLeast,
    NotEarlierThan,
    NotLaterThan,
    OffDay,
    Single,
    Test,
)
from policy.vocabulary import Result

Figure = int | str | float | None
DayKind = Callable[[date], Literal["off", "on", "unclear"]]
STRONGEST_FIRST = (Result.SUSPECTED, Result.UNCLEAR, Result.NOT_SHOWN, Result.OUTSIDE_SCOPE)
MINUTES_OF_A_DAY = 24 * 60
HOURS = "hours"
"""What nights are measured in; all else as its question is."""

WORKING_CODES = ("working.guided_price", "working.no_price", "working.figures_missing")


@dataclass(frozen=True)
class Act:
    """What a rule may look at: the answers, the day of the act, its place (codes upward), prices and school days.

    `units` are those of the questions that have one, by question id.
    """

    values: Mapping[str, object]
    on: date
    chain: Sequence[str]
    prices: Prices
    day_kind: DayKind
    units: Mapping[str, str] = field(default_factory=dict)

    def answered(self, test: Single) -> bool:
        """Whether the test's question has an answer."""
        return self.values.get(test.question_id) is not None


@dataclass(frozen=True)
class Seen:
    """What a test makes of the answers; `working` is its arithmetic as `{code, params}` for `words.say`."""

    result: Result
    limit: Figure = None
    observed: Figure = None
    working: Mapping[str, object] | None = None
    unit: str | None = None


def weigh(test: Test, act: Act) -> Seen:
    """What a test makes of the answers, at least one of its questions being answered."""
    if not isinstance(test, AnyOf):
        return _measured(test, act)
    told = [_measured(one, act) for one in test.tests if act.answered(one)]
    return min(told, key=lambda seen: STRONGEST_FIRST.index(seen.result))


def _measured(test: Single, act: Act) -> Seen:
    unit = HOURS if isinstance(test, NightAtLeast) else act.units.get(test.question_id)
    return replace(_weigh_one(test, act), unit=unit)


def _weigh_one(test: Single, act: Act) -> Seen:  # noqa: PLR0911  (one line per kind of a closed set)
    match test:
        case DailyMinutes():
            return _daily_minutes(test, act)
        case AtMost():
            return _at_most(act.values[test.question_id], test.limit)
        case AtMostBy():
            return _at_most(act.values[test.question_id], test.limits.get(cast(str, act.values.get(test.by))))
        case AtLeast():
            return _at_least(test, act)
        case NotLaterThan():
            return _not_later_than(test, act)
        case NotEarlierThan():
            return _not_earlier_than(test, act)
        case NightAtLeast():
            return _night_at_least(test, act)
        case Answered():
            return _answered(test, act)
        case OffDay():
            return _off_day(test, act)
        case _:
            return _guided_price(test, act)


def _suspected_if(suspicious: bool, limit: Figure, observed: Figure) -> Seen:  # noqa: FBT001  (the one question)
    return Seen(Result.SUSPECTED if suspicious else Result.NOT_SHOWN, limit, observed)


def _daily_minutes(test: DailyMinutes, act: Act) -> Seen:
    days = cast(tuple[DayMinutes, ...], act.values[test.question_id])
    over = sum(day.minutes > test.limit for day in days)
    total = sum(day.minutes for day in days)
    result = Result.UNCLEAR if over else Result.NOT_SHOWN
    if over >= test.days and total > test.limit * len(days):
        result = Result.SUSPECTED
    return Seen(result, test.limit, (2 * total + len(days)) // (2 * len(days)))


def _at_most(answer: object, limit: int | Decimal | None) -> Seen:
    number = cast(int | Decimal, answer)
    if limit is None:
        return Seen(Result.UNCLEAR, None, _figure(number))
    return _suspected_if(number > limit, _figure(limit), _figure(number))


def _figure(number: int | Decimal) -> int | float:
    return float(number) if isinstance(number, Decimal) else number


def _at_least(test: AtLeast, act: Act) -> Seen:
    number = cast(int, act.values[test.question_id])
    if number < test.limit and test.unclear_from is not None and number >= test.unclear_from:
        return Seen(Result.UNCLEAR, test.limit, number)
    return _suspected_if(number < test.limit, test.limit, number)


def _clock(answer: object) -> str:
    return cast(time, answer).isoformat("minutes")


def _not_later_than(test: NotLaterThan, act: Act) -> Seen:
    end = _clock(act.values[test.question_id])
    return _suspected_if(end > test.limit or end < test.day_begins, test.limit, end)


def _not_earlier_than(test: NotEarlierThan, act: Act) -> Seen:
    begin = _clock(act.values[test.question_id])
    return _suspected_if(begin < test.limit, test.limit, begin)


def _night_at_least(test: NightAtLeast, act: Act) -> Seen:
    begin, end = (cast(time | None, act.values.get(name)) for name in (test.question_id, test.until))
    if begin is None or end is None:
        return Seen(Result.UNCLEAR, test.limit)
    minutes = (end.hour * 60 + end.minute - begin.hour * 60 - begin.minute) % MINUTES_OF_A_DAY
    return _suspected_if(minutes < test.limit * 60, test.limit, round(minutes / 60, 2))


def _answered(test: Answered, act: Act) -> Seen:
    for result, answers in ((Result.SUSPECTED, test.suspected), (Result.UNCLEAR, test.unclear)):
        if answer_is(act.values[test.question_id], answers):
            return Seen(result)
    return Seen(Result.NOT_SHOWN)


def _off_day(test: OffDay, act: Act) -> Seen:
    day = cast(date, act.values[test.question_id])
    results = {"off": Result.SUSPECTED, "unclear": Result.UNCLEAR, "on": Result.NOT_SHOWN}
    return Seen(results[act.day_kind(day)], None, day.isoformat())


def _guided_price(test: GuidedPrice, act: Act) -> Seen:
    values = act.values
    stage, size = stage_of(values.get("grade")), cast(int | None, values.get(test.class_size))
    table = act.prices.table(act.chain, values.get(test.mode), stage, act.on)
    if table is None:
        return Seen(Result.UNCLEAR, working={"code": "working.no_price", "params": {}})
    base, paid = table.base(size), _paid(test, values)
    if base is None or paid is None:
        return Seen(Result.UNCLEAR, working={"code": "working.figures_missing", "params": {}})
    highest, unit = ceiling(base, test.float_up_percent), paid.unit(table.minutes)
    working = {
        "amount": _plain(paid.yuan),
        "lessons": paid.lessons,
        "lesson_minutes": paid.minutes,
        "standard_minutes": table.minutes,
        "unit": _plain(Decimal(str(in_yuan(unit)))),
        "base": _plain(base),
        "percent": test.float_up_percent,
        "ceiling": _plain(Decimal(str(in_yuan(highest)))),
    }
    seen = _suspected_if(unit > highest, in_yuan(highest), in_yuan(unit))
    return Seen(seen.result, seen.limit, seen.observed, {"code": "working.guided_price", "params": working})


def _plain(number: Decimal) -> int | float:
    """As a person writes it: 253, not 253.0."""
    return int(number) if number == int(number) else float(number)


def _paid(test: GuidedPrice, values: Mapping[str, object]) -> Paid | None:
    lessons, minutes = values.get(test.lessons), values.get(test.lesson_minutes)
    if not isinstance(lessons, int) or not isinstance(minutes, int):
        return None
    return Paid(yuan=cast(Decimal, values[test.question_id]), lessons=lessons, minutes=minutes)

"""Check the answers to a form: typed values, or what is wrong with which field. Errors never repeat the input."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from policy.forms import DayMinutes, Form, Question, QuestionType
from policy.vocabulary import FIELD_NAME, FieldError, Reason

FIRST_DAY = date(2021, 1, 1)
ROOT = "answers"
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LISTS = frozenset({QuestionType.CHOICES, QuestionType.MINUTES_BY_DAY})
TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True)
class Checked:
    """Typed values by question id, and every error; `values` holds only what is right.

    choice → str or int, choices → tuple of them, boolean → bool, integer → int, money → Decimal, date → date,
    time → time, text → str, minutes_by_day → tuple of `DayMinutes` in the order given.
    """

    values: Mapping[str, object]
    errors: tuple[FieldError, ...]


class _Refused(Exception):
    """One answer is not acceptable: (path below the question, reason) for each thing wrong."""

    def __init__(self, *faults: tuple[str, Reason]) -> None:
        super().__init__()
        self.faults = faults


def check_answers(form: Form, answers: object, today: date) -> Checked:
    """Check `answers`, any JSON value, against the form. An answer of null counts as none.

    Errors: `field.*` codes at `answers.<question>[.<index>.<key>]`.
    """
    if not isinstance(answers, Mapping):
        return Checked({}, (FieldError(ROOT, Reason("field.type_object")),))
    values: dict[str, object] = {}
    faults: dict[str, tuple[tuple[str, Reason], ...]] = {}
    for question in form.questions:
        shown = question.shown(values) or (
            question.shown_when is not None and question.shown_when.question_id in faults
        )
        try:
            value = _answer(question, answers.get(question.id), today, shown=shown)
        except _Refused as refused:
            faults[question.id] = refused.faults
        else:
            if value is not None:
                values[question.id] = value
    errors = [FieldError(f"{ROOT}.{key}{below}", reason) for key, found in faults.items() for below, reason in found]
    unknown = answers.keys() - {question.id for question in form.questions}
    errors += [FieldError(field, Reason("field.unknown")) for field in sorted({_named(name) for name in unknown})]
    return Checked(values, tuple(errors))


def check_day(field: str, day: date | None, today: date) -> tuple[FieldError, ...]:
    """What is wrong with a day on which something is said to have happened."""
    reason = None if day is None else _untimely(day, today)
    return (FieldError(field, reason),) if reason else ()


def _named(question_id: object) -> str:
    """Where an unknown question is reported: by its name only if it looks like one of ours."""
    name = str(question_id)
    return f"{ROOT}.{name}" if FIELD_NAME.fullmatch(name) else ROOT


def _answer(question: Question, answer: object, today: date, *, shown: bool) -> object:
    """The typed answer, or None where none was given."""
    if answer is None or (answer == [] and question.type in LISTS):
        if question.required and shown:
            raise _refusal("field.required")
        return None
    if not shown:
        raise _refusal("field.not_asked")
    return READ[question.type](question, answer, today)


def _refusal(code: str, **params: object) -> _Refused:
    return _Refused(("", Reason(code, params)))


def _choice(question: Question, answer: object, _today: date) -> int | str:
    kind = int if isinstance(question.options[0], int) else str
    if not isinstance(answer, kind) or isinstance(answer, bool):
        raise _refusal("field.type_choice")
    if answer not in question.options:
        raise _refusal("field.not_offered", allowed=question.options)
    return answer


def _choices(question: Question, answer: object, today: date) -> tuple[int | str, ...]:
    if not isinstance(answer, list):
        raise _refusal("field.type_choices")
    chosen: list[int | str] = []
    faults: list[tuple[str, Reason]] = []
    for index, one in enumerate(answer[: len(question.options) + 1]):
        try:
            option = _choice(question, one, today)
        except _Refused as refused:
            faults += [(f".{index}", reason) for _, reason in refused.faults]
        else:
            faults += [(f".{index}", Reason("field.repeated"))] if option in chosen else []
            chosen.append(option)
    if faults:
        raise _Refused(*faults)
    return tuple(chosen)


def _boolean(_question: Question, answer: object, _today: date) -> bool:
    if not isinstance(answer, bool):
        raise _refusal("field.type_boolean")
    return answer


def _integer(question: Question, answer: object, _today: date) -> int:
    if not isinstance(answer, int) or isinstance(answer, bool):
        raise _refusal("field.type_integer")
    _in_range(question, answer)
    return answer


def _money(question: Question, answer: object, _today: date) -> Decimal:
    if not isinstance(answer, int | float | Decimal) or isinstance(answer, bool):
        raise _refusal("field.type_money")
    if not isinstance(answer, int) and not math.isfinite(answer):
        raise _refusal("field.type_money")
    _in_range(question, answer)
    yuan = Decimal(str(answer))
    if yuan != round(yuan, 2):
        raise _refusal("field.type_money")
    return yuan


def _in_range(question: Question, number: float | Decimal) -> None:
    least, most = question.min or 0, question.max or 0
    if not least <= number <= most:
        raise _refusal("field.range", min=least, max=most)


def _date(question: Question, answer: object, today: date) -> date:
    day = _parsed_date(answer)
    ahead = question.days_ahead
    reason = _untimely(day, today) if ahead is None else _unplanned(day, today, today + timedelta(days=ahead))
    if reason:
        raise _Refused(("", reason))
    return day


def _untimely(day: date, today: date) -> Reason | None:
    if day > today:
        return Reason("field.date_future")
    return Reason("field.date_too_old", {"first": FIRST_DAY.isoformat()}) if day < FIRST_DAY else None


def _unplanned(day: date, today: date, last: date) -> Reason | None:
    if day < today:
        return Reason("field.date_past")
    return Reason("field.date_too_far", {"last": last.isoformat()}) if day > last else None


def _parsed_date(answer: object) -> date:
    if not isinstance(answer, str) or not DATE.fullmatch(answer):
        raise _refusal("field.type_date")
    try:
        return date.fromisoformat(answer)
    except ValueError:
        raise _refusal("field.type_date") from None


def _time(_question: Question, answer: object, _today: date) -> time:
    if not isinstance(answer, str) or not TIME.fullmatch(answer):
        raise _refusal("field.type_time")
    return time.fromisoformat(answer)


def _text(question: Question, answer: object, _today: date) -> str | None:
    # A lone surrogate is legal in JSON but has no UTF-8, so it could not be sealed.
    if not isinstance(answer, str) or any("\ud800" <= character <= "\udfff" for character in answer):
        raise _refusal("field.type_text")
    if len(answer) > (question.max or 0):
        raise _refusal("field.too_long", max=question.max)
    if question.required and not answer.strip():
        raise _refusal("field.required")
    return answer.strip() or None


def _minutes_by_day(question: Question, answer: object, today: date) -> tuple[DayMinutes, ...]:
    most = question.max_items or 0
    if not isinstance(answer, list):
        raise _refusal("field.type_minutes_by_day")
    if len(answer) > most:
        raise _refusal("field.too_many", max=most)
    days: list[DayMinutes] = []
    faults: list[tuple[str, Reason]] = []
    for index, item in enumerate(answer):
        try:
            days.append(_day(question, item, today, [day.date for day in days]))
        except _Refused as refused:
            faults += [(f".{index}{below}", reason) for below, reason in refused.faults]
    if faults:
        raise _Refused(*faults)
    return tuple(days)


def _day(question: Question, item: object, today: date, taken: list[date]) -> DayMinutes:
    """One `{date, minutes}`."""
    if not isinstance(item, Mapping) or not item.keys() <= {"date", "minutes"}:
        raise _refusal("field.type_minutes_by_day")
    try:
        day = _date(question, _present(item, "date"), today)
    except _Refused as refused:
        raise _at("date", refused) from None
    if day in taken:
        raise _Refused((".date", Reason("field.repeated")))
    try:
        return DayMinutes(day, _integer(question, _present(item, "minutes"), today))
    except _Refused as refused:
        raise _at("minutes", refused) from None


def _present(item: Mapping[str, object], key: str) -> object:
    if item.get(key) is None:
        raise _refusal("field.required")
    return item[key]


def _at(key: str, refused: _Refused) -> _Refused:
    return _Refused(*((f".{key}{below}", reason) for below, reason in refused.faults))


READ: Mapping[QuestionType, Callable[[Question, object, date], object]] = {
    QuestionType.CHOICE: _choice,
    QuestionType.CHOICES: _choices,
    QuestionType.BOOLEAN: _boolean,
    QuestionType.INTEGER: _integer,
    QuestionType.MONEY: _money,
    QuestionType.DATE: _date,
    QuestionType.TIME: _time,
    QuestionType.TEXT: _text,
    QuestionType.MINUTES_BY_DAY: _minutes_by_day,
}

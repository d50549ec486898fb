"""The forms a reporter fills: one per category, each a list of questions (DESIGN §7, `GET /categories`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar, cast

from pydantic import ConfigDict, Field, StrictBool, StrictInt, StrictStr

from policy.reading import DATA, NO_OTHER_KEYS, Source, read_yaml

TEXT_MAX = 500
Answer = StrictBool | StrictInt | StrictStr | None


class QuestionType(StrEnum):
    """What kind of answer a question takes; the API's names."""

    CHOICE = "choice"
    CHOICES = "choices"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    TEXT = "text"
    MINUTES_BY_DAY = "minutes_by_day"


WITH_OPTIONS = frozenset({QuestionType.CHOICE, QuestionType.CHOICES})
WITH_RANGE = frozenset({QuestionType.INTEGER, QuestionType.MONEY, QuestionType.MINUTES_BY_DAY, QuestionType.TEXT})
ACT_DATES = frozenset({QuestionType.DATE, QuestionType.MINUTES_BY_DAY})


@dataclass(frozen=True)
class DayMinutes:
    """Minutes on one day, as answered."""

    date: date
    minutes: int


def answer_is(answer: object, among: tuple[Answer, ...]) -> bool:
    """Whether a typed answer, or any one of several chosen, is among some values."""
    given = answer if isinstance(answer, tuple) else (answer,)
    return any(one in among for one in given)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """The answer to a question is one of some values; of several chosen, one is enough; null is "not answered"."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS

    question_id: str
    among: Annotated[tuple[Answer, ...], Field(alias="in", min_length=1)]

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether it is true of the typed values of `check_answers`."""
        return answer_is(values.get(self.question_id), self.among)


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question; `min` and `max` bound numbers, minutes of one day, or the characters of a text.

    A date is a past day or today; with `days_ahead`, it is today or one of so many days to come.
    """

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS

    category: str
    id: str
    type: QuestionType
    required: bool = False
    options: tuple[StrictInt | StrictStr, ...] = ()
    unit: str | None = None
    min: int | None = None
    max: int | None = None
    max_items: int | None = None
    days_ahead: Annotated[int, Field(ge=1)] | None = None
    shown_when: Condition | None = None
    dates_the_act: bool = False
    same_each_day: bool = False

    @property
    def code(self) -> str:
        """The stem of its words: `<code>.label`, `<code>.help`."""
        return f"question.{self.category}.{self.id}"

    def option_code(self, value: int | str) -> str:
        """The word for one of its options; a grade is called the same everywhere."""
        return f"grade.{value}" if self.id == "grade" else f"option.{self.category}.{self.id}.{value}"

    def shown(self, values: Mapping[str, object]) -> bool:
        """Whether it is asked, given the typed answers before it."""
        return self.shown_when is None or self.shown_when.holds(values)

    def offers(self, value: Answer) -> bool:
        """Whether an answer to it can be, or contain, `value`."""
        if self.type is QuestionType.BOOLEAN:
            return isinstance(value, bool)
        return not isinstance(value, bool) and value in self.options


@dataclass(frozen=True)
class Form:
    """The questions of one category, in the order they are asked."""

    category: str
    questions: tuple[Question, ...]

    def question(self, question_id: str) -> Question | None:
        """The question of that id, if there is one."""
        return next((one for one in self.questions if one.id == question_id), None)

    @property
    def units(self) -> Mapping[str, str]:
        """By question id, of those whose answers have one."""
        return {one.id: one.unit for one in self.questions if one.unit}


Forms = Mapping[str, Form]


def load_forms(data: Path = DATA) -> Forms:
    """Forms by category, in the order of the file; refuses a question that no client could show."""
    source = read_yaml(data / "forms.yaml", Question)
    forms: dict[str, Form] = {}
    for index, question in enumerate(source.items):
        before = forms.get(question.category, Form(question.category, ()))
        for what in _faults(question, before):
            source.refuse(index, f"{question.id}: {what}")
        forms[question.category] = Form(question.category, (*before.questions, question))
    for form in forms.values():
        _refuse_two_dates(source, form)
    return forms


def act_date(form: Form, values: Mapping[str, object], *, occurred_on: date | None, filed_on: date) -> date:
    """The day of the act, by which rules are chosen: in the answers, else `occurred_on`, else the filing day."""
    question = next((one for one in form.questions if one.dates_the_act), None)
    answer = values.get(question.id) if question else None
    if isinstance(answer, tuple):
        return max(cast(tuple[DayMinutes, ...], answer), key=lambda day: day.date).date
    return answer if isinstance(answer, date) else occurred_on or filed_on


def _faults(question: Question, before: Form) -> Iterable[str]:
    """What is wrong with a question that follows the questions `before`."""
    if before.question(question.id):
        yield "asked twice"
    if (question.type in WITH_OPTIONS) != bool(question.options):
        yield "options go with choice and choices"
    if len(set(question.options)) != len(question.options):
        yield "an option is offered twice"
    yield from _range_faults(question)
    yield from _condition_faults(question, before)
    if question.dates_the_act and question.type not in ACT_DATES:
        yield "only a date or minutes_by_day can date the act"
    if question.days_ahead is not None and (question.type is not QuestionType.DATE or question.dates_the_act):
        yield "days_ahead goes with a date, and not with one that dates the act"


def _range_faults(question: Question) -> Iterable[str]:
    if (question.type in WITH_RANGE) != (question.max is not None):
        yield "max goes with integer, money, minutes_by_day and text"
    if question.max is not None and (question.min or 0) > question.max:
        yield "min is over max"
    if question.type is QuestionType.TEXT and (question.max or 0) > TEXT_MAX:
        yield f"a text has at most {TEXT_MAX} characters"
    if (question.type is QuestionType.MINUTES_BY_DAY) != (question.max_items is not None):
        yield "max_items goes with minutes_by_day"


def _condition_faults(question: Question, before: Form) -> Iterable[str]:
    if question.shown_when is None:
        return
    asked = before.question(question.shown_when.question_id)
    if asked is None:
        yield f"shown_when names {question.shown_when.question_id}, which is not asked before"
    elif not all(asked.offers(value) for value in question.shown_when.among):
        yield f"shown_when names an answer that {asked.id} does not offer"


def _refuse_two_dates(source: Source[Question], form: Form) -> None:
    dating = [one for one in form.questions if one.dates_the_act]
    if len(dating) > 1:
        source.refuse(source.items.index(dating[1]), f"{dating[1].id}: two questions date the act")

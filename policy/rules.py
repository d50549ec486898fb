"""The rules of the documents, as data: when each applies and what it tests. `findings.find` applies them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from policy.documents import Confidence, Documents
from policy.forms import Answer, Condition, Forms, Question, QuestionType
from policy.reading import DATA, NO_OTHER_KEYS, Source, read_csv, read_yaml

NATION = "000000"
Minutes = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, kw_only=True)
class DailyMinutes:
    """Over the limit on `days` given days and on the mean of all: suspected; on any day: unclear."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    kind: Literal["daily_minutes"]
    question_id: str
    limit: Minutes
    days: Annotated[int, Field(ge=1)] = 3


@dataclass(frozen=True, kw_only=True)
class AtMost:
    """A number over the limit is suspected."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    kind: Literal["at_most"]
    question_id: str
    limit: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, kw_only=True)
class NotLaterThan:
    """A time after the limit is suspected; so is one before `day_begins`, which belongs to the evening before."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    kind: Literal["not_later_than"]
    question_id: str
    limit: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    day_begins: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "05:00"


@dataclass(frozen=True, kw_only=True)
class Answered:
    """Some answers are suspected, some unclear, all others not shown."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    kind: Literal["answered"]
    question_id: str
    suspected: Annotated[tuple[Answer, ...], Field(min_length=1)]
    unclear: tuple[Answer, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OffDay:
    """A date on a public holiday, rest day or in a vacation is suspected."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    kind: Literal["off_day"]
    question_id: str


@dataclass(frozen=True, kw_only=True)
class GuidedPrice:
    """Price of one standard lesson over the guided price and its float: suspected; no table or figure: unclear.

    `question_id` names the amount; the other attributes name the questions for the rest.
    """

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    kind: Literal["guided_price"]
    question_id: str
    lessons: str
    lesson_minutes: str
    class_size: str
    mode: str
    float_up_percent: Annotated[int, Field(ge=0)]


Single = DailyMinutes | AtMost | NotLaterThan | Answered | OffDay | GuidedPrice


@dataclass(frozen=True, kw_only=True)
class AnyOf:
    """The strongest result of several tests; those whose question was not answered are left out."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    kind: Literal["any_of"]
    tests: Annotated[tuple[Annotated[Single, Field(discriminator="kind")], ...], Field(min_length=2)]


Test = Single | AnyOf


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule, in one wording, for some days, places and grades; several rules may share an `id`.

    `advisory`: the document sets no number of its own, so the result is at most unclear and no limit is shown.
    `grades_by_reference`: the document reaches these grades only "by reference", so at most unclear.
    `applies_when` (all): else silent. `outside_scope_when`, `not_shown_when`, `unclear_when` (any of each) temper a
    suspicion.
    """

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS

    id: str
    categories: Annotated[tuple[str, ...], Field(min_length=1)]
    document: str
    article: str
    confidence: Confidence
    enabled: bool = True
    effective_from: date | None
    effective_to: date | None = None
    regions: Annotated[tuple[str, ...], Field(min_length=1)] = (NATION,)
    grades: Annotated[tuple[int, ...], Field(min_length=1)]
    grades_by_reference: tuple[int, ...] = ()
    advisory: bool = False
    applies_when: tuple[Condition, ...] = ()
    outside_scope_when: tuple[Condition, ...] = ()
    not_shown_when: tuple[Condition, ...] = ()
    unclear_when: tuple[Condition, ...] = ()
    test: Annotated[Test, Field(discriminator="kind")]

    @property
    def text_code(self) -> str:
        """The word that says the rule to a reader."""
        return f"rule.{self.id}.text"

    @property
    def starts(self) -> date:
        """Its first day; one that is not known does not bound it."""
        return self.effective_from or date.min

    @property
    def ends(self) -> date:
        """Its last day."""
        return self.effective_to or date.max

    @property
    def all_grades(self) -> frozenset[int]:
        """The grades it speaks of, by reference or not."""
        return frozenset((*self.grades, *self.grades_by_reference))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition it has."""
        return (*self.applies_when, *self.outside_scope_when, *self.not_shown_when, *self.unclear_when)

    def covers(self, category: str, grade: object, chain: Sequence[str], on: date) -> bool:
        """Whether it is about such an act, done on that day, in the place of these codes."""
        here = NATION in self.regions or any(code in self.regions for code in chain)
        return (
            self.enabled
            and category in self.categories
            and grade in self.all_grades
            and here
            and self.starts <= on <= self.ends
        )


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A rule of the documents that answers are not tried against, and why not."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS

    id: str
    confidence: Confidence
    why: Literal[
        "no_form_asks", "recalled", "vague", "definition", "same_as_another", "advice_to_families", "not_for_reporters"
    ]


Rules = tuple[Rule, ...]
ANSWERS: Mapping[str, frozenset[QuestionType]] = {
    "daily_minutes": frozenset({QuestionType.MINUTES_BY_DAY}),
    "at_most": frozenset({QuestionType.INTEGER, QuestionType.MONEY}),
    "not_later_than": frozenset({QuestionType.TIME}),
    "answered": frozenset({QuestionType.CHOICE, QuestionType.CHOICES, QuestionType.BOOLEAN}),
    "off_day": frozenset({QuestionType.DATE}),
    "guided_price": frozenset({QuestionType.MONEY}),
}


def load_rules(forms: Forms, documents: Documents, data: Path = DATA) -> Rules:
    """The rules, in the order of the file; refuses what names something unknown, overlaps, or is only recalled."""
    source = read_yaml(data / "rules.yaml", Rule)
    for index, rule in enumerate(source.items):
        for what in _faults(rule, forms, documents):
            source.refuse(index, f"{rule.id}: {what}")
        if any(rule.id == other.id and _meet(rule, other) for other in source.items[:index]):
            source.refuse(index, f"{rule.id}: another version holds for the same grade, place and day")
    _refuse_gaps(source)
    return source.items


def load_left_out(rules: Rules, data: Path = DATA) -> tuple[LeftOut, ...]:
    """The rules left out; refuses one said twice, one that is in use, and a known one called recalled."""
    source = read_csv(data / "rules_left_out.csv", LeftOut)
    ids = [one.id for one in source.items]
    for index, one in enumerate(source.items):
        if one.id in ids[:index] or any(one.id == rule.id for rule in rules):
            source.refuse(index, f"{one.id}: said twice, or in use")
        if (one.why == "recalled") == one.confidence.known:
            source.refuse(index, f"{one.id}: its confidence does not go with the reason")
    return source.items


def singles(rule: Rule) -> tuple[Single, ...]:
    """The tests of a rule, one by one."""
    return rule.test.tests if isinstance(rule.test, AnyOf) else (rule.test,)


def _faults(rule: Rule, forms: Forms, documents: Documents) -> Iterable[str]:
    if rule.document not in documents:
        yield f"no document {rule.document}"
    if rule.enabled and not rule.confidence.known:
        yield "a rule that is only recalled cannot be on by default"
    if rule.ends < rule.starts:
        yield "it ends before it begins"
    for category in rule.categories:
        if category not in forms:
            yield f"no form {category}"
        else:
            yield from _question_faults(rule, forms[category].question)


def _question_faults(rule: Rule, find: Callable[[str], Question | None]) -> Iterable[str]:
    grade = find("grade")
    if grade is None or not rule.all_grades <= set(grade.options):
        yield "grades that the form does not offer"
    for test in singles(rule):
        question = find(test.question_id)
        if question is None or question.type not in ANSWERS[test.kind]:
            yield f"{test.kind}: no fitting question {test.question_id}"
        elif isinstance(test, Answered):
            yield from _answer_faults(question, (*test.suspected, *test.unclear))
        elif isinstance(test, GuidedPrice):
            names = (test.lessons, test.lesson_minutes, test.class_size, test.mode)
            yield from (f"no question {name}" for name in names if find(name) is None)
    for condition in rule.conditions:
        question = find(condition.question_id)
        if question is None:
            yield f"no question {condition.question_id}"
        else:
            yield from _answer_faults(question, condition.among)


def _answer_faults(question: Question, answers: Iterable[Answer]) -> Iterable[str]:
    for answer in answers:
        if answer is not None and not question.offers(answer):
            yield f"{question.id} does not offer {answer}"


def _meet(one: Rule, other: Rule) -> bool:
    places = NATION in (*one.regions, *other.regions) or set(one.regions) & set(other.regions)
    days = one.starts <= other.ends and other.starts <= one.ends
    return bool(places and days and one.all_grades & other.all_grades)


def _refuse_gaps(source: Source[Rule]) -> None:
    """Versions that differ only by date must follow each other day by day."""
    versions: dict[tuple[object, ...], list[Rule]] = {}
    for rule in source.items:
        versions.setdefault((rule.id, rule.regions, rule.all_grades), []).append(rule)
    for same in versions.values():
        for before, after in pairwise(sorted(same, key=lambda rule: rule.starts)):
            if before.ends + timedelta(days=1) != after.starts:
                source.refuse(source.items.index(after), f"{after.id}: a gap before {after.starts}")

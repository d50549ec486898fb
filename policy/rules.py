"""The rules of the documents, as data: when each applies and what it tests. `findings.find` applies them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from policy.documents import Confidence, Documents
from policy.forms import Answer, Condition, Forms, Question
from policy.reading import DATA, NO_OTHER_KEYS, Source, laid_over, read_csv, read_yaml
from policy.rule_tests import ANSWERS, Answered, AtMostBy, Single, Test, also_reads, singles

NATION = "000000"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule, in one wording, for some days, places and grades; several rules may share an `id`.

    Of those that share an id, the one for the nearest region holds at a place.
    `advisory`: the document sets no number of its own, so the result is at most unclear and no limit is shown.
    `in_principle`: the document says "generally" or "in principle", so the result is at most unclear.
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
    in_principle: bool = False
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

    @property
    def tests(self) -> tuple[Single, ...]:
        """Its tests, one by one."""
        return singles(self.test)

    def covers(self, category: str, grade: object, chain: Sequence[str], on: date) -> bool:
        """Whether it is about such an act, done on that day, in the place of these codes."""
        return (
            self.enabled
            and category in self.categories
            and grade in self.all_grades
            and self.distance(chain) is not None
            and self.starts <= on <= self.ends
        )

    def distance(self, chain: Sequence[str]) -> int | None:
        """How far up from the place its nearest region is; None where it does not hold."""
        steps = (step for step, code in enumerate(chain) if code in self.regions)
        return next(steps, len(chain) if NATION in self.regions else None)


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A rule of the documents that answers are not tried against, and why not."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS

    id: str
    confidence: Confidence
    why: Literal["recalled", "vague", "definition", "same_as_another", "not_for_reporters"]


Rules = tuple[Rule, ...]


def load_rules(
    forms: Forms,
    documents: Documents,
    data: Path = DATA,
    overlay: Path | None = None,
    *,
    regions: Collection[str] | None = None,
) -> Rules:
    """The rules, in the order of the file; refuses what names something unknown, overlaps, or is only recalled.

    `regions` are the codes of places a rule may name, former ones too; None: any. An overlay replaces all versions of
    a rule that it names.
    """
    source = laid_over("rules.yaml", data, overlay, lambda file: read_yaml(file, Rule), lambda rule: rule.id)
    for index, rule in enumerate(source.items):
        for what in _faults(rule, forms, documents, regions):
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


def _faults(rule: Rule, forms: Forms, documents: Documents, regions: Collection[str] | None) -> Iterable[str]:
    if rule.document not in documents:
        yield f"no document {rule.document}"
    if rule.enabled and not rule.confidence.known:
        yield "a rule that is only recalled cannot be on by default"
    if rule.ends < rule.starts:
        yield "it ends before it begins"
    if regions is not None:
        yield from (f"no place {code}" for code in rule.regions if code not in regions)
    for category in rule.categories:
        if category not in forms:
            yield f"no form {category}"
        else:
            yield from _question_faults(rule, forms[category].question)


def _question_faults(rule: Rule, find: Callable[[str], Question | None]) -> Iterable[str]:
    grade = find("grade")
    if grade is None or not rule.all_grades <= set(grade.options):
        yield "grades that the form does not offer"
    for test in rule.tests:
        yield from _test_faults(test, find)
    for condition in rule.conditions:
        question = find(condition.question_id)
        if question is None:
            yield f"no question {condition.question_id}"
        else:
            yield from _answer_faults(question, condition.among)


def _test_faults(test: Single, find: Callable[[str], Question | None]) -> Iterable[str]:
    question = find(test.question_id)
    if question is None or question.type not in ANSWERS[test.kind]:
        yield f"{test.kind}: no fitting question {test.question_id}"
    elif isinstance(test, Answered):
        yield from _answer_faults(question, (*test.suspected, *test.unclear))
    for name in also_reads(test):
        other = find(name)
        if other is None:
            yield f"no question {name}"
        elif isinstance(test, AtMostBy):
            yield from _answer_faults(other, test.limits)


def _answer_faults(question: Question, answers: Iterable[Answer]) -> Iterable[str]:
    for answer in answers:
        if answer is not None and not question.offers(answer):
            yield f"{question.id} does not offer {answer}"


def _meet(one: Rule, other: Rule) -> bool:
    shared = (set(one.regions) & set(other.regions), set(one.categories) & set(other.categories))
    days = one.starts <= other.ends and other.starts <= one.ends
    return bool(all(shared) and days and one.all_grades & other.all_grades)


def _refuse_gaps(source: Source[Rule]) -> None:
    """Versions that differ only by date must follow each other day by day."""
    versions: dict[tuple[object, ...], list[Rule]] = {}
    for rule in source.items:
        versions.setdefault((rule.id, rule.categories, rule.regions, rule.all_grades), []).append(rule)
    for same in versions.values():
        for before, after in pairwise(sorted(same, key=lambda rule: rule.starts)):
            if before.ends + timedelta(days=1) != after.starts:
                source.refuse(source.items.index(after), f"{after.id}: a gap before {after.starts}")

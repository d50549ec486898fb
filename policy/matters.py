"""What a report is legally about, computed from its category and answers; it decides the department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict

from policy.divisions import Division
from policy.leads import Leads, regional_lead
from policy.reading import DATA, NO_OTHER_KEYS, Source, laid_over, read_csv, read_yaml


class UnknownMatter(Exception):
    """A category or matter that the data does not have."""


@dataclass(frozen=True)
class Department:
    """A branch of government that may have an office in a division; its name is the word `department.<code>`."""

    code: str


@dataclass(frozen=True)
class HelpLine:
    """A telephone number for someone in danger; what it is for is the word `help_line.<number>`."""

    number: str


@dataclass(frozen=True)
class Matter:
    """A matter: `when` maps a question to the answers that fit; `co_handlers` are the departments that take part."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS

    code: str
    category: str
    lead: str
    co_handlers: tuple[str, ...] = ()
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def fits(self, answers: Mapping[str, object]) -> bool:
        """Whether every condition has a fitting answer."""
        return all(_any_of(answers.get(question), wanted) for question, wanted in self.when.items())


@dataclass(frozen=True)
class Matters:
    """Every matter, by code and, in order, by category; `leads` are the departments that regions name themselves."""

    by_code: Mapping[str, Matter]
    by_category: Mapping[str, tuple[Matter, ...]]
    leads: Leads = field(default_factory=dict)

    def get(self, code: str) -> Matter:
        """The matter of this code; `UnknownMatter` if there is none."""
        try:
            return self.by_code[code]
        except KeyError:
            raise UnknownMatter(code) from None

    def lead(self, code: str, chain: Iterable[Division], on: date) -> str:
        """The department that leads the matter at a place on a day; `chain` goes from the place upward."""
        national = self.get(code).lead
        return regional_lead(self.leads, chain, code, on) or national


def matter_of(matters: Matters, category: str, answers: Mapping[str, object]) -> str:
    """The code of the first matter of the category that fits the answers; `UnknownMatter` for an unknown category."""
    for matter in matters.by_category.get(category, ()):
        if matter.fits(answers):
            return matter.code
    raise UnknownMatter(category)


def is_online(answers: Mapping[str, object]) -> bool:
    """Whether the lessons are given online, as far as the form asks."""
    return answers.get("mode") == "online"


def load_departments(data: Path = DATA) -> tuple[str, ...]:
    """The codes of all departments, in the order of the file."""
    rows = read_csv(data / "departments.csv", Department)
    return _codes(rows)


def load_help_lines(data: Path = DATA) -> tuple[str, ...]:
    """Telephone numbers, in the order to show them."""
    return tuple(line.number for line in read_yaml(data / "help_lines.yaml", HelpLine).items)


def load_matters(data: Path = DATA, overlay: Path | None = None) -> Matters:
    """The matters; refuses an unknown department, a code said twice, and a category without a catch-all at its end."""
    source = laid_over("matters.yaml", data, overlay, lambda file: read_yaml(file, Matter), lambda matter: matter.code)
    departments = frozenset(load_departments(data))
    by_code: dict[str, Matter] = {}
    for index, matter in enumerate(source.items):
        unknown = [code for code in (matter.lead, *matter.co_handlers) if code not in departments]
        if unknown:
            source.refuse(index, f"{matter.code}: unknown department {unknown[0]}")
        if matter.code in by_code:
            source.refuse(index, f"{matter.code}: given twice")
        by_code[matter.code] = matter
    return Matters(by_code, _by_category(source))


def _by_category(source: Source[Matter]) -> dict[str, tuple[Matter, ...]]:
    indexes: dict[str, list[int]] = {}
    for index, matter in enumerate(source.items):
        indexes.setdefault(matter.category, []).append(index)
    for category, places in indexes.items():
        if source.items[places[-1]].when:
            source.refuse(places[-1], f"{category}: the last matter of a category must have no condition")
        for before, after in pairwise(places):
            if not source.items[before].when:
                source.refuse(after, f"{category}: no report can reach a matter that stands after the catch-all")
    return {category: tuple(source.items[place] for place in places) for category, places in indexes.items()}


def _codes(rows: Source[Department]) -> tuple[str, ...]:
    codes = tuple(row.code for row in rows.items)
    for index, code in enumerate(codes):
        if code in codes[:index]:
            rows.refuse(index, f"{code}: given twice")
    return codes


def _any_of(answer: object, wanted: tuple[str, ...]) -> bool:
    if isinstance(answer, list | tuple | set | frozenset):
        return any(value in wanted for value in answer)
    return answer in wanted

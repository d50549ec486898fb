"""What a rule can test: a closed set. `weighing.weigh` applies a test to answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from policy.forms import Answer, QuestionType
from policy.reading import NO_OTHER_KEYS

Minutes = Annotated[int, Field(ge=0)]
TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


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
class AtMostBy:
    """A number over the limit that goes with the answer to the choice `by` is suspected; no such limit: unclear."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    kind: Literal["at_most_by"]
    question_id: str
    by: str
    limits: Annotated[Mapping[str, Annotated[Decimal, Field(ge=0)]], Field(min_length=1)]


@dataclass(frozen=True, kw_only=True)
class AtLeast:
    """A number under the limit is suspected; if `unclear_from` is given, only one under that, and the rest unclear."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    kind: Literal["at_least"]
    question_id: str
    limit: Annotated[int, Field(ge=1)]
    unclear_from: Annotated[int, Field(ge=0)] | None = None


@dataclass(frozen=True, kw_only=True)
class NotLaterThan:
    """A time after the limit is suspected; so is one before `day_begins`, which belongs to the evening before."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    kind: Literal["not_later_than"]
    question_id: str
    limit: TimeOfDay
    day_begins: TimeOfDay = "05:00"


@dataclass(frozen=True, kw_only=True)
class NotEarlierThan:
    """A time before the limit is suspected."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    kind: Literal["not_earlier_than"]
    question_id: str
    limit: TimeOfDay


@dataclass(frozen=True, kw_only=True)
class NightAtLeast:
    """Fewer than `limit` hours from one time to the other, past midnight, are suspected; one time alone: unclear."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    kind: Literal["night_at_least"]
    question_id: str
    until: str
    limit: Annotated[int, Field(ge=1, le=24)]


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


Single = (
    DailyMinutes
    | AtMost
    | AtMostBy
    | AtLeast
    | NotLaterThan
    | NotEarlierThan
    | NightAtLeast
    | Answered
    | OffDay
    | GuidedPrice
)


@dataclass(frozen=True, kw_only=True)
class AnyOf:
    """The strongest result of several tests; those whose question was not answered are left out."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    kind: Literal["any_of"]
    tests: Annotated[tuple[Annotated[Single, Field(discriminator="kind")], ...], Field(min_length=2)]


Test = Single | AnyOf
ANSWERS: Mapping[str, frozenset[QuestionType]] = {
    "daily_minutes": frozenset({QuestionType.MINUTES_BY_DAY}),
    "at_most": frozenset({QuestionType.INTEGER, QuestionType.MONEY}),
    "at_most_by": frozenset({QuestionType.INTEGER, QuestionType.MONEY}),
    "at_least": frozenset({QuestionType.INTEGER}),
    "not_later_than": frozenset({QuestionType.TIME}),
    "not_earlier_than": frozenset({QuestionType.TIME}),
    "night_at_least": frozenset({QuestionType.TIME}),
    "answered": frozenset({QuestionType.CHOICE, QuestionType.CHOICES, QuestionType.BOOLEAN}),
    "off_day": frozenset({QuestionType.DATE}),
    "guided_price": frozenset({QuestionType.MONEY}),
}
"""What type of question each test can be put to."""


def singles(test: Test) -> tuple[Single, ...]:
    """The tests in a test, one by one."""
    return test.tests if isinstance(test, AnyOf) else (test,)


def also_reads(test: Single) -> tuple[str, ...]:
    """The questions a test reads beside its own."""
    match test:
        case GuidedPrice():
            return (test.lessons, test.lesson_minutes, test.class_size, test.mode)
        case AtMostBy():
            return (test.by,)
        case NightAtLeast():
            return (test.until,)
        case _:
            return ()

"""What the demo consists of: `demo/data`, read and checked once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field

from policy import Policy
from policy.divisions import Division, Divisions
from policy.reading import NO_OTHER_KEYS, read_csv, read_yaml
from policy.transfers import TransferReason
from policy.vocabulary import Event, Outcome, ReporterRole, Source

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, kw_only=True)
class OfficesItem:
    """Offices of one department: in `divisions`, and in every division below `below`; some have `two_officers`."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    department: str
    ending: str
    divisions: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    two_officers: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlannedOffice:
    """One office to make."""

    division: Division
    department: str
    name: str
    officers: int = 1


@dataclass(frozen=True)
class InstitutionRow:
    """An institution, the office that runs it if not that of the tree, and the province of its online lessons."""

    division_code: str
    name: str
    office_division_code: str | None
    office_department: str | None
    approving_division_code: str | None
    credit_code: str | None
    licence_number: str | None
    teaches_subjects: bool | None
    has_prepaid_account: bool | None
    converted_on: date | None
    approved_on: date | None


@dataclass(frozen=True)
class SchoolRow:
    """A school, likewise run by an office of its own or not."""

    division_code: str
    name: str
    stage: str
    boarding: bool
    office_division_code: str | None
    office_department: str | None
    kind: str | None = None
    school_code: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReportedPlace:
    """Where it was; `school` and `institution` are names of the tables."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    division_code: str
    school: str | None = None
    institution: str | None = None
    target_name: str | None = None


Weekday = Annotated[str, Field(pattern="^(saturday|sunday)$")]
DaysBack = Annotated[int, Field(ge=1)] | Weekday
WorkingDaysBack = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, kw_only=True)
class LaterAct:
    """What office or reporter did later, `back` working days before the demo was loaded.

    `looked` is what somebody found who went there before the answer, `proposes` the event that a proposal is about,
    `again` in how many days the office looks once more, where `solved` says whether it was put right.

    `to` is an office as `division_code/department`, also the one that is asked for a task of a kind (`code`); `into` is
    the name of another report, `school` that of a school. A `colleague` is the last officer of an office with two.
    """

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    event: Event
    back: WorkingDaysBack
    text: str = ""
    reason: str | None = None
    outcome: Outcome | None = None
    public_reply: str | None = None
    actions_taken: tuple[str, ...] = ()
    ground: str | None = None
    looked: str | None = None
    proposes: Event | None = None
    again: Annotated[int, Field(ge=1)] | None = None
    to: str | None = None
    into: str | None = None
    school: str | None = None
    colleague: bool = False
    reason_code: TransferReason | None = None
    oversight_reason: str | None = None
    code: str | None = None
    solved: bool = False
    score: Annotated[int, Field(ge=1, le=5)] = 1
    agree: bool = False


@dataclass(frozen=True, kw_only=True)
class PlannedReport:
    """A report to file, `back` working days before the demo is loaded; its other days are counted from that day.

    `name` is for others that join it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    category: str
    back: WorkingDaysBack
    place: ReportedPlace
    name: str | None = None
    answers: Mapping[str, Any]
    text: str
    reporter_role: ReporterRole | None = None
    source: Source = Source.ONLINE
    safety: bool = False
    avoid_local_office: bool = False
    occurred: DaysBack | None = None
    later: tuple[LaterAct, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StoryWords:
    """What is said in the story, and where it plays."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    division: str
    elsewhere_division_code: str
    department: str
    category: str
    grade: int
    minutes: tuple[int, ...]
    rule_id: str
    text: str
    question: str
    answer: str
    outcome: Outcome
    actions_taken: tuple[str, ...]
    public_reply: str
    hasty_reply: str


@dataclass(frozen=True)
class Plan:
    """All of the demo but the story; superiors stand before the offices below them."""

    offices: tuple[PlannedOffice, ...]
    schools: tuple[SchoolRow, ...]
    institutions: tuple[InstitutionRow, ...]
    reports: tuple[PlannedReport, ...]


def read_plan(policy: Policy, data: Path = DATA) -> Plan:
    """The plan; raises `policy.reading.BadPolicyData`, which names file and line."""
    items = read_yaml(data / "offices.yaml", OfficesItem).items
    offices = [office for item in items for office in _offices(policy.divisions, item)]
    return Plan(
        offices=tuple(sorted(offices, key=lambda office: office.division.level.depth)),
        schools=read_csv(data / "schools.csv", SchoolRow).items,
        institutions=read_csv(data / "institutions.csv", InstitutionRow).items,
        reports=read_yaml(data / "reports.yaml", PlannedReport).items,
    )


def read_story(data: Path = DATA) -> StoryWords:
    """The words of the story."""
    return read_yaml(data / "story.yaml", StoryWords).items[0]


def _offices(divisions: Divisions, item: OfficesItem) -> Iterator[PlannedOffice]:
    codes = (*item.divisions, *(code for above in item.below for code in _below(divisions, above)))
    for code in codes:
        division = divisions.chain(code)[0]
        officers = 2 if code in item.two_officers else 1
        yield PlannedOffice(division, item.department, division.name + item.ending, officers)


def _below(divisions: Divisions, code: str) -> Iterator[str]:
    for division in divisions.children(code):
        yield division.code
        yield from _below(divisions, division.code)

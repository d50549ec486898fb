"""How people behave in the generated year: `demo/data`, read and checked once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Annotated, ClassVar, Final

from pydantic import ConfigDict, Field

from demo.desk import Standing
from demo.plan import DATA, SchoolRow
from policy.lifecycle import MOVES, Guard
from policy.reading import NO_OTHER_KEYS, read_csv, read_yaml
from policy.transfers import TransferReason
from policy.vocabulary import Event, Outcome, Role, Source, Status

Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[int, Field(ge=0)]
UNSAID: Final = "unsaid"
STAFFS: Final = frozenset(move.event for move in MOVES if Role.REPORTER not in move.roles)
AFTER_A_HAND_OVER: Final = frozenset(move.event for move in MOVES if Guard.HAND_OVER_IF_SAFETY in move.guards)


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """What somebody does with a case in a status, how likely, after how many days; `looked`: what was found there."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    status: Status
    weight: Annotated[int, Field(ge=1)]
    days: tuple[Annotated[int, Field(ge=0)], int]
    event: Event | None = None
    at_most: int | None = None
    after: Event | None = None
    safety: bool | None = None
    appeal: bool | None = None
    past_local: bool | None = None
    text: str = ""
    reason: str | None = None
    outcome: Outcome | None = None
    public_reply: str | None = None
    actions_taken: tuple[str, ...] = ()
    ground: str | None = None
    looked: str | None = None
    proposes: Event | None = None
    again: Annotated[int, Field(ge=1)] | None = None
    reason_code: TransferReason | None = None
    oversight_reason: str | None = None
    code: str | None = None
    solved: bool = False
    score: Annotated[int, Field(ge=1, le=5)] = 1
    agree: bool = False

    def fits(self, case: Standing, done: Sequence[Event]) -> bool:
        """Whether it can happen to a case that stands so, after all that was done about the report."""
        often = sum(event is self.event for event in done)
        special = ((self.safety, case.safety), (self.appeal, case.is_appeal), (self.past_local, case.past_local))
        return (
            self.status == case.status
            and (self.at_most is None or often < self.at_most)
            and (self.after is None or self.after in done)
            and all(wanted is None or wanted is bool(found) for wanted, found in special)
        )


@dataclass(frozen=True)
class Season:
    """How many reports of each category a month brings, in proportion."""

    month: Annotated[int, Field(ge=1, le=12)]
    homework: Weight
    tutoring: Weight
    after_school_service: Weight
    school_conduct: Weight


@dataclass(frozen=True)
class PlaceWeight:
    """How many reports come from the divisions whose code begins so, in proportion; the longest beginning counts."""

    code_begins: str
    weight: Weight


@dataclass(frozen=True, kw_only=True)
class Frequencies:
    """How often reporters do what; `weekdays` begins with Monday."""

    __pydantic_config__: ClassVar[ConfigDict] = NO_OTHER_KEYS
    safety: Share
    avoid_local_office: Share
    push: Share
    registered_target: Share
    roles: Mapping[str, Weight]
    sources: Mapping[Source, Weight]
    weekdays: Annotated[tuple[Weight, ...], Field(min_length=7, max_length=7)]


@dataclass(frozen=True)
class Habits:
    """All of it."""

    behaviours: tuple[Behaviour, ...]
    seasons: Mapping[int, Mapping[str, int]]
    places: Mapping[str, int]
    often: Frequencies
    schools: tuple[SchoolRow, ...]

    def next_behaviour(
        self, rng: Random, case: Standing, done: Sequence[Event], out: Collection[Event] = ()
    ) -> Behaviour | None:
        """What happens next to a case, drawn by weight, but nothing that is out; None when nothing is left."""
        barred = self.barred(case, done).union(out)
        fitting = [one for one in self.behaviours if one.event not in barred and one.fits(case, done)]
        return rng.choices(fitting, [one.weight for one in fitting])[0] if fitting else None

    def barred(self, case: Standing, done: Sequence[Event]) -> frozenset[Event]:
        """What cannot be done now: a child in danger is handed over first, a case that went up is sealed first."""
        sealed = STAFFS - {Event.RESEAL} if case.is_sealed else frozenset({Event.RESEAL})
        return sealed | AFTER_A_HAND_OVER if case.safety and Event.HAND_OVER not in done else sealed

    def weight_of(self, division_code: str) -> int:
        """How many reports come from a division, in proportion."""
        beginnings = [begins for begins in self.places if division_code.startswith(begins)]
        return self.places[max(beginnings, key=len)] if beginnings else 0


def read_habits(data: Path = DATA) -> Habits:
    """The habits; raises `policy.reading.BadPolicyData`, which names file and line."""
    seasons = {row.month: vars(row) for row in read_csv(data / "seasons.csv", Season).items}
    return Habits(
        behaviours=read_yaml(data / "behaviours.yaml", Behaviour).items,
        seasons={month: {key: row[key] for key in row if key != "month"} for month, row in seasons.items()},
        places={row.code_begins: row.weight for row in read_csv(data / "places.csv", PlaceWeight).items},
        often=read_yaml(data / "habits.yaml", Frequencies).items[0],
        schools=read_csv(data / "year_schools.csv", SchoolRow).items,
    )

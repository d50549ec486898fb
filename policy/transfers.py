"""To which office a case may be passed on, and who settles it when two offices pass it back and forth.

A bounce is a transfer to an office that has had the case before. Two are made as wanted; instead of the third, the
office above both gets the case and settles it: where it sends the case next, the case stays, or goes to an office
that has not had it yet. Offices are finite, so every case comes to rest.

Source of the common superior: 信访工作条例, articles 23 and 24.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from policy.divisions import Division, Divisions
from policy.matters import Matters
from policy.routing import EDUCATION
from policy.vocabulary import Reason

BOUNCES = 2
REFUSALS = (
    "transfer.same_office",
    "transfer.unknown_office",
    "transfer.settled",
    "transfer.not_its_matter",
    "transfer.below",
    "transfer.closed_office",
    "transfer.appealed_against",
    "transfer.nobody_there",
)


class TransferReason(StrEnum):
    """Why a case is passed on; its name is the word `transfer_reason.<code>`."""

    WRONG_PLACE = "wrong_place"
    WRONG_MATTER = "wrong_matter"
    SENT_BACK = "sent_back"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NEEDS_HIGHER_LEVEL = "needs_higher_level"
    OWNER_SETTLED = "owner_settled"


class EscalationReason(StrEnum):
    """Why a case goes up by itself, without anybody's key; its name is the word `escalation_reason.<code>`."""

    OFFICE_CLOSED = "office_closed"
    NOBODY_THERE = "nobody_there"
    NOT_ACCEPTED = "not_accepted"


@dataclass(frozen=True)
class Handing:
    """One transfer; `settles` when it put an end to a passing back and forth."""

    from_office_id: str
    to_office_id: str
    settles: bool = False


@dataclass(frozen=True)
class Seat:
    """What counts of an office here."""

    id: str
    division_code: str
    department: str


class TransferRefused(Exception):
    """The case cannot go there."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.reason = Reason(code)


def hand_on(past: Sequence[Handing], current: str, wanted: str, above_both: str) -> Handing:
    """The transfer to make when `wanted` is asked for: there, or the third bounce to the office above both.

    Raises `TransferRefused`: it is there already, or the matter was settled and `wanted` has had it.
    """
    if wanted == current:
        raise TransferRefused("transfer.same_office")
    if past and past[-1].settles:  # whoever was asked to settle it sends it where it belongs
        return Handing(current, wanted)
    returns = wanted in had_by(past, current)
    if returns and any(handing.settles for handing in past):
        raise TransferRefused("transfer.settled")
    if returns and _bounces(past) >= BOUNCES:
        to = wanted if above_both == current else above_both
        return Handing(current, to, settles=True)
    return Handing(current, wanted)


def hand_on_all(pasts: Iterable[Sequence[Handing]], current: str, wanted: str, above_both: str) -> Handing:
    """The same for a case into which others were joined: each of its reports' ways counts, and the strictest decides.

    What two offices have passed back and forth does not begin anew because it was joined to a case that they have not.
    """
    handings = [hand_on(past, current, wanted, above_both) for past in pasts]
    return max(handings, key=lambda handing: handing.settles)


def had_by(past: Sequence[Handing], current: str) -> frozenset[str]:
    """The offices that have, or have had, the case."""
    return frozenset({current}).union(handing.from_office_id for handing in past)


def check_owner(divisions: Divisions, matters: Matters, matter: str, wanted: Seat, *, on: date) -> None:
    """Whether an office that has not had the case can be its owner on that day; `TransferRefused` says why not."""
    chain = divisions.chain(divisions.standing(wanted.division_code).code)
    if wanted.department not in departments_for(matters, matter, chain, on):
        raise TransferRefused("transfer.not_its_matter")


def is_below(divisions: Divisions, current: Seat, wanted: Seat) -> bool:
    """Whether an office is further down, or aside where it might know somebody."""
    here, there = divisions.standing(current.division_code), divisions.standing(wanted.division_code)
    return there not in divisions.chain(here.code)


def departments_for(matters: Matters, matter: str, chain: Iterable[Division], on: date) -> Collection[str]:
    """The departments that take part in a matter at a place on a day, and education, the default door."""
    return {matters.lead(matter, chain, on), *matters.get(matter).co_handlers, EDUCATION}


def _bounces(past: Sequence[Handing]) -> int:
    """How often the case came to an office that had had it."""
    seen: set[str] = set()
    bounces = 0
    for handing in past:
        seen.add(handing.from_office_id)
        bounces += handing.to_office_id in seen
    return bounces

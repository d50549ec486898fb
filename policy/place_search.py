"""Which places a person means by what they type.

People run names together and leave out the words for city and county. So the typed text is eaten from the left,
down the tree: a place is found when the parts, in order, begin the names of places on its way from the top.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

LONGEST = 40  # characters; the longest full name in force has fewer
NOTHING: frozenset[int] = frozenset()


class Rank(IntEnum):
    """How well a place fits, best first."""

    EXACT = 0
    PATH = 1
    INSIDE = 2
    BELOW = 3


@dataclass(frozen=True)
class Named:
    """One name of one place: `code` is the place in force, `parent_code` where the name is looked for from above."""

    name: str
    full_name: str
    code: str
    parent_code: str | None
    is_today: bool


def ranks(names: Iterable[Named], typed: str) -> dict[str, Rank]:
    """The best rank of each place that fits, by code; `names` gives parents before children, former names last."""
    if not typed or len(typed) > LONGEST:
        return {}
    eaten: dict[str, frozenset[int]] = {}
    found: dict[str, Rank] = {}
    for named in names:
        before = eaten.get(named.parent_code or "", NOTHING | {0})
        own = _eaten_by(named.name, typed, before)
        if named.is_today:
            eaten[named.code] = before | own
        rank = _rank(named, typed, own, before)
        if rank is not None:
            found[named.code] = min(rank, found.get(named.code, rank))
    return found


def _rank(named: Named, typed: str, own: frozenset[int], before: frozenset[int]) -> Rank | None:
    if typed in (named.name, named.full_name):
        return Rank.EXACT
    if len(typed) in own:
        return Rank.PATH
    if typed in named.name:
        return Rank.INSIDE
    if len(typed) in before and named.is_today:
        return Rank.BELOW
    return None


def _eaten_by(name: str, typed: str, before: frozenset[int]) -> frozenset[int]:
    """How far into `typed` one gets by eating beginnings of `name`, from each place reached so far."""
    if name[0] not in typed:
        return NOTHING
    return frozenset(
        end for start in before for end in range(start + 1, start + 1 + _common_length(name, typed[start:]))
    )


def _common_length(name: str, rest: str) -> int:
    length = 0
    for mine, theirs in zip(name, rest, strict=False):
        if mine != theirs:
            break
        length += 1
    return length

"""What lines of a list say together: days of a calendar that meet, class sizes of a price that leave a gap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any, Protocol, TypeVar

from policy.registry import ListKind
from policy.school_calendar import PeriodKind
from policy.vocabulary import FieldError, Reason
from services.registry.rows import Packed


class Outcome(Protocol):
    """What a line would make of a row."""

    row_id: str | None
    later: Packed | None


One = TypeVar("One", bound=Outcome)
Pair = tuple[Packed, One | None]
"""A row as it will be, and the line that makes it so; None for a row that stays as it is."""


def refused_together(
    kind: ListKind, standing: Mapping[str, Packed], outcomes: Sequence[One]
) -> Iterator[tuple[One, FieldError]]:
    """Lines that contradict another one, or a row that is there; nothing for lists whose lines stand alone."""
    if kind is ListKind.CALENDARS:
        yield from _meeting(groups_of(standing, outcomes, _days_of))
    elif kind is ListKind.PRICES:
        yield from _with_gaps(groups_of(standing, outcomes, table_of))


def groups_of(
    standing: Mapping[str, Packed], outcomes: Sequence[One], key: Callable[[Packed], tuple[str, ...]]
) -> Iterator[list[Pair[One]]]:
    """The rows as they will be, by what they have to be read together with."""
    made = {outcome.row_id for outcome in outcomes}
    pairs: list[Pair[One]] = [(row, None) for row_id, row in standing.items() if row_id not in made]
    pairs += [(outcome.later or {}, outcome) for outcome in outcomes]
    pairs.sort(key=lambda pair: key(pair[0]))
    for _, group in groupby(pairs, key=lambda pair: key(pair[0])):
        yield list(group)


def _days_of(row: Packed) -> tuple[str, ...]:
    """A single school day may stand within a vacation, or a term."""
    is_single = row["period"] == PeriodKind.SCHOOL_DAY
    return row["division_code"], row["school_id"] or "", str(is_single)


def table_of(row: Packed) -> tuple[str, ...]:
    """What the lines of a price table have in common."""
    return row["division_code"], row["mode"], row["price_stage"], row["effective_from"]


def _meeting(groups: Iterable[list[Pair[One]]]) -> Iterator[tuple[One, FieldError]]:
    for group in groups:
        group.sort(key=lambda pair: (pair[0]["first"], pair[0]["last"]))
        furthest, its = group[0]
        for row, line in group[1:]:
            blamed = line or its
            meets = furthest["last"] >= row["first"]
            if meets and blamed is not None:
                yield blamed, FieldError("first", Reason("import.overlaps"))
            if row["last"] > furthest["last"] and not (meets and line is not None):  # who is refused stands in no way
                furthest, its = row, line


def _with_gaps(groups: Iterable[list[Pair[One]]]) -> Iterator[tuple[One, FieldError]]:
    for group in groups:
        if not is_whole(sorted((row for row, _ in group), key=lambda row: row["smallest"])):
            yield from (
                (line, FieldError("smallest", Reason("import.class_sizes"))) for _, line in group if line is not None
            )


def is_whole(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Class sizes from 1 upward without gap or overlap, and one lesson and one end for all of them."""
    alike = len({(row["minutes"], row["effective_to"]) for row in rows}) == 1
    pairs = [(before["largest"], after["smallest"]) for before, after in pairwise(rows)]
    ends = all(largest is not None and largest + 1 == smallest for largest, smallest in pairs)
    return alike and ends and rows[0]["smallest"] == 1 and rows[-1]["largest"] is None

"""How long an ended case is kept, by status and category; then it is deleted, keys first (promise O6)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, partial
from pathlib import Path
from typing import Final

from policy.audit import load_audit_days
from policy.lifecycle import APPEAL_DAYS, TIMED_MOVES
from policy.reading import DATA, laid_over, read_csv
from policy.vocabulary import Status

EVERY: Final = "*"
ENDS = (Status.CLOSED, Status.DECLINED, Status.REFERRED_OUT)
"""Where a case stays; one that is resolved is closed by the clock first."""
LEAST_DAYS: Final = 2 * APPEAL_DAYS
"""No answer goes before it can be appealed against, nor right afterwards."""


class HoldReason(StrEnum):
    """Why a case is kept although its time may be up."""

    COURT = "court"  # a court or a prosecutor asked for it
    PENALTY_CASE = "penalty_case"  # a penalty case about the same is open
    REVIEW = "review"  # the answer is being reviewed, or was complained about elsewhere
    AUDIT = "audit"  # auditors look into the office


@dataclass(frozen=True)
class RetentionRow:
    """A line of `retention.csv`: days from the day on which a case came into the status. `*` is every category."""

    status: Status
    category: str
    days: int
    source: str


Span = tuple[Status, str, tuple[str, ...], int]
"""A status, a category or `*`, the categories that `*` is not about, and the days."""


@dataclass(frozen=True)
class Retention:
    """The lines; one that names the category comes before the one for all. `audit_days`: rows of the audit log."""

    rows: tuple[RetentionRow, ...]
    audit_days: int

    @cached_property
    def days(self) -> dict[tuple[str, str], int]:
        """By status and category."""
        return {(row.status.value, row.category): row.days for row in self.rows}

    def spans(self) -> Iterator[Span]:
        """Of each line."""
        for row in self.rows:
            own = (one.category for one in self.rows if one.status == row.status and one.category != EVERY)
            yield row.status, row.category, tuple(own) if row.category == EVERY else (), row.days

    def kept_until(self, status: Status, category: str, since: date) -> date | None:
        """The day on which a case that came into the status on `since` is deleted; None while it is worked on."""
        closes = next((one for one in TIMED_MOVES if status in one.move.source and one.move.target in ENDS), None)
        if closes is not None and closes.move.target is not None:
            return self.kept_until(closes.move.target, category, since + timedelta(days=closes.days))
        if status not in ENDS:
            return None
        days = self.days.get((status.value, category), self.days[status.value, EVERY])
        return since + timedelta(days=days)


def load_retention(categories: Collection[str], data: Path = DATA, overlay: Path | None = None) -> Retention:
    """The lines of `retention.csv`, and how long acts are kept; refuses one given twice, missing or too short."""
    read = partial(read_csv, row_type=RetentionRow)
    lines = laid_over("retention.csv", data, overlay, read, lambda row: (row.status, row.category))
    for index, row in enumerate(lines.items):
        if row.status not in ENDS:
            lines.refuse(index, f"{row.status}: a case does not stay there")
        if row.category != EVERY and row.category not in categories:
            lines.refuse(index, f"{row.category}: no such category")
    needed = [(status, EVERY) for status in ENDS]
    found = lines.one_of_each(
        needed,
        lambda row: (row.status, row.category),
        lambda row: row.days >= LEAST_DAYS,
        f"fewer than {LEAST_DAYS} days",
    )
    return Retention(tuple(found.values()), load_audit_days(data, overlay))

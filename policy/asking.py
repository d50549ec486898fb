"""Why an office asks for more time or is asked to hurry, and what it answers: lists of codes that are data.

Whoever reports reads why more time is taken; what offices write to each other stays with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from policy.reading import DATA, laid_over, read_csv

LONGEST: Final = 40
"""Characters of a code."""
FILES: Final = {"extension_reason": "extensions.csv", "urging_reason": "urgings.csv", "back_report": "back_reports.csv"}
"""How the words of a list begin, and its file."""


@dataclass(frozen=True)
class CodeRow:
    """A line of one of the lists; its name is the word `<list>.<code>`."""

    code: str
    source: str


@dataclass(frozen=True)
class Asking:
    """The codes of the lists, in their order."""

    extension_reason: tuple[str, ...]
    urging_reason: tuple[str, ...]
    back_report: tuple[str, ...]

    @property
    def words(self) -> frozenset[str]:
        """The word of every code."""
        return frozenset(f"{name}.{code}" for name in FILES for code in getattr(self, name))


def load_asking(data: Path = DATA, overlay: Path | None = None) -> Asking:
    """The codes of all lists; refuses one that is given twice, empty or too long."""
    return Asking(**{name: _codes(file, data, overlay) for name, file in FILES.items()})


def _codes(file: str, data: Path, overlay: Path | None) -> tuple[str, ...]:
    rows = laid_over(file, data, overlay, partial(read_csv, row_type=CodeRow), lambda row: row.code)
    known = rows.one_of_each(
        (), lambda row: row.code, lambda row: 0 < len(row.code) <= LONGEST, "a short code is needed"
    )
    return tuple(known)

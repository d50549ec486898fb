"""Other doors than this service: numbers to call, each with a sentence of what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from policy.reading import DATA, laid_over, read_csv


@dataclass(frozen=True)
class Door:
    """A line of `doors.csv`; what it is for is the word `door.<number>`."""

    number: Annotated[str, StringConstraints(pattern=r"^\d{3,12}$")]
    source: str


def load_doors(data: Path = DATA, overlay: Path | None = None) -> tuple[str, ...]:
    """The numbers in their order; refuses one that is given twice."""
    rows = laid_over("doors.csv", data, overlay, partial(read_csv, row_type=Door), lambda row: row.number)
    return tuple(rows.one_of_each((), lambda row: row.number, lambda row: bool(row.number), "empty"))

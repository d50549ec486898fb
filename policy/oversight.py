"""Why an office above may read a case below: kinds of reason, which the reporter is told too (promise K7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from policy.reading import DATA, laid_over, read_csv

LONGEST: Final = 40
"""Characters of a code."""


@dataclass(frozen=True)
class OversightRow:
    """A line of `oversight.csv`; its name is the word `oversight_reason.<code>`.

    None may tell that others reported the same: all reporters of a case are told it.
    """

    code: str
    source: str


def load_oversight(data: Path = DATA, overlay: Path | None = None) -> tuple[str, ...]:
    """The codes of `oversight.csv`, in their order; refuses one that is given twice, empty or too long."""
    rows = laid_over("oversight.csv", data, overlay, partial(read_csv, row_type=OversightRow), lambda row: row.code)
    known = rows.one_of_each(
        (), lambda row: row.code, lambda row: 0 < len(row.code) <= LONGEST, "a short code is needed"
    )
    return tuple(known)

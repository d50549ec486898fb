"""What own words may tell of a person: patterns by which a phone marks it before it sends. The text stays there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from policy.reading import DATA, read_csv

NOT_EVERYWHERE = re.compile(r"\(\?<|\(\?P|\\[dDwWsSbBAZpP]|\(\?[a-zA-Z]")
"""Look-behind, named groups and classes: older phones do not know them, or the two languages read them differently."""


@dataclass(frozen=True)
class IdentifyingPattern:
    """A regular expression that Python and JavaScript read alike; what it finds is called `identifying.<code>`."""

    code: str
    pattern: str


def load_identifying_patterns(data: Path = DATA) -> tuple[IdentifyingPattern, ...]:
    """The patterns in the order in which they are tried; refuses one that is none, or not the same on every phone."""
    rows = read_csv(data / "identifying.csv", IdentifyingPattern)
    for index, row in enumerate(rows.items):
        if NOT_EVERYWHERE.search(row.pattern):
            rows.refuse(index, f"{row.code}: no look-behind, named group or class: not every phone reads them alike")
        try:
            found_in_nothing = re.search(row.pattern, "")
        except re.error as error:
            rows.refuse(index, f"{row.code}: {error}")
        if found_in_nothing:
            rows.refuse(index, f"{row.code}: it would mark everything")
    return rows.items

"""Which department leads a matter where that differs from the rest of the country: dated lines by region.

Source: provinces name the department in charge of each kind of training themselves (校外培训行政处罚暂行办法, 2023).
What holds everywhere else stands in `matters.yaml`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

from policy.divisions import Division
from policy.reading import DATA, Source, laid_over, read_csv

LEADS = "leads.csv"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class LeadLine:
    """`department` leads `matter` in `region` and everything below it, first and last day included."""

    region: str
    matter: str
    department: str
    effective_from: date | None
    effective_to: date | None
    source: str

    @property
    def starts(self) -> date:
        """The first day; the beginning of time for an undated line."""
        return self.effective_from or date.min

    @property
    def ends(self) -> date:
        """The last day; the end of time for a line still in force."""
        return self.effective_to or date.max

    @property
    def key(self) -> tuple[str, str]:
        """What an overlay replaces together."""
        return self.region, self.matter


Leads = Mapping[str, Mapping[str, tuple[LeadLine, ...]]]
"""By matter and region, in the order of their days."""


def regional_lead(leads: Leads, chain: Iterable[Division], matter: str, on: date) -> str | None:
    """The department that the nearest region of the chain names for the matter on that day; None when none does."""
    by_region = leads.get(matter)
    if not by_region:
        return None
    lines = (line for division in chain for line in by_region.get(division.code, ()))
    return next((line.department for line in lines if line.starts <= on <= line.ends), None)


def load_leads(
    matters: Collection[str],
    departments: Collection[str],
    regions: Collection[str],
    data: Path = DATA,
    overlay: Path | None = None,
) -> Leads:
    """The lines of `leads.csv`; refuses unknown codes, and days of one region and matter with a gap or an overlap."""
    read = partial(read_csv, row_type=LeadLine)
    rows = laid_over(LEADS, data, overlay, read, lambda line: line.key)
    for index, line in enumerate(rows.items):
        _refuse_unknown(rows, index, {line.region: regions, line.matter: matters, line.department: departments})
        if line.starts > line.ends:
            rows.refuse(index, f"{line.region}, {line.matter}: ends on {line.ends}, before it begins")
    ordered = rows.ordered(lambda line: (line.key, line.starts))
    _refuse_unjoined(ordered)
    return _by_matter(ordered.items)


def _refuse_unknown(rows: Source[LeadLine], index: int, named: Mapping[str, Collection[str]]) -> None:
    for code, known in named.items():
        if code not in known:
            rows.refuse(index, f"{code} is unknown")


def _refuse_unjoined(ordered: Source[LeadLine]) -> None:
    """The later of two lines begins on the day after the earlier one ends."""
    for index, (before, after) in enumerate(pairwise(ordered.items), 1):
        if before.key == after.key and (before.ends == date.max or before.ends + DAY != after.starts):
            what = "a gap or an overlap with the line before"
            ordered.refuse(index, f"{after.region}, {after.matter}: {what}, which ends on {before.ends}")


def _by_matter(lines: Sequence[LeadLine]) -> Leads:
    leads: dict[str, dict[str, tuple[LeadLine, ...]]] = {}
    for line in lines:
        by_region = leads.setdefault(line.matter, {})
        by_region[line.region] = (*by_region.get(line.region, ()), line)
    return leads

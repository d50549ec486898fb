"""Numbers of the programme that fall so far that whoever brings them has to confirm it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from policy.programme import has_fallen
from policy.registry import ListKind
from policy.vocabulary import FieldError, Reason
from services.registry.groups import One, groups_of
from services.registry.rows import Packed


def doubtful_together(
    kind: ListKind, standing: Mapping[str, Packed], outcomes: Sequence[One]
) -> Iterator[tuple[One, FieldError]]:
    """Lines by which a number falls by 90 % or more: from what stands there, or from one period to the next."""
    if kind is not ListKind.INDICATORS:
        return
    for outcome in outcomes:
        row = standing.get(outcome.row_id or "")
        if row is not None and outcome.later is not None:
            yield from _fallen(outcome, row, outcome.later)
    for group in groups_of(standing, outcomes, _series_of):
        group.sort(key=lambda pair: pair[0]["reporting_period"])
        for (before, its), (after, line) in pairwise(group):
            yield from _fallen(line or its, before, after)


def _series_of(row: Packed) -> tuple[str, ...]:
    """Years are compared with years, and months with months."""
    return row["division_code"], row["indicator"], str(len(row["reporting_period"]))


def _fallen(line: One | None, before: Packed, after: Packed) -> Iterator[tuple[One, FieldError]]:
    if line is not None and has_fallen(before["amount"], after["amount"]):
        params = {name: row["amount"] for name, row in (("before", before), ("after", after))}
        yield line, FieldError("amount", Reason("import.has_fallen", params))

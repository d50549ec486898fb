"""What lines of a list would make together of rows that changed since it was checked: calendars, and price tables.

Whoever comes first stays. A period that would meet one that is there by then, and a price table that would not be whole
with what is there by then, are passed over, line by line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import sqlalchemy as sa

from models import ImportLine
from policy.registry import Change, LineState, ListKind
from policy.vocabulary import FieldError, Reason
from services.registry.groups import is_whole, refused_together, table_of
from services.registry.rows import KEPT, Packed, packed
from services.work import Work

MOST_TOGETHER: Final = 3_000
"""Lines of one calendar or price table that one transaction deals with."""


@dataclass
class Step:
    """What a line is about to make of a row: from `now` to `later`; None: there is none."""

    line: int
    row_id: str | None
    now: Packed | None
    later: Packed | None


def _calendar_of(row: Packed) -> tuple[str, ...]:
    return row["division_code"], row["school_id"] or ""


TOGETHER: Final[Mapping[ListKind, Callable[[Packed], tuple[str, ...]]]] = {
    ListKind.CALENDARS: _calendar_of,
    ListKind.PRICES: table_of,
}
"""Kinds of lists whose lines do not stand alone, and what a row has to be read together with."""


def with_their_like(
    work: Work, kind: ListKind, import_id: str, state: LineState, lines: Sequence[ImportLine]
) -> Sequence[ImportLine]:
    """These lines, and all others that have to be dealt with together with one of them."""
    if kind not in TOGETHER:
        return lines
    key, had = TOGETHER[kind], {line.line for line in lines}
    wanted = {key(line.later) for line in lines if line.later is not None}
    place = ImportLine.later["division_code"].as_string()
    others = sa.select(ImportLine).where(
        *(ImportLine.import_id == import_id, ImportLine.state == state, ImportLine.change != Change.REFUSE),
        place.in_({division_code for division_code, *_ in wanted}),
    )
    rows = work.db.scalars(others.order_by(ImportLine.line)).yield_per(500)
    like = (line for line in rows if line.line not in had and line.later is not None and key(line.later) in wanted)
    return [*lines, *islice(like, MOST_TOGETHER)]


def contradicting(work: Work, kind: ListKind, steps: Sequence[Step]) -> dict[int, FieldError]:
    """The lines that cannot be, and why; where one is passed over, others may have to be as well."""
    found: dict[int, FieldError] = {}
    if kind not in TOGETHER or not steps:
        return found
    standing = _standing(work, kind, steps)
    while True:
        going = [step for step in steps if step.line not in found]
        more = {step.line: error for step, error in _refused(kind, standing, going)}
        if not more:
            return found
        found |= more


def _standing(work: Work, kind: ListKind, steps: Sequence[Step]) -> dict[str, Packed]:
    kept = KEPT[kind]
    codes = {row["division_code"] for step in steps for row in (step.now, step.later) if row is not None}
    rows = work.db.execute(sa.select(kept.table).where(kept.table.c.division_code.in_(codes)))
    return {row.id: packed(kept, row) for row in rows}


def _refused(
    kind: ListKind, standing: Mapping[str, Packed], steps: Sequence[Step]
) -> Iterator[tuple[Step, FieldError]]:
    gone = {step.row_id for step in steps if step.later is None}
    left = {row_id: row for row_id, row in standing.items() if row_id not in gone}
    if kind is ListKind.PRICES:
        yield from _torn(left, steps)
    else:
        yield from refused_together(kind, left, [step for step in steps if step.later is not None])


def _torn(left: Mapping[str, Packed], steps: Sequence[Step]) -> Iterator[tuple[Step, FieldError]]:
    """Every line of a table that would not be whole; one that is gone altogether is."""
    made = {step.row_id for step in steps}
    tables: dict[tuple[str, ...], list[Packed]] = defaultdict(list)
    for row in (*(row for row_id, row in left.items() if row_id not in made), *(step.later for step in steps)):
        if row is not None:
            tables[table_of(row)].append(row)
    for step in steps:
        rows = tables[table_of(step.later or step.now or {})]
        if rows and not is_whole(sorted(rows, key=lambda row: row["smallest"])):
            yield step, FieldError("smallest", Reason("import.class_sizes"))

"""The registry as lists to take away: in the columns that an import reads, so that nothing changes when they come back.

A closed office is left out, since no list can name it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Office, School
from models.snapshot import snapshot
from policy.registry import COLUMNS, ListKind
from services.registry.entries import within
from services.registry.rows import KEPT, Kept
from services.tables import csv_table
from services.work import Work

AT_ONCE = 1000


def registry_table(
    work: Work, kind: ListKind, headings: Mapping[str, str], *, division_code: str | None
) -> Iterator[bytes]:
    """All of a kind, or those of a division and below it; InvalidFields for no such division."""
    kept, names = KEPT[kind], [column.name for column in COLUMNS[kind]]
    wanted = _rows(kept).where(*within(work, kept.table.c.division_code, division_code))
    head = [headings[name] for name in names]
    return csv_table(head, ([_cell(row[name]) for name in names] for row in _named(work, wanted)))


def _rows(kept: Kept) -> sa.Select[*tuple[Any, ...]]:
    """Each with what names the rows that it refers to."""
    query = sa.select(kept.table)
    if "office_id" in kept.table.c:
        is_its = sa.and_(Office.id == kept.table.c.office_id, Office.closed_on.is_(None))
        query = query.outerjoin(Office, is_its).add_columns(Office.division_code.label("seat"), Office.department)
    if "school_id" in kept.table.c:
        query = query.outerjoin(School, School.id == kept.table.c.school_id).add_columns(School.school_code)
    return query.order_by(kept.table.c.division_code, kept.table.c.id)


def _named(work: Work, wanted: sa.Select[*tuple[Any, ...]]) -> Iterator[Mapping[str, Any]]:
    divisions = work.policy.divisions
    with snapshot(work.world.engine) as connection, Session(connection) as db:
        for row in db.execute(wanted.execution_options(yield_per=AT_ONCE)).mappings():
            seat = row.get("seat")
            office = f"{divisions.standing(seat).code}/{row['department']}" if seat else None
            yield {**row, "office": office, "division_code": divisions.standing(row["division_code"]).code}


def _cell(value: object) -> object:
    """As an import reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value

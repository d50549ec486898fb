"""The audit log as auditors read it: newest first, in parts, filtered; and as a table to take away."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Audit, Office, Staff
from models.snapshot import snapshot
from services.paging import Asked, Part, make_cursor, read_cursor
from services.people.usernames import by_name
from services.work import SHANGHAI, Work

COLUMNS = ("at", "act", "staff_id", "username", "office_id", "case_id", "object_id", "id")
AT_ONCE = 1000
FIRST = date(2000, 1, 1)
"""Nothing is older, and earlier days cannot be told in UTC."""


@dataclass(frozen=True)
class Wanted:
    """Which rows: of one person, act, office or case, from `since` to `until` (days there, both included).

    `username`: as it stood then, or as somebody is called today, log-ins that failed included. `office`: offices whose
    name has it, or whose division's code begins so.
    """

    staff_id: str | None = None
    act: str | None = None
    office_id: str | None = None
    case_id: str | None = None
    username: str | None = None
    office: str | None = None
    since: date | None = None
    until: date | None = None

    def conditions(self) -> Iterator[sa.ColumnElement[bool]]:
        """What a row has to fulfil."""
        same = {"staff_id": self.staff_id, "act": self.act, "office_id": self.office_id, "case_id": self.case_id}
        yield from (getattr(Audit, name) == value for name, value in same.items() if value is not None)
        if self.username:
            named = by_name(sa.select(Staff.id), self.username).scalar_subquery()
            yield sa.or_(Audit.username == self.username, Audit.staff_id == named)
        if self.office:
            here = sa.or_(
                Office.name.contains(self.office, autoescape=True),
                Office.division_code.startswith(self.office, autoescape=True),
            )
            yield Audit.office_id.in_(sa.select(Office.id).where(here).correlate(None))
        if self.since is not None:
            yield Audit.at >= datetime.combine(max(self.since, FIRST), time.min, SHANGHAI)
        if self.until is not None:
            yield Audit.at <= datetime.combine(self.until, time.max, SHANGHAI)


@dataclass(frozen=True)
class AuditLine:
    """One act; `office` is None for somebody without one."""

    id: str
    at: datetime
    act: str
    staff_id: str | None
    username: str | None
    office: Office | None
    case_id: str | None
    object_id: str | None


def page_of_audit(work: Work, wanted: Wanted, asked: Asked) -> Part[AuditLine]:
    """The part that is asked for, newest first; InvalidFields for a cursor of another question."""
    bound = json.dumps(["audit", *map(str, vars(wanted).values())]).encode()
    rows = sa.select(Audit, Office).outerjoin(Office, Office.id == Audit.office_id).where(*wanted.conditions())
    if asked.cursor is not None:
        rows = rows.where(_before(*read_cursor(work, bound, asked.cursor)))
    found = work.db.execute(_newest_first(rows).limit(asked.limit + 1)).all()
    items = tuple(_line(row, office) for row, office in found[: asked.limit])
    is_last = len(found) <= asked.limit
    return Part(items, None if is_last else make_cursor(work, bound, [items[-1].at.isoformat(), items[-1].id]))


def audit_table(work: Work, wanted: Wanted) -> Iterator[bytes]:
    """All rows as CSV (RFC 4180, UTF-8 with the mark that spreadsheets look for), newest first; no formula in it."""
    yield "﻿".encode() + _written([COLUMNS])
    with snapshot(work.world.engine) as connection, Session(connection) as db:
        rows = _newest_first(sa.select(Audit).where(*wanted.conditions())).execution_options(yield_per=AT_ONCE)
        for part in db.scalars(rows).partitions():
            yield _written([[_cell(getattr(row, name)) for name in COLUMNS] for row in part])
            db.expunge_all()


def _newest_first(rows: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    return rows.order_by(Audit.at.desc(), Audit.id.desc())


def _before(at: str, row_id: str) -> sa.ColumnElement[bool]:
    """Said as one place, so that an index is walked on from there."""
    place = sa.literal(datetime.fromisoformat(at), Audit.at.type), sa.literal(row_id, Audit.id.type)
    return sa.tuple_(Audit.at, Audit.id) < sa.tuple_(*place)


def _line(row: Audit, office: Office | None) -> AuditLine:
    said = (row.staff_id, row.username, office, row.case_id, row.object_id)
    return AuditLine(row.id, row.at, row.act, *said)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return str(value or "")


def _written(rows: Any) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()

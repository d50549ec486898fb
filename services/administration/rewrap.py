"""Wrap again, to the new keys of an office, what is wrapped to its old ones: in batches, as often as it takes.

Opening and wrapping come before the write; a batch is then stored by one statement for each kind of key. Here are wraps
of hundreds of cases, which others destroy in an order of their own: so nothing waits here. A wrap that somebody else is
at, or whose case, is left for the next batch.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseKeyWrap, KeyGrant, Office, Report, ReportKeyWrap, Task, TaskKeyWrap
from security.wraps import WrapFor, unwrap, wrap
from services.administration.rotation import below, left
from services.keyring import OVERSIGHT, WORK, KeyWrap, case_key_for, grant_for, report_key_for, task_key_for
from services.people.key_reach import Holder, office_key
from services.refusals import KeyNotHeld, NotFound
from services.work import Work

BATCH = 500


@dataclass
class OldKeys:
    """The old private keys of an office, each opened once."""

    db: Session
    holder: Holder
    office: Office
    opened: dict[tuple[str, int], bytes] = field(default_factory=dict, repr=False)

    def get(self, purpose: str, key_version: int) -> bytes:
        """One of them; KeyNotHeld when the holder does not reach it."""
        if (purpose, key_version) not in self.opened:
            key = office_key(self.db, self.holder, self.office.id, purpose, key_version)
            self.opened[purpose, key_version] = key
        return self.opened[purpose, key_version]


@dataclass(frozen=True)
class Batch:
    """Wraps that are made again, all of one table: the statement, and what it is executed with once for each.

    `free` locks those of the rows that nobody else is at, and gives their ids.
    """

    again: sa.Update
    rows: Sequence[dict[str, Any]] = field(repr=False)
    free: sa.Select[str]


def rewrap(work: Work, holder: Holder, office_id: str, most: int = BATCH) -> dict[str, int]:
    """One batch of what the holder can open; what is left afterwards, by key, is empty when all is done.

    What somebody else is changing right now comes with a later batch.

    KeyNotHeld when the holder can open none of what is left, or, with nothing left, not the office's key; NotFound for
    no such office.
    """
    with work.reading() as db:
        office = db.get(Office, office_id)
        if office is None:
            raise NotFound
        prepared = _prepared(db, holder, office, most)
    free = _free(work.db, prepared)
    for batch in prepared:
        if rows := [row for row in batch.rows if row["row_id"] in free]:
            work.db.connection().execute(batch.again, rows)
    return left(work.db, office)


def _free(db: Session, prepared: Sequence[Batch]) -> Collection[str]:
    """The ids of all rows that nobody else is at, now locked: asked for at once."""
    each = [sa.select(batch.free.cte()) for batch in prepared]
    return set(db.scalars(sa.union_all(*each))) if each else ()


def _prepared(db: Session, holder: Holder, office: Office, most: int) -> list[Batch]:
    keys, room, prepared = OldKeys(db, holder, office), most, list[Batch]()
    refused = False
    for prepare in (_of_cases, _of_reports, _of_tasks, _of_offices_below):
        try:
            batch = prepare(keys, room)
        except KeyNotHeld:
            refused = True
        else:
            prepared += [batch] if batch.rows else []
            room -= len(batch.rows)
    if refused and not prepared:
        raise KeyNotHeld
    if not prepared:
        office_key(db, holder, office.id, WORK, office.key_version)
    return prepared


def _of_cases(keys: OldKeys, most: int) -> Batch:
    of_case = sa.select(CaseKeyWrap.case_id).join(Case, Case.id == CaseKeyWrap.case_id)
    return _again(keys, CaseKeyWrap, case_key_for, of_case, most)


def _of_reports(keys: OldKeys, most: int) -> Batch:
    of_report = sa.select(ReportKeyWrap.report_id).join(Report, Report.id == ReportKeyWrap.report_id)
    return _again(keys, ReportKeyWrap, report_key_for, of_report.join(Case, Case.id == Report.case_id), most)


def _of_tasks(keys: OldKeys, most: int) -> Batch:
    of_task = sa.select(TaskKeyWrap.task_id).join(Task, Task.id == TaskKeyWrap.task_id)
    return _again(keys, TaskKeyWrap, task_key_for, of_task.join(Case, Case.id == Task.case_id), most)


def _again(
    keys: OldKeys, table: type[KeyWrap | TaskKeyWrap], to: Callable[..., WrapFor], of_cases: sa.Select[str], most: int
) -> Batch:
    """Wraps to the new work key, each to be stored unless it was changed or destroyed meanwhile.

    `of_cases` gives the ids of the rows, beside their cases.
    """
    office, row_id, rows = keys.office, of_cases.selected_columns[0], []
    is_old = (table.office_id == office.id, table.key_version < office.key_version)
    wanted = sa.select(row_id, table.key_version, table.wrapped_key).where(*is_old)
    for each_id, version, wrapped in keys.db.execute(wanted.order_by(table.key_version, row_id).limit(most)):
        key = unwrap(keys.get(WORK, version), wrapped, to(each_id, office.id, version))
        again = wrap(office.work_public_key, key, to(each_id, office.id, office.key_version))
        rows.append({"row_id": each_id, "old_version": version, "again": again})
    is_that = (row_id == sa.bindparam("row_id"), table.key_version == sa.bindparam("old_version"))
    new = {"key_version": office.key_version, "wrapped_key": sa.bindparam("again")}
    free = of_cases.where(row_id.in_([row["row_id"] for row in rows]), table.office_id == office.id)
    update = sa.update(table).where(table.office_id == office.id, *is_that).values(new)
    return Batch(update, rows, free.with_for_update(of=[table, Case], skip_locked=True, key_share=True))


def _of_offices_below(keys: OldKeys, most: int) -> Batch:
    office, rows = keys.office, []
    for row in keys.db.scalars(sa.select(KeyGrant).where(*below(office)).order_by(KeyGrant.id).limit(most)):
        to = grant_for(row.office_id, row.purpose, office.id, row.key_version)
        key = unwrap(keys.get(OVERSIGHT, row.holder_key_version or 1), row.wrapped_key, to)
        again = wrap(office.oversight_public_key, key, to)
        rows.append({"row_id": row.id, "old_version": row.holder_key_version, "again": again})
    is_that = (KeyGrant.id == sa.bindparam("row_id"), KeyGrant.holder_key_version == sa.bindparam("old_version"))
    new = {"holder_key_version": office.key_version, "wrapped_key": sa.bindparam("again")}
    free = sa.select(KeyGrant.id).where(KeyGrant.id.in_([row["row_id"] for row in rows]))
    free = free.with_for_update(skip_locked=True, key_share=True)
    return Batch(sa.update(KeyGrant).where(*is_that).values(new), rows, free)

"""Wrap again, to the new keys of an office, what is wrapped to its old ones: in batches, as often as it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import CaseKeyWrap, KeyGrant, Office, ReportKeyWrap
from security.wraps import WrapFor, unwrap, wrap
from services.key_reach import Holder, office_key
from services.keyring import OVERSIGHT, WORK, KeyWrap, case_key_for, grant_for, report_key_for
from services.refusals import KeyNotHeld, NotFound
from services.rotation import below, left
from services.work import Work

T = TypeVar("T", CaseKeyWrap, ReportKeyWrap)
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


def rewrap(work: Work, holder: Holder, office_id: str, most: int = BATCH) -> dict[str, int]:
    """One batch of what the holder can open; what is left afterwards, by key, is empty when all is done.

    KeyNotHeld when the holder can open none of what is left, or, with nothing left, not the office's key; NotFound for
    no such office.
    """
    with work.reading() as db:
        office = db.get(Office, office_id)
        if office is None:
            raise NotFound
        prepared = _prepared(db, holder, office, most)
    for statement in prepared:
        work.db.execute(statement)
    return left(work.db, office)


def _prepared(db: Session, holder: Holder, office: Office, most: int) -> list[sa.Update]:
    keys, waiting = OldKeys(db, holder, office), left(db, office)
    prepared: list[sa.Update] = []
    held = 0
    for purpose, batches in ((WORK, (_of_cases, _of_reports)), (OVERSIGHT, (_of_offices_below,))):
        if waiting.get(purpose):
            try:
                for batch in batches:
                    prepared += batch(keys, most - len(prepared))
            except KeyNotHeld:
                continue
            held += 1
    if waiting and not held:
        raise KeyNotHeld
    if not waiting:
        office_key(db, holder, office.id, WORK, office.key_version)
    return prepared


def _of_cases(keys: OldKeys, most: int) -> Iterator[sa.Update]:
    for row in _old(keys.db, CaseKeyWrap, CaseKeyWrap.case_id, keys.office, most):
        yield _again(keys, row, partial(case_key_for, row.case_id)).where(CaseKeyWrap.case_id == row.case_id)


def _of_reports(keys: OldKeys, most: int) -> Iterator[sa.Update]:
    for row in _old(keys.db, ReportKeyWrap, ReportKeyWrap.report_id, keys.office, most):
        yield _again(keys, row, partial(report_key_for, row.report_id)).where(ReportKeyWrap.report_id == row.report_id)


def _old(db: Session, table: type[T], order: Any, office: Office, most: int) -> Sequence[T]:
    is_old = (table.office_id == office.id, table.key_version < office.key_version)
    return db.scalars(sa.select(table).where(*is_old).order_by(order).limit(most)).all()


def _again(keys: OldKeys, row: KeyWrap, to: Callable[[str, int], WrapFor]) -> sa.Update:
    """One wrap to the new work key, unless it was changed or destroyed meanwhile."""
    office, table = keys.office, type(row)
    key = unwrap(keys.get(WORK, row.key_version), row.wrapped_key, to(office.id, row.key_version))
    again = wrap(office.work_public_key, key, to(office.id, office.key_version))
    is_that = (table.office_id == office.id, table.key_version == row.key_version)
    return sa.update(table).where(*is_that).values(key_version=office.key_version, wrapped_key=again)


def _of_offices_below(keys: OldKeys, most: int) -> Iterator[sa.Update]:
    office = keys.office
    for row in keys.db.scalars(sa.select(KeyGrant).where(*below(office)).order_by(KeyGrant.id).limit(most)):
        to = grant_for(row.office_id, row.purpose, office.id, row.key_version)
        key = unwrap(keys.get(OVERSIGHT, row.holder_key_version or 1), row.wrapped_key, to)
        again = wrap(office.oversight_public_key, key, to)
        is_that = (KeyGrant.id == row.id, KeyGrant.holder_key_version == row.holder_key_version)
        yield sa.update(KeyGrant).where(*is_that).values(holder_key_version=office.key_version, wrapped_key=again)

"""Copies of stencils: the same answers, days and acts, with ids, keys and sealed texts of their own."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Container, Mapping
from random import Random
from typing import Any, Final

import sqlalchemy as sa

from demo.ids import Ids, References, written
from demo.stencils import Course, Stencil
from models import Avoidance, Case, CaseEvent, CaseKeyWrap, Office, Reply, Report, ReportKeyWrap
from models.bulk import table_of
from security.envelope import new_key, seal
from security.many_wraps import ManyWraps
from services.keyring import case_key_for, report_key_for

MOST_EVENTS: Final = 8
"""Of one case: filed, handed over, three moves and the end."""
LOOKUP_TAIL: Final = 16
SEED_BITS: Final = 256
DIGEST_BYTES: Final = 32


TABLES: Final = tuple(map(table_of, (Case, Report, CaseKeyWrap, ReportKeyWrap, CaseEvent, Reply, Avoidance)))
"""In the order in which they name each other."""
CASE, REPORT, CASE_WRAP, REPORT_WRAP, EVENT, REPLY, AVOIDANCE = TABLES
Rows = dict[sa.Table, list[tuple[Any, ...]]]


class Copier:
    """Makes the rows of at most `number` cases, with references that are not `there` yet."""

    def __init__(self, number: int, there: Container[str]) -> None:
        chance = Random(secrets.randbits(SEED_BITS))  # noqa: S311 - ids open nothing, and these are nobody's
        self._cases, self._reports, self._lookups = (Ids(number, chance) for _ in range(3))
        self._events = Ids(number * MOST_EVENTS, chance)
        self._references = References(number, chance, there)
        self._bytes = chance.randbytes
        self._nobodys = new_key()
        self._wraps: dict[str, ManyWraps] = {}
        self._rows: Rows = defaultdict(list)

    def taken(self) -> Rows:
        """The rows made since they were taken last, by table."""
        rows, self._rows = self._rows, defaultdict(list)
        return rows

    def copy(self, stencil: Stencil, course: Course) -> None:
        """One more case with its report."""
        case_id, report_id, case_key, report_key = self._cases.new(), self._reports.new(), new_key(), new_key()
        self._add(CASE, {**course.case, "id": case_id})
        self._add(REPORT, self._report(stencil, course, case_id, report_id, report_key))
        for office in stencil.offices:
            self._wrap(office, case_id, case_key, report_id, report_key)
        self._history(course, case_id, case_key)
        for version in course.answered:
            self._rows[REPLY].append((report_id, case_id, version, course.report["due_on"]))
        if stencil.avoidance is not None:
            self._add(AVOIDANCE, {**stencil.avoidance, "case_id": case_id})

    def _add(self, table: sa.Table, row: Mapping[str, Any]) -> None:
        self._rows[table].append(tuple(row.values()))

    def _report(self, stencil: Stencil, course: Course, case_id: str, report_id: str, key: bytes) -> Mapping[str, Any]:
        row_id = written(report_id)
        sealed = {"sealed_content": (key, stencil.content), "sealed_key": (self._nobodys, key)}
        if course.reply is not None:
            sealed["sealed_reply"] = (key, course.reply)
        return {
            **course.report,
            "id": report_id,
            "case_id": case_id,
            "reference": self._references.new(),
            "receipt_lookup": bytes.fromhex(self._lookups.new()) + self._bytes(LOOKUP_TAIL),
            "body_mac": self._bytes(DIGEST_BYTES),
            **{name: seal(*what, table="report", column=name, row_id=row_id) for name, what in sealed.items()},
        }

    def _wrap(self, office: Office, case_id: str, case_key: bytes, report_id: str, report_key: bytes) -> None:
        if office.id not in self._wraps:
            self._wraps[office.id] = ManyWraps(office.work_public_key)
        wrap, seat = self._wraps[office.id].wrap, (office.id.replace("-", ""), office.key_version)
        of_case = wrap(case_key, case_key_for(written(case_id), office.id, office.key_version))
        of_report = wrap(report_key, report_key_for(written(report_id), office.id, office.key_version))
        self._rows[CASE_WRAP].append((case_id, *seat, of_case))
        self._rows[REPORT_WRAP].append((report_id, *seat, of_report))

    def _history(self, course: Course, case_id: str, key: bytes) -> None:
        for act, detail in zip(course.events, course.details, strict=True):
            event_id, sealed = self._events.new(), None
            if detail is not None:
                row_id = written(event_id)
                sealed = seal(key, detail, table="case_event", column="sealed_detail", row_id=row_id)
            self._add(EVENT, {**act, "id": event_id, "case_id": case_id, "sealed_detail": sealed})

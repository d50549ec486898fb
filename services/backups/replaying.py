"""What the ledger says was destroyed is destroyed again in what a backup brought back (promise A10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models import Base, Case, Deletion, Evidence, Report
from services.cases.destruction import destroy_case, destroy_evidence, end_report
from services.cases.record import lock_case
from services.ledger import CASE, EVIDENCE, REPORT, mark_of
from services.work import Work

AT_ONCE = 1000


@dataclass(frozen=True)
class Destroyed:
    """How many came back and were destroyed again."""

    reports: int
    files: int


def replay(work: Work, lines: Mapping[bytes, date]) -> Destroyed:
    """Destroy whatever the lines of a ledger name, as if it were withdrawn now; the lines go on."""
    reports = [found for found in _ids(work, Report) if mark_of(REPORT, found) in lines]
    for report_id in sorted(reports):
        report = work.db.get_one(Report, report_id)
        end_report(work, lock_case(work.db, report.case_id), report)
    cases = [found for found in _ids(work, Case) if mark_of(CASE, found) in lines]
    for case_id in sorted(cases):
        destroy_case(work, lock_case(work.db, case_id))
    files = [found for found in _ids(work, Evidence) if mark_of(EVIDENCE, found) in lines]
    for evidence_id in files:
        destroy_evidence(work, work.db.get_one(Evidence, evidence_id))
    for mark, forget_on in lines.items():
        work.db.merge(Deletion(mark=mark, forget_on=forget_on, swept=False))
    work.db.flush()
    return Destroyed(len(reports), len(files))


def _ids(work: Work, table: type[Base]) -> Iterator[str]:
    column = table.__table__.c.id
    yield from work.db.scalars(sa.select(column).execution_options(yield_per=AT_ONCE))

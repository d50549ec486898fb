"""What the ledger says was destroyed is destroyed again in what a backup brought back (promise A10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models import Base, Case, Deletion, Evidence, Passkey, RecoveryCode, Report, Staff
from services.administration.staff_accounts import disable_staff, remove_again
from services.cases.destruction import destroy_case, destroy_evidence, end_report
from services.cases.record import lock_case
from services.ledger import CASE, EVIDENCE, PASSKEY, PASSWORD, RECOVERY_CODE, REPORT, STAFF, mark_of
from services.work import Work

AT_ONCE = 1000


@dataclass(frozen=True)
class Destroyed:
    """How many came back and were destroyed again: `accounts` also counts those that only have to be reset."""

    reports: int
    files: int
    accounts: int
    factors: int


def replay(work: Work, lines: Mapping[bytes, date]) -> Destroyed:
    """Destroy whatever the lines of a ledger name, as if it were done now; the lines go on."""
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
    factors, accounts = _end_factors(work, lines), _end_accounts(work, lines)
    for mark, forget_on in lines.items():
        work.db.merge(Deletion(mark=mark, forget_on=forget_on, swept=False))
    work.db.flush()
    return Destroyed(len(reports), len(files), accounts, factors)


def _end_accounts(work: Work, lines: Mapping[bytes, date]) -> int:
    """Whoever was removed is again, and nobody gets in with what was replaced."""
    rows = work.db.execute(sa.select(Staff.id, Staff.password_auth).order_by(Staff.id)).all()
    gone = [row.id for row in rows if mark_of(STAFF, row.id) in lines]
    for staff_id in gone:
        remove_again(work, staff_id)
    reset = [row.id for row in rows if mark_of(PASSWORD, bytes(row.password_auth).hex()) in lines]
    for staff_id in set(reset) - set(gone):
        disable_staff(work, staff_id)
    return len(set(gone) | set(reset))


def _end_factors(work: Work, lines: Mapping[bytes, date]) -> int:
    """Passkeys that were removed, and codes that were used or replaced, are good for nothing again."""
    passkeys = [found for found in _ids(work, Passkey) if mark_of(PASSKEY, found) in lines]
    digests = [bytes(each) for each in work.db.scalars(sa.select(RecoveryCode.digest))]
    codes = [digest for digest in digests if mark_of(RECOVERY_CODE, digest.hex()) in lines]
    work.db.execute(sa.delete(Passkey).where(Passkey.id.in_(passkeys)))
    work.db.execute(sa.delete(RecoveryCode).where(RecoveryCode.digest.in_(codes)))
    return len(passkeys) + len(codes)


def _ids(work: Work, table: type[Base]) -> Iterator[str]:
    column = table.__table__.c.id
    yield from work.db.scalars(sa.select(column).execution_options(yield_per=AT_ONCE))

"""The holder of a receipt adds files to the report and takes them back. How their bytes come: `receiving`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from models import Evidence, Report, new_id
from policy.evidence import TAKES_EVIDENCE, EvidenceLimits, EvidenceState
from security.envelope import new_key
from security.evidence.uploads import Upload
from security.receipts import Receipt
from services.cases.by_receipt import find_report, lock_report
from services.cases.destruction import destroy_evidence
from services.cases.evidence import (
    EvidenceView,
    open_details,
    open_file_key,
    plain_name,
    seal_details,
    seal_file_key,
    view_of,
)
from services.cases.record import next_position
from services.keyring import open_report_key
from services.refusals import EvidenceEmpty, EvidenceTooLarge, EvidenceTooLate, EvidenceTooMany, NotFound
from services.work import Work

MB = 1 << 20
UNKNOWN_YET: Mapping[str, Any] = {"media_type": None, "size": None, "removed": [], "scan": None}


@dataclass(frozen=True)
class Mine:
    """A file of the receipt's report, opened."""

    id: str
    is_ready: bool
    receipt: Receipt
    details: dict[str, Any] = field(repr=False)
    report_key: bytes = field(repr=False)
    file_key: bytes = field(repr=False)

    @property
    def length(self) -> int:
        """How long the file on the phone is."""
        return int(self.details["length"])


@dataclass(frozen=True)
class Standing:
    """How far an upload has come, of how much, and what was said of it when it began."""

    offset: int
    length: int
    name: str
    filetype: str | None


def begin_upload(work: Work, receipt: Receipt, length: int, name: str, filetype: str | None) -> EvidenceView:
    """Make room for a file; EvidenceRefused when it is empty, too large, one too many, or too late."""
    limits = work.policy.evidence
    if length == 0:
        raise EvidenceEmpty
    if length > limits.largest_bytes:
        raise EvidenceTooLarge(max=limits.largest_bytes // MB)
    with work.reading() as db:
        key = open_report_key(receipt, find_report(db, receipt))
    details = {"name": plain_name(name), "filetype": filetype, "length": length, **UNKNOWN_YET}
    row = Evidence(id=new_id(), state=EvidenceState.UPLOADING.value, added_on=work.today)
    row.sealed_key, row.sealed_details = seal_file_key(row.id, key, new_key()), seal_details(row.id, key, details)
    report = _report_that_takes_more(work, receipt, limits)
    row.report_id = report.id
    row.position = next_position(work.db, Evidence, Evidence.report_id == report.id)
    work.db.add(row)
    work.db.flush()
    return view_of(row, details)


def upload_standing(work: Work, receipt: Receipt, evidence_id: str) -> Standing:
    """How far the upload has come; a file that was cleaned has come all the way."""
    mine = find_mine(work, receipt, evidence_id)
    offset = mine.length if mine.is_ready else upload_of(work, mine).end().offset
    return Standing(offset, mine.length, mine.details["name"], mine.details["filetype"])


def remove_evidence(work: Work, receipt: Receipt, evidence_id: str) -> None:
    """Take a file back, half there or whole: its key and the file are destroyed at once."""
    _, report = lock_report(work, receipt)
    destroy_evidence(work, evidence_in(work, report, evidence_id))


def find_mine(work: Work, receipt: Receipt, evidence_id: str) -> Mine:
    """A file of this receipt's report, opened without a transaction that stays; NotFound for any other."""
    with work.reading() as db:
        report = find_report(db, receipt)
        row = db.scalar(sa.select(Evidence).where(Evidence.id == evidence_id, Evidence.report_id == report.id))
    if row is None:
        raise NotFound
    key = open_report_key(receipt, report)
    is_ready = row.state == EvidenceState.READY.value
    return Mine(row.id, is_ready, receipt, open_details(row, key), key, open_file_key(row, key))


def upload_of(work: Work, mine: Mine) -> Upload:
    """What has arrived of it."""
    return work.world.evidence.upload(mine.id, mine.file_key)


def evidence_in(work: Work, report: Report, evidence_id: str) -> Evidence:
    """The row of a file of a locked report; NotFound."""
    row = work.db.get(Evidence, evidence_id)
    if row is None or row.report_id != report.id:
        raise NotFound
    return row


def _report_that_takes_more(work: Work, receipt: Receipt, limits: EvidenceLimits) -> Report:
    """The report, its case locked."""
    case, report = lock_report(work, receipt)
    if case.status not in TAKES_EVIDENCE:
        raise EvidenceTooLate
    mine = sa.select(sa.func.count()).select_from(Evidence).where(Evidence.report_id == report.id)
    if (work.db.scalar(mine) or 0) >= limits.most_files:
        raise EvidenceTooMany(max=limits.most_files)
    return report

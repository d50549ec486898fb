"""The bytes of a file arrive; the request that brings the last of them waits until the file is cleaned and kept.

No transaction is open while bytes flow or a file is cleaned: that comes first, then a few rows change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from models import Case, Evidence, UnreleasedEvidence
from models.away import is_full
from models.engine import after_commit
from policy.evidence import TAKES_EVIDENCE, EvidenceLimits, EvidenceState
from security.evidence.arriving import Arriving, OtherContent, TooLong, take_in
from security.evidence.child import Refused
from security.evidence.cleaning import Busy, Cleaning
from security.evidence.keeping import Kept, keep
from security.evidence.turns import NoTurn, NoTurnOfYours
from security.evidence.uploads import End, Locked, MovedOn, Upload, Vanished
from security.receipts import Receipt
from services.cases.by_receipt import lock_report
from services.cases.destruction import destroy_evidence
from services.cases.evidence import name_as, seal_details
from services.cases.hourly import is_for_the_hour
from services.refusals import (
    ChecksumMismatch,
    EvidenceBusy,
    EvidenceRefused,
    EvidenceTooLarge,
    EvidenceTooLate,
    NotFound,
    Refusal,
    TooManyUploads,
    UnknownReceipt,
    UploadLocked,
    WrongOffset,
)
from services.reporters.uploads import MB, Mine, evidence_in, find_mine, upload_of
from services.work import Work

GROWS = 2
"""A kept file may be so many times as long as the longest that is taken: a drawn page is longer than its text."""
TOLD: Mapping[type[Exception], type[Refusal]] = {
    MovedOn: WrongOffset,
    Locked: UploadLocked,
    OtherContent: ChecksumMismatch,
    Busy: EvidenceBusy,
    NoTurn: EvidenceBusy,
    NoTurnOfYours: TooManyUploads,
}
LIMITS = ("most_pixels", "kept_side_px", "most_pages", "page_side_px", "most_minutes")


@dataclass(frozen=True)
class Received:
    """Where the upload ends now; `refused` when it is complete and nothing of it could be kept: it is destroyed."""

    offset: int
    refused: EvidenceRefused | None = None


def receive(work: Work, receipt: Receipt, evidence_id: str, arriving: Arriving) -> Received:
    """Take in what arrives; whoever completes the upload waits until it is cleaned.

    WrongOffset, UploadLocked, ChecksumMismatch, EvidenceBusy, TooManyUploads and EvidenceTooLarge leave what has
    arrived before.
    """
    mine = find_mine(work, receipt, evidence_id)
    if mine.is_ready:
        if arriving.offset != mine.length:
            raise WrongOffset
        return Received(mine.length)
    try:
        return _received(work, mine, arriving)
    except Vanished:
        work.world.evidence.destroy(mine.id)
        raise NotFound from None
    except tuple(TOLD) as refused:
        raise TOLD[type(refused)] from None
    except TooLong:
        raise EvidenceTooLarge(max=work.policy.evidence.largest_bytes // MB) from None
    except OSError as error:
        if is_full(error):  # what has arrived is kept, and there may be room later
            raise EvidenceBusy from None
        raise


def _received(work: Work, mine: Mine, arriving: Arriving) -> Received:
    upload = upload_of(work, mine)
    with work.world.evidence.uploads.turn(mine.receipt.lookup):
        end, last = take_in(upload, arriving, mine.length)
        return Received(end.offset) if last is None else _completed(work, mine, upload, end, last)


def _completed(work: Work, mine: Mine, upload: Upload, end: End, last: bytes) -> Received:
    """Clean and keep; then tell the database."""
    try:
        kept = keep(work.world.evidence, upload, end, last, _cost(work.policy.evidence))
    except Refused as refused:
        _, row = _locked(work, mine)
        destroy_evidence(work, row)
        return Received(mine.length, EvidenceRefused(refused.code))
    case, row = _locked(work, mine)
    if case.status not in TAKES_EVIDENCE:
        destroy_evidence(work, row)
        return Received(mine.length, EvidenceTooLate())
    row.state, row.added_on = EvidenceState.READY.value, work.today
    row.sealed_details = seal_details(mine.id, mine.report_key, _details_of(mine, kept))
    if is_for_the_hour(work, case):
        work.db.add(UnreleasedEvidence(evidence_id=row.id))
    work.db.flush()
    after_commit(work.db, partial(work.world.evidence.forget_upload, mine.id))
    return Received(mine.length)


def _details_of(mine: Mine, kept: Kept) -> dict[str, Any]:
    return {**mine.details, **asdict(kept), "name": name_as(mine.details["name"], kept.media_type)}


def _locked(work: Work, mine: Mine) -> tuple[Case, Evidence]:
    """The row, with its case locked; what was withdrawn or taken back meanwhile leaves no file behind."""
    try:
        case, report = lock_report(work, mine.receipt)
        return case, evidence_in(work, report, mine.id)
    except (UnknownReceipt, NotFound):
        work.world.evidence.destroy(mine.id)
        raise


def _cost(limits: EvidenceLimits) -> Cleaning:
    return Cleaning(
        seconds=limits.cleaning_s,
        memory_mb=limits.cleaning_memory_mb,
        most_bytes=GROWS * limits.largest_bytes,
        at_once=limits.cleaned_at_once,
        more={name: getattr(limits, name) for name in LIMITS},
    )

"""What the holder of a receipt does with a report later: rate the answer, or take the report back.

A report that is taken back is gone at once: its row with the receipt's wrap of its key, every office's wrap, messages,
rating, files, push address and what waited for it. The last report of a case takes the
case's key along, and with it notes and reasons. A tombstone keeps its receipt from being used again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from models import Rating, UnreleasedRating
from policy.lifecycle import Given
from policy.vocabulary import Event, Role
from security.envelope import open_json, seal_json
from security.receipts import Receipt
from services.cases.by_receipt import find_report, lock_report
from services.cases.destruction import end_report
from services.cases.hourly import is_for_the_hour
from services.cases.opinions import Counted, count_opinion, place_of
from services.cases.record import checked_move
from services.keyring import open_report_key
from services.work import Work


@dataclass(frozen=True)
class Opinion:
    """What a reporter thinks of the answer: whether the matter is solved, and 1 (bad) to 5 (good)."""

    solved: bool
    score: int


def rate(work: Work, receipt: Receipt, opinion: Opinion) -> None:
    """Rate the answer; what was said before is replaced until the case is closed. It moves nothing."""
    with work.reading() as db:
        report = find_report(db, receipt)
    key = open_report_key(receipt, report)
    case, report = lock_report(work, receipt)
    old = work.db.get(Rating, report.id)
    checked_move(case, Event.RATE, Role.REPORTER, Given(rated=old is not None), field="score")
    place = place_of(work, case)
    said = {**asdict(opinion), **place.stored()}
    sealed = seal_json(key, said, table="rating", column="sealed_rating", row_id=report.id)
    count_opinion(work.db, place, **asdict(opinion), more=1)
    if old is None:
        work.db.add(Rating(report_id=report.id, sealed_rating=sealed))
        if is_for_the_hour(work, case):
            work.db.flush()
            work.db.add(UnreleasedRating(report_id=report.id))
    else:
        _take_off(work, old, key)
        old.sealed_rating = sealed
    work.db.flush()


def _take_off(work: Work, old: Rating, key: bytes) -> None:
    """What was said before is counted no more."""
    said = open_json(key, old.sealed_rating, table="rating", column="sealed_rating", row_id=old.report_id)
    place = Counted.read(said)
    if place is not None:
        count_opinion(work.db, place, solved=said["solved"], score=said["score"], more=-1)


def withdraw(work: Work, receipt: Receipt) -> None:
    """Destroy the report, whatever its case is at; the last report of a case takes the case with it."""
    case, report = lock_report(work, receipt)
    end_report(work, case, report)
    work.db.flush()

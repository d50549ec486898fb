"""What happened to a case, line by line, opened as far as its key is at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Staff
from security.envelope import open_json
from services.cases.acts import with_office
from services.cases.joined import other_cases
from services.cases.open_matters import open_proposal
from services.cases.said import as_now
from services.keyring import CaseKeys
from services.watching.urging import reported_back


@dataclass(frozen=True)
class HistoryLine:
    """One line of the history, opened; `by` is a username, or None for a reporter or the clock.

    `office` and `reason_code`: where it went, or who read it from above, and why; `other_case_id` to a joining or a
    split, `undo_until` the last day on which that can be undone; `addition` to what a school was shown beyond its
    notice; `proposed` is the event that somebody wants approved;
    `recheck_on`, the day on which it is looked at again.
    """

    on: date
    event: str
    status: str
    by: str | None
    outcome: str | None = None
    public_reply: str | None = None
    reason: str | None = None
    reason_code: str | None = None
    office: str | None = None
    other_case_id: str | None = None
    undo_until: date | None = None
    addition: str | None = None
    actions_taken: Sequence[str] = ()
    ground: str | None = None
    proposed: str | None = None
    check: Mapping[str, Any] | None = None
    statement: Mapping[str, Any] | None = None
    recheck_on: str | None = None
    recheck: Mapping[str, Any] | None = None


def history_of(db: Session, case: Case, keys: CaseKeys | None, undoable: Mapping[int, date]) -> Iterator[HistoryLine]:
    """The lines, oldest first; without keys what is clear of them. `undoable`: until when, by version."""
    rows = with_office(sa.select(CaseEvent, Staff.username).outerjoin(Staff, Staff.id == CaseEvent.staff_id))
    others, reported = other_cases(db, case.id), reported_back(db, case)
    for event, username, office, reason_code in db.execute(
        rows.where(CaseEvent.case_id == case.id).order_by(CaseEvent.version)
    ):
        detail = _detail(event.id, event.sealed_detail, keys.case_key) if keys and event.sealed_detail else {}
        code = reason_code or reported.get(event.version)
        more = {**detail, "reason_code": code, "office": office, "other_case_id": others.get(event.version)}
        more["undo_until"] = undoable.get(event.version)
        yield HistoryLine(event.happened_on, event.event, event.status, username, **more)


def _detail(event_id: str, sealed: bytes, case_key: bytes) -> dict[str, Any]:
    detail: dict[str, Any] = open_json(case_key, sealed, table="case_event", column="sealed_detail", row_id=event_id)
    return as_now(detail)


def proposal_in(db: Session, case: Case, history: Sequence[HistoryLine]) -> HistoryLine | None:
    """The line with the proposal that waits for a decision; each version has one line of the history."""
    event = open_proposal(db, case.id)
    return None if event is None else history[event.version - 1]

"""A case as the office that works on it reads it: everything in it, opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Appeal, Case, CaseKeyWrap, Note, Rating, Report, Staff, UnreleasedRating
from policy.access import Capacity, Permission, may, permission_for
from policy.findings import Finding
from policy.lifecycle import UNANSWERED, allowed_events
from policy.vocabulary import Event, Reason, Status
from security.envelope import open_sealed
from services.cases.access import capacity_of, find_case
from services.cases.evidence import EvidenceView, evidence_by_report
from services.cases.messages import SaidMessage, messages_by_report
from services.cases.questions import Answers, answers_to
from services.cases.report_view import (
    Asked,
    asked_by_report,
    open_content,
    open_rating,
    open_reply,
    opened_findings,
)
from services.cases.suggested import suggested_name
from services.cases.tasks import held_up, waits_for_tasks
from services.deciding.proposed import can_decide
from services.desk.history import HistoryLine, history_of, proposal_in
from services.desk.proposals import Proposal, propose
from services.desk.queue import CaseSummary, summarise
from services.desk.registered import Registered, registered
from services.handing.again import can_reopen
from services.handing.against import can_uphold
from services.handing.oversight import can_oversee, overseen_keys
from services.handing.splitting import can_split
from services.handing.undoing import undoable
from services.keyring import Actor, CaseKeys, case_keys
from services.people.members import nobody_sees
from services.watching.offered import not_offered
from services.watching.urging import urged_notice
from services.work import Work

OPEN_TODAY = Reason("oversight.open_today")


@dataclass(frozen=True)
class OpenedReport:
    """A report, opened."""

    id: str
    reference: str
    category: str
    source: str
    filed_on: date
    answers: Mapping[str, Any]
    text: str
    occurred_on: str | None
    reporter_role: str | None
    target_name: str | None
    findings: tuple[Finding, ...]
    messages: tuple[SaidMessage, ...]
    outcome: str | None
    actions_taken: Sequence[str]
    public_reply: str | None
    rating: Mapping[str, Any] | None
    consent: Asked | None
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True)
class OpenedNote:
    """A note, opened."""

    on: date
    by: str
    text: str


@dataclass(frozen=True)
class CaseView:
    """A case with everything in it, and what this reader may do next; `notice` is a word about what it waits for.

    `answers` are those to the question it waits for.

    `proposal`: the line of the history with an answer that waits for a second person.

    `is_sealed`: read from above, as far as it stands clear; reports, notes and what the history says are left out.
    """

    summary: CaseSummary
    is_sealed: bool
    reports: tuple[OpenedReport, ...]
    notes: tuple[OpenedNote, ...]
    history: tuple[HistoryLine, ...]
    allowed_events: tuple[Event, ...]
    may_note: bool
    proposed_owner: Proposal | None
    answers: Answers | None
    notice: Reason | None
    registered: Registered | None
    proposal: HistoryLine | None
    suggested_name: str | None = None
    recheck_on: date | None = None


def view_case(work: Work, actor: Actor, case_id: str) -> CaseView:
    """The case, opened with the office's keys; from above sealed unless opened today; NotFound for any other office."""
    case = find_case(work.db, actor, case_id, Permission.READ_CASES)
    mine = sa.select(Report).where(Report.case_id == case.id)
    reports = work.db.scalars(mine.order_by(Report.filed_on, Report.id)).all()  # of one day in no order of arrival
    keys = _keys(work, actor, case, reports)
    if keys is None:
        return _sealed(work, actor, case)
    beside = _beside(work.db, keys)
    opened = tuple(_opened(report, key, beside) for report, key in keys.of(reports))
    undo_until = undoable(work.db, case, work.today)
    events = _events_for(work, actor, case, undo_until)
    history = _history(work.db, case, keys, events, undo_until)
    summary = summarise(work, [case])[0]
    return CaseView(
        summary=summary,
        is_sealed=False,
        reports=opened,
        notes=tuple(_notes(work.db, case, keys)),
        history=history,
        allowed_events=events,
        may_note=may(actor.role, Permission.WRITE_NOTES, capacity_of(actor, case)),
        proposed_owner=propose(work, actor, case, [report.answers for report in opened]),
        answers=answers_to(work.db, case),
        notice=OPEN_TODAY if capacity_of(actor, case) is Capacity.ABOVE else _notice(work.db, case, work.today),
        registered=registered(work, actor, summary),
        proposal=proposal_in(work.db, case, history),
        suggested_name=suggested_name(work, case),
        recheck_on=case.recheck_on,
    )


def _sealed(work: Work, actor: Actor, case: Case) -> CaseView:
    """What a thief could read as well: no key is touched."""
    summary = summarise(work, [case])[0]
    undo_until = undoable(work.db, case, work.today)
    events = _events_for(work, actor, case, undo_until)
    history = _history(work.db, case, None, events, undo_until)
    return CaseView(
        summary=summary,
        is_sealed=capacity_of(actor, case) is Capacity.ABOVE,
        reports=(),
        notes=(),
        history=history,
        allowed_events=events,
        may_note=may(actor.role, Permission.WRITE_NOTES, capacity_of(actor, case)),
        proposed_owner=None,
        answers=answers_to(work.db, case),
        notice=_notice(work.db, case, work.today),
        registered=registered(work, actor, summary),
        proposal=proposal_in(work.db, case, history),
        recheck_on=case.recheck_on,
    )


def _keys(work: Work, actor: Actor, case: Case, reports: Sequence[Report]) -> CaseKeys | None:
    """None for a case whose last report was withdrawn: its key went too, and what is clear of it stays.

    From above, None for a case that this supervisor did not open today.
    """
    db = work.db
    if capacity_of(actor, case) is Capacity.ABOVE:
        return overseen_keys(db, actor, case.id, work.today)
    if not reports and db.get(CaseKeyWrap, (case.id, actor.office_id)) is None and not case.reseal_pending:
        return None
    return case_keys(db, actor, case.id, [report.id for report in reports])


def _events_for(work: Work, actor: Actor, case: Case, undo_until: Mapping[int, date]) -> tuple[Event, ...]:
    """The events this reader may cause now: those of the table that role, capacity and the case's life permit."""
    capacity = capacity_of(actor, case)
    out = _out_of_place(work.db, actor, case) | _of_nothing(work.db, case, undo_until)
    out |= set() if can_reopen(work, work.db, actor, case) else {Event.REOPEN}
    allowed = allowed_events(Status(case.status), actor.role)
    out |= not_offered(work, work.db, actor, case, allowed)
    events = (event for event in allowed if event not in out)
    return tuple(event for event in events if may(actor.role, permission_for(event), capacity))


def _out_of_place(db: Session, actor: Actor, case: Case) -> set[Event]:
    """Events of the table that this case gives no reason for."""
    is_appeal = db.scalar(sa.select(Appeal.report_id).where(Appeal.case_id == case.id)) is not None
    out = set() if is_appeal else {Event.UPHOLD, Event.SEND_BACK}
    out |= set() if can_uphold(db, case) else {Event.UPHOLD}
    out |= set() if case.reseal_pending else {Event.RESEAL}
    out |= held_up(db, case.id)
    out |= set() if can_oversee(db, actor, case) else {Event.OVERSEE}
    out |= set() if can_decide(db, actor, case) else {Event.APPROVE, Event.DISAPPROVE}
    return out | (set() if case.avoid_local_office else {Event.ASK_CONSENT})


def _of_nothing(db: Session, case: Case, undo_until: Mapping[int, date]) -> set[Event]:
    """What there is nothing for: nothing to split or to undo, no day to look again."""
    out = set() if can_split(db, case) else {Event.SPLIT}
    out |= set() if undo_until else {Event.UNDO_TAKE_IN}
    return out | (set() if case.recheck_on else {Event.RECHECK})


def _history(
    db: Session, case: Case, keys: CaseKeys | None, events: Sequence[Event], undo_until: Mapping[int, date]
) -> tuple[HistoryLine, ...]:
    """The lines; until when a step can be undone, for who may."""
    return tuple(history_of(db, case, keys, undo_until if Event.UNDO_TAKE_IN in events else {}))


def _notice(db: Session, case: Case, today: date) -> Reason | None:
    answers = answers_to(db, case)
    if answers is not None:
        return Reason("waiting.for_answers", {"answered": answers.answered, "asked": answers.asked})
    if _waits_for_another(db, case):
        return Reason("waiting.for_another")
    return urged_notice(db, case) or waits_for_tasks(db, case.id, today)


def _waits_for_another(db: Session, case: Case) -> bool:
    """Whether an appeal against the answer to this case lies where nobody can see it."""
    appeals = sa.select(Case.id).join(Appeal, Appeal.case_id == Case.id).where(Appeal.from_case_id == case.id)
    is_open = Case.status.in_([status.value for status in UNANSWERED])
    return db.scalar(appeals.where(is_open, nobody_sees()).limit(1)) is not None


@dataclass(frozen=True)
class _Beside:
    """What belongs to the reports of a case, by report id: read at once, for there may be hundreds of them."""

    evidence: Mapping[str, tuple[EvidenceView, ...]]
    messages: Mapping[str, tuple[SaidMessage, ...]]
    ratings: Mapping[str, Rating]
    consents: Mapping[str, Asked]


def _beside(db: Session, keys: CaseKeys) -> _Beside:
    ids = list(keys.report_keys)
    is_shown = Rating.report_id.not_in(sa.select(UnreleasedRating.report_id))
    ratings = db.scalars(sa.select(Rating).where(Rating.report_id.in_(ids), is_shown))
    return _Beside(
        messages=messages_by_report(db, keys.report_keys),
        evidence=evidence_by_report(db, keys.report_keys),
        ratings={rating.report_id: rating for rating in ratings},
        consents=asked_by_report(db, ids),
    )


def _opened(report: Report, key: bytes, beside: _Beside) -> OpenedReport:
    content, reply = open_content(report, key), open_reply(report, key)
    return OpenedReport(
        id=report.id,
        reference=report.reference,
        category=report.category,
        source=report.source,
        filed_on=report.filed_on,
        answers=content["answers"],
        text=content["text"],
        occurred_on=content["occurred_on"],
        reporter_role=content["reporter_role"],
        target_name=content["target_name"],
        findings=opened_findings(content),
        messages=beside.messages.get(report.id, ()),
        outcome=reply.get("outcome"),
        actions_taken=reply.get("actions_taken", ()),
        public_reply=reply.get("public_reply"),
        rating=open_rating(beside.ratings.get(report.id), key),
        consent=beside.consents.get(report.id),
        evidence=beside.evidence.get(report.id, ()),
    )


def _notes(db: Session, case: Case, keys: CaseKeys) -> Iterator[OpenedNote]:
    rows = sa.select(Note, Staff.username).join(Staff).where(Note.case_id == case.id).order_by(Note.position)
    for note, username in db.execute(rows):
        text = open_sealed(keys.case_key, note.sealed_text, table="note", column="sealed_text", row_id=note.id)
        yield OpenedNote(note.posted_on, username, text.decode())

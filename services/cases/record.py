"""Change a case: lock it, apply one move of the table, write its line of history. The only code that does."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Base, Case, CaseEvent, Reply, Report, Staff, new_id
from notifications.outbox import enqueue
from policy.access import Capacity
from policy.deadlines import Clock, Clocks, next_due_on, pause
from policy.instead import instead
from policy.joining import join_key
from policy.lifecycle import (
    ANSWERED,
    UNANSWERED,
    Effect,
    Given,
    Move,
    MoveIncomplete,
    MoveNotAllowed,
    next_status,
    open_clocks,
)
from policy.reminders import first_warning_on
from policy.vocabulary import Event, Role, Status
from services.cases.access import visible
from services.cases.acts import told_of
from services.cases.questions import waits
from services.keyring import Actor
from services.refusals import InvalidFields, NotFound, Stale
from services.work import Work


def lock_case(db: Session, case_id: str, seen_version: int | None = None, *, actor: Actor | None = None) -> Case:
    """The case, locked until the transaction ends; Stale when it is not the version that the caller saw.

    NotFound for an actor who may not see it any more: it was passed on while they wrote.
    """
    mine = sa.select(Case).where(Case.id == case_id, *([visible(actor)] if actor else []))
    case = db.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if case is None:
        raise NotFound
    if seen_version is not None:
        check_seen(db, case, seen_version)
    return case


def check_seen(db: Session, case: Case, seen_version: int) -> None:
    """Stale, with what changed, when the case is not the version that the caller saw."""
    if case.version != seen_version:
        raise Stale(case.version, changed_since(db, case, seen_version))


def checked_move(
    case: Case, event: Event, role: Role, given: Given, *, field: str = "event", capacity: Capacity = Capacity.LEAD
) -> Move:
    """The move of the table; InvalidFields when it has none (about `field`), or when something it needs is missing."""
    try:
        return next_status(Status(case.status), event, role, given)
    except MoveNotAllowed as refused:
        allowed = instead(Status(case.status), role, capacity)
        raise InvalidFields.one(field, refused.reason.code, **{**refused.reason.params, "allowed": allowed}) from None
    except MoveIncomplete as incomplete:
        raise InvalidFields(incomplete.errors) from None


def apply_move(
    work: Work,
    case: Case,
    move: Move,
    *,
    staff_id: str | None = None,
    event_id: str | None = None,
    sealed_detail: bytes | None = None,
) -> None:
    """Make one move on a locked case: status, clocks, version, its line of history, and the push that tells of it."""
    if move.target in ANSWERED:
        keep_due_days(work.db, case)
    case.version += 1
    _stand_anew(work, case, move)
    work.db.add(
        CaseEvent(
            id=event_id or new_id(),
            case_id=case.id,
            version=case.version,
            happened_on=work.today,
            event=move.event.value,
            status=case.status,
            staff_id=staff_id,
            sealed_detail=sealed_detail,
        )
    )
    _turn_clocks(work, case, move)
    _tell_reporters(work, case, move)


def keep_due_days(db: Session, case: Case) -> None:
    """Keep the last day of each report of a locked case as it is, for the answer that its next version is."""
    answered: tuple[Any, ...] = (sa.literal(case.version + 1), Report.due_on)
    rows = sa.select(Report.id, Report.case_id, *answered).where(Report.case_id == case.id)
    db.execute(sa.insert(Reply).from_select(["report_id", "case_id", "version", "due_on"], rows))


def _stand_anew(work: Work, case: Case, move: Move) -> None:
    """The status, and what ends with the one before: being reminded, and being joined."""
    if move.target is not None:
        case.status, case.status_since = move.target.value, work.today
    if move.target is Status.SUBMITTED:
        case.reminded_on = None  # whoever has it now was not reminded yet
    if case.status not in UNANSWERED or case.join_key != key_to_join_by(case):
        case.join_key = None


def _turn_clocks(work: Work, case: Case, move: Move) -> None:
    """Stop, pause and resume what the move says, and find the nearest open clock again."""
    case.first_answered = case.first_answered or Effect.STOP_FIRST_ANSWER in move.effects
    is_late = case.finish_on < work.today  # what is overdue stays so, whatever is asked then
    if Effect.PAUSE_FINISH in move.effects and not (case.pause_used or is_late):
        case.asked_on, case.pause_used = work.today, True
    if Effect.RESUME_FINISH in move.effects and case.asked_on is not None:
        _resume(work, case, case.asked_on)
    find_next_due(work, case)


def find_next_due(work: Work, case: Case) -> None:
    """The nearest open clock: of the case, or of a report in it whose own last day comes earlier.

    And the day on which the scheduler looks for warnings: what was done again began later, and is due no sooner.
    """
    paused = case.asked_on is not None
    running = open_clocks(Status(case.status), answered=case.first_answered, paused=paused)
    case.next_due_on = next_due_on(clocks_of(case), running, asked_on=case.asked_on)
    if running:
        waiting = [sa.not_(waits(case))] if paused else []
        own = work.db.scalar(sa.select(sa.func.min(Report.due_on)).where(Report.case_id == case.id, *waiting))
        case.next_due_on = min(case.next_due_on, own or case.next_due_on)
    warnings, began = work.policy.warnings, case.submitted_on
    warn_on = first_warning_on(warnings, work.policy.calendar, began, case.finish_on)
    case.warn_on = warn_on if Clock.FINISH in running else None


def key_to_join_by(case: Case) -> str | None:
    """The key that fits the case as it is now."""
    return join_key(
        case.office_id,
        case.matter,
        case.school_id,
        case.institution_id,
        case.submitted_on,
        set_apart=case.safety or case.avoid_local_office,
    )


def _tell_reporters(work: Work, case: Case, move: Move) -> None:
    """Leave a push for every reporter of the case who can read of the move, if it tells; about safety, at once."""
    if Effect.TELL_REPORTER in move.effects:
        work.db.flush()
        told = told_of(work.db, case, move.event, work.today)
        jitter_s = 0 if case.safety else work.world.push_jitter_s
        enqueue(work.db, report_ids=told, due_at=work.now, jitter_s=jitter_s)


def clocks_of(case: Case) -> Clocks:
    """The clocks of a stored case."""
    return Clocks(
        accept_on=case.accept_on,
        first_answer_on=case.first_answer_on,
        finish_on=case.finish_on,
        told_on=case.told_on,
        is_provisional=case.due_is_provisional,
        told_is_provisional=case.told_is_provisional,
    )


def next_position(db: Session, table: type[Base], within: sa.ColumnElement[bool]) -> int:
    """The next position in a list of rows whose owner is locked."""
    position: Any = table.__table__.c.position
    last = db.scalar(sa.select(sa.func.max(position)).where(within))
    return (last or 0) + 1


def _resume(work: Work, case: Case, asked_on: date) -> None:
    """Give the days waited back to the office; the own deadline of who was waited for moves with it."""
    wait_no_more(work, case, asked_on, waits(case))
    later = pause(work.policy.calendar, case.finish_on, asked_on, work.today)
    case.finish_on, case.asked_on = later.on, None
    case.due_is_provisional = later.is_provisional


def wait_no_more(work: Work, case: Case, asked_on: date, which: sa.ColumnElement[bool]) -> None:
    """The own last day of reports that are waited for no more, by the days that each was: never backwards.

    One that was over when the question came stays as it is.
    """
    later = pause(work.policy.calendar, case.finish_on, asked_on, work.today)
    due = {"due_on": later.on, "due_is_provisional": later.is_provisional}
    in_time = Report.due_on.between(asked_on, later.on)
    work.db.execute(sa.update(Report).where(Report.case_id == case.id, which, in_time).values(due))


def changed_since(db: Session, case: Case, seen_version: int) -> list[dict[str, Any]]:
    """The history since a version, as `Stale` tells it."""
    events = db.execute(
        sa.select(CaseEvent.event, CaseEvent.status, CaseEvent.happened_on.label("on"), Staff.username.label("by"))
        .outerjoin(Staff)
        .where(CaseEvent.case_id == case.id, CaseEvent.version > seen_version)
        .order_by(CaseEvent.version)
    )
    return [dict(event) for event in events.mappings()]

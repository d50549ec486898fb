"""Joining and splitting are undone, within 30 days and while nobody was answered: the reports go back where they were.

What was split off is joined again. A case that was joined is open again, with those of its reports that are still
there; it stands where they last read that it stands, and keeps the days it had.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Case, CaseEvent, Joining, Report, Splitting, Stay, Transfer
from policy.disclosure import LEAVES_STATUS
from policy.joining import undo_until
from policy.lifecycle import ANSWERED, move_of_nobody
from policy.vocabulary import Event, Status
from services.cases.access import copy_recusals
from services.cases.first_words import all_written_to
from services.cases.joined import HOLDS
from services.cases.known import known_clocks
from services.cases.open_matters import given_apart, is_set_apart
from services.cases.record import apply_move, checked_move
from services.cases.stays import move_report
from services.handing.joinings import as_seen, lock_all, put_into
from services.keyring import Actor
from services.refusals import InvalidFields, NotFound
from services.work import Work

ON_THE_WAY = (Status.SUBMITTED, Status.ACCEPTED, Status.INVESTIGATING)


@dataclass(frozen=True)
class Step:
    """One joining into a case, or one split of it, by the version that it made; `on` is its day."""

    version: int
    on: date
    case_id: str
    other_id: str
    joining: Joining | None = None


@dataclass(frozen=True)
class Undone:
    """The case whose steps were undone, and those that were given back or put back."""

    case: Case
    other_ids: tuple[str, ...]


def undo(work: Work, actor: Actor, case_id: str, seen_version: int, versions: Sequence[int]) -> Undone:
    """Undo steps of the case that the officer saw, all or none; InvalidFields names one that cannot be undone."""
    fields = {version: f"versions.{number}" for number, version in enumerate(versions)}
    with work.reading() as db, as_seen(db, actor, case_id, seen_version):
        steps = [_checked(db, case_id, version, work.today, field) for version, field in fields.items()]
    locked = lock_all(work, actor, {case_id: seen_version, **{step.other_id: None for step in steps}})
    into = locked[case_id]
    for version, field in fields.items():
        step = _checked(work.db, case_id, version, work.today, field)
        if step.joining is None:
            put_into(work, actor, locked[step.other_id], into, field)
            continue
        move = checked_move(into, Event.UNDO_TAKE_IN, actor.role, given_apart(work.db, into), field=field)
        _give_back(work, locked[step.other_id], into, step.joining, actor.id)
        apply_move(work, into, move, staff_id=actor.id)
        work.db.flush()
    return Undone(into, tuple(step.other_id for step in steps))


def undoable(db: Session, case: Case, today: date) -> dict[int, date]:
    """The last day on which each step of a case can be undone, by its version; those that cannot are left out."""
    steps = (*_joinings(db, case.id), *_splits(db, case.id))
    return {step.version: undo_until(step.on) for step in steps if _refusal(db, step, today) is None}


def _checked(db: Session, case_id: str, version: int, today: date, field: str) -> Step:
    steps = (*_joinings(db, case_id, version), *_splits(db, case_id, version))
    if not steps:
        raise InvalidFields.one(field, "undo.not_there")
    code = _refusal(db, steps[0], today)
    if code is not None:
        last = {"last": undo_until(steps[0].on).isoformat()} if code == "undo.too_late" else {}
        raise InvalidFields.one(field, code, **last)
    return steps[0]


def _joinings(db: Session, case_id: str, version: int | None = None) -> Iterator[Step]:
    this = Joining.into_version if version is None else version
    made = (CaseEvent.case_id == Joining.into_case_id, CaseEvent.version == Joining.into_version)
    rows = sa.select(Joining, CaseEvent.happened_on).join(CaseEvent, sa.and_(*made))
    for joining, on in db.execute(rows.where(Joining.into_case_id == case_id, Joining.into_version == this)).all():
        yield Step(joining.into_version, on, case_id, joining.case_id, joining)


def _splits(db: Session, case_id: str, version: int | None = None) -> Iterator[Step]:
    this = Splitting.version if version is None else version
    made = (CaseEvent.case_id == Splitting.case_id, CaseEvent.version == Splitting.version)
    rows = sa.select(Splitting, CaseEvent.happened_on).join(CaseEvent, sa.and_(*made))
    for split, on in db.execute(rows.where(Splitting.case_id == case_id, Splitting.version == this)).all():
        yield Step(split.version, on, case_id, split.new_case_id)


def _refusal(db: Session, step: Step, today: date) -> str | None:
    """Why a step cannot be undone; None when it can, as far as the table of moves lets it."""
    reasons = (
        ("undo.done_before", _is_undone),
        ("undo.too_late", lambda _, one: today > undo_until(one.on)),
        ("undo.passed_on", _was_passed_on),
        ("undo.answered", _was_answered),
        ("undo.nothing_left", lambda db, one: not moved_by(db, one)),
        ("undo.nothing_stays", lambda db, one: one.joining is not None and not _others(db, one.joining)),
        ("undo.set_apart", _is_set_apart),
    )
    return next((code for code, holds in reasons if holds(db, step)), None)


def _is_undone(db: Session, step: Step) -> bool:
    """A joining that holds no more; a case that was split off and is joined to where it came from."""
    if step.joining is not None:
        return step.joining.undone_version is not None
    back = (Joining.case_id == step.other_id, Joining.into_case_id == step.case_id, HOLDS)
    return db.scalar(sa.select(Joining.version).where(*back).limit(1)) is not None


def _was_passed_on(db: Session, step: Step) -> bool:
    later = sa.and_(Transfer.case_id == step.case_id, Transfer.version > step.version)
    split_off = Transfer.case_id == step.other_id if step.joining is None else sa.false()
    return db.scalar(sa.select(Transfer.version).where(sa.or_(later, split_off)).limit(1)) is not None


def _was_answered(db: Session, step: Step) -> bool:
    later = sa.and_(CaseEvent.case_id == step.case_id, CaseEvent.version > step.version)
    split_off = CaseEvent.case_id == step.other_id if step.joining is None else sa.false()
    answers = CaseEvent.status.in_([status.value for status in ANSWERED])
    return db.scalar(sa.select(CaseEvent.version).where(sa.or_(later, split_off), answers).limit(1)) is not None


def _is_set_apart(db: Session, step: Step) -> bool:
    """Whether one of both was found to be about safety since: the reports of such a case stay where they are."""
    return any(is_set_apart(db, db.get_one(Case, case_id)) for case_id in (step.case_id, step.other_id))


def moved_by(db: Session, step: Step) -> list[Report]:
    """The reports that a step moved, and that are still where it brought them."""
    if step.joining is not None:
        return came_with(db, step.joining)
    return list(db.scalars(sa.select(Report).where(Report.case_id == step.other_id)))


def came_with(db: Session, joining: Joining) -> list[Report]:
    """The reports that a joining brought into a case, and that are still there."""
    left = (Stay.report_id == Report.id, Stay.case_id == joining.case_id, Stay.until_version == joining.version - 1)
    there = sa.select(Report).where(Report.case_id == joining.into_case_id, sa.exists().where(*left))
    return list(db.scalars(there.order_by(Report.id)))


def _others(db: Session, joining: Joining) -> bool:
    """Whether anybody else is in the case that took them in."""
    there = sa.select(sa.func.count()).select_from(Report).where(Report.case_id == joining.into_case_id)
    return (db.scalar(there) or 0) > len(came_with(db, joining))


def _give_back(work: Work, case: Case, into: Case, joining: Joining, staff_id: str) -> None:
    """Open a joined case again, with the reports that came from it; both are locked."""
    back = move_of_nobody(Status(case.status), Event.UNDO_JOIN)
    if back is None:
        raise NotFound
    reports = came_with(work.db, joining)
    for report in reports:
        move_report(work, report, into, into=case.id, joined_version=case.version + 1)
    joining.undone_version, joining.into_undone_version = case.version + 1, into.version + 1
    work.db.flush()
    copy_recusals(work.db, into.id, case.id)
    _stand_as_told(work, case, into, joining)
    _keep_promises(case, reports)
    _take_no_longer_the_stricter(work, into)
    apply_move(work, case, back, staff_id=staff_id)


def _stand_as_told(work: Work, case: Case, into: Case, joining: Joining) -> None:
    """Where it stood, or further, where the case that took it in has acted since: its reporters have read of that."""
    stood = (CaseEvent.case_id == case.id, CaseEvent.version == joining.version - 1)
    before = Status(work.db.scalars(sa.select(CaseEvent.status).where(*stood)).one())
    since = (CaseEvent.case_id == into.id, CaseEvent.version > joining.into_version)
    moved = CaseEvent.event.not_in([event.value for event in LEAVES_STATUS])
    has_moved = work.db.scalar(sa.select(CaseEvent.version).where(*since, moved).limit(1)) is not None
    reached = (before, Status(into.status)) if has_moved else (before,)
    case.status, case.status_since = max(reached, key=ON_THE_WAY.index).value, work.today
    case.assignee_id = into.assignee_id
    case.first_answered = case.first_answered or all_written_to(work.db, case)
    case.pause_used = case.pause_used or _was_asked_meanwhile(work.db, case, joining)


def _was_asked_meanwhile(db: Session, case: Case, joining: Joining) -> bool:
    """Whether any report of a case that is given back was asked something since it left, wherever it was then."""
    left = aliased(Stay)
    since = sa.and_(
        left.report_id == Stay.report_id, left.case_id == joining.case_id, left.until_version == joining.version - 1
    )
    asked = (
        sa.select(CaseEvent.version)
        .join(Stay, Stay.case_id == CaseEvent.case_id)
        .join(left, since)
        .join(Report, Report.id == Stay.report_id)
        .where(Report.case_id == case.id, Stay.position > left.position, CaseEvent.event == Event.ASK.value)
        .where(CaseEvent.version > Stay.after_version, CaseEvent.version <= Stay.until_version)
    )
    return db.scalar(asked.limit(1)) is not None


def _keep_promises(case: Case, reports: Sequence[Report]) -> None:
    """Where each reporter was given more time meanwhile, as by a question, the case has it too."""
    first = min(reports, key=lambda report: report.due_on)
    if first.due_on > case.finish_on:
        case.finish_on, case.due_is_provisional = first.due_on, first.due_is_provisional


def _take_no_longer_the_stricter(work: Work, into: Case) -> None:
    """The days that it has without what was joined, by its own clocks; none is earlier than before."""
    own = known_clocks(work, into)
    into.accept_on = max(into.accept_on, own.accept_on)
    into.first_answer_on = max(into.first_answer_on, own.first_answer_on)
    if own.finish_on > into.finish_on:
        into.finish_on, into.due_is_provisional = own.finish_on, own.is_provisional
    if own.told_on is None or (into.told_on is not None and own.told_on > into.told_on):
        into.told_on, into.told_is_provisional = own.told_on, own.told_is_provisional
    into.first_answered = into.first_answered or all_written_to(work.db, into)

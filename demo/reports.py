"""File the demo's reports and work on some of them, through the services that phones and officers use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from demo.files import LogIn, Seed
from demo.plan import DaysBack, LaterAct, PlannedReport
from models import Case, CaseEvent, Institution, Report, School
from models.engine import reading
from policy import Policy
from policy.deadlines import last_working_days
from policy.forms import QuestionType
from policy.vocabulary import Event, Role
from security.proof_of_work import solve
from security.receipts import Receipt
from services.conversation import write_to_reporters
from services.follow import answer
from services.intake import Statement, file_report
from services.keyring import Actor
from services.moves import Decision, move_case
from services.places import Place
from services.sessions import log_in, log_out
from services.triage import Complaint
from services.work import Work, World

UnitOfWork = Callable[[], AbstractContextManager[Work]]
WEEKDAYS: Mapping[str, int] = {"saturday": 5, "sunday": 6}


@dataclass(frozen=True)
class Desk:
    """What is needed to file and to work."""

    world: World
    unit_of_work: UnitOfWork
    officers: Mapping[str, LogIn]
    seed: Seed


def officers_of(log_ins: Sequence[LogIn]) -> dict[str, LogIn]:
    """The officer of each office, by office id."""
    return {one.office_id: one for one in log_ins if one.office_id and one.role == Role.OFFICER}


def file_and_work(desk: Desk, index: int, planned: PlannedReport) -> None:
    """Bring one report to where the plan wants it, from wherever it stands; what was done is not done again."""
    receipt = Receipt.from_idempotency_key(desk.seed.key(index))
    with reading(desk.world.engine) as db:
        is_filed = _find(db, receipt) is not None
        statement = _statement(db, desk.world.policy, desk.seed.day, planned)
    if not is_filed:
        with desk.unit_of_work() as work:
            challenge = solve(work.world.proof_of_work.new_challenge(work.now))
            file_report(work, receipt, statement, challenge, None)
    _work_on(desk, receipt, planned.later)


def _find(db: Session, receipt: Receipt) -> Report | None:
    return db.scalar(sa.select(Report).where(Report.receipt_lookup == receipt.lookup))


def _statement(db: Session, policy: Policy, day: date, planned: PlannedReport) -> Statement:
    place = planned.place
    occurred_on = None if planned.occurred is None else _day(policy, day, planned.occurred)
    complaint = Complaint(
        category=planned.category,
        place=Place(
            place.division_code,
            _named(db, School, place.school),
            _named(db, Institution, place.institution),
            place.target_name,
        ),
        answers=_answers(policy, day, planned),
        occurred_on=occurred_on,
    )
    return Statement(complaint, planned.text, planned.reporter_role, planned.safety)


def _named(db: Session, table: type[School | Institution], name: str | None) -> str | None:
    return None if name is None else db.scalars(sa.select(table.id).where(table.name == name)).one()


def _answers(policy: Policy, day: date, planned: PlannedReport) -> dict[str, Any]:
    """The answers as a phone sends them, with real days."""
    form = policy.forms[planned.category]
    answers = dict(planned.answers)
    for question in form.questions:
        if question.id in answers and question.type is QuestionType.MINUTES_BY_DAY:
            minutes = answers[question.id]
            days = last_working_days(policy.calendar, day, len(minutes))
            answers[question.id] = [
                {"date": on.isoformat(), "minutes": many} for on, many in zip(days, minutes, strict=True)
            ]
        elif question.id in answers and question.type is QuestionType.DATE:
            answers[question.id] = _day(policy, day, answers[question.id]).isoformat()
    return answers


def _day(policy: Policy, day: date, back: DaysBack) -> date:
    if isinstance(back, int) and back < 0:
        return day + timedelta(days=-back)
    if isinstance(back, int):
        return last_working_days(policy.calendar, day, back)[0]
    return day - timedelta(days=(day.weekday() - WEEKDAYS[back] - 1) % 7 + 1)


def _work_on(desk: Desk, receipt: Receipt, planned: Sequence[LaterAct]) -> None:
    with reading(desk.world.engine) as db:
        case_id, office_id, events = _stands(db, receipt)
    remaining = _remaining(planned, events)
    if not remaining:
        return
    officer = desk.officers[office_id]
    with desk.unit_of_work() as work:
        session = log_in(work, officer.username, officer.password)
    for version, act in enumerate(remaining, len(events)):
        with desk.unit_of_work() as work:
            _do(work, session.actor, act, receipt=receipt, case_id=case_id, version=version)
    with desk.unit_of_work() as work:
        log_out(work, session.token)


def _stands(db: Session, receipt: Receipt) -> tuple[str, str, list[str]]:
    """The case, its office, and what happened to it so far; its version is their number."""
    case = db.scalars(sa.select(Case).join(Report).where(Report.receipt_lookup == receipt.lookup)).one()
    events = sa.select(CaseEvent.event).where(CaseEvent.case_id == case.id).order_by(CaseEvent.version)
    return case.id, case.office_id, list(db.scalars(events))


def _remaining(planned: Sequence[LaterAct], events: Sequence[str]) -> Sequence[LaterAct]:
    """What is left to do; nothing, when somebody else has worked on the case since."""
    done = len(events) - 1
    as_planned = [Event.FILE, *(act.event for act in planned[:done])]
    return planned[done:] if list(events) == as_planned else ()


def _do(work: Work, actor: Actor, act: LaterAct, *, receipt: Receipt, case_id: str, version: int) -> None:
    if act.event is Event.ANSWER:
        answer(work, receipt, act.text)
    elif act.event in {Event.ASK, Event.MESSAGE}:
        ask = act.event is Event.ASK
        write_to_reporters(work, actor, case_id, act.text, ask=ask, seen_version=version)
    else:
        decision = Decision(act.event, act.outcome, act.public_reply, act.reason)
        move_case(work, actor, case_id, version, decision)

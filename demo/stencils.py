"""What many synthetic cases have in common: a report that rules and routing decided about, and what became of it.

Each is decided about by the services, as if it were filed; nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any, Final

import sqlalchemy as sa

from demo.courses import Step, course, has_answered
from demo.habits import Habits
from demo.statements import statement
from demo.year import Filing, Year
from models import Avoidance, Case, CaseEvent, Office, Report, Staff
from models.base import Base
from models.bulk import begun, table_of
from policy.deadlines import next_due_on
from policy.lifecycle import UNANSWERED, open_clocks
from policy.vocabulary import Event, Role, Status
from security.envelope import json_of
from security.padding import pad
from services.filing.intake import Statement
from services.filing.known import what_is_known
from services.filing.new_case import case_columns, content_of, report_columns
from services.filing.triage import Triage, triage
from services.work import Work

COURSES: Final = 4
NOBODYS: Final = bytes(32)
"""A look-up value that no report has."""


@dataclass(frozen=True)
class Course:
    """A case as it stands after its steps, but for what each copy has of its own; rows as drivers take them."""

    case: list[Any]
    report: list[Any]
    due_on: str
    events: tuple[list[Any], ...]
    details: tuple[bytes | None, ...]
    """What is sealed of each event, padded."""
    answered: tuple[int, ...]
    """Versions that were answers."""
    reply: bytes | None
    """What is sealed for the reporter, padded."""


@dataclass(frozen=True)
class Seat:
    """An office that gets the keys of a case."""

    office_id: str
    key_version: int
    public_key: bytes


@dataclass(frozen=True)
class Stencil:
    """A report before it is anybody's; `content`, padded, is to be sealed, its keys are wrapped to each of `seats`."""

    courses: tuple[Course, ...]
    content: bytes
    seats: tuple[Seat, ...]
    avoidance: list[Any] | None


@dataclass(frozen=True)
class Cutter:
    """Cuts stencils; `habits` are those of an officer alone, `officers` one of each office that has any."""

    year: Year
    habits: Habits
    officers: Mapping[str, str]
    today: date

    def cut(self, work: Work, filing: Filing) -> Stencil | None:
        """The stencil of a report of this day; None where nobody is there to work on it."""
        rng = self.year.rng(filing)
        report = self.year.report(rng, filing)
        with work.reading() as db:
            said = statement(db, work.policy, work.today, report)
        decided = _decided(work, said)
        officer_id = self.officers.get(decided.office.id)
        if officer_id is None:
            return None
        category = said.complaint.category
        drawn = (self._course(work, decided, category, officer_id, rng) for _ in range(COURSES))
        avoided = {"office_id": decided.avoided_office_id} if decided.avoid_local_office else None
        return Stencil(
            courses=tuple(drawn),
            content=pad(json_of(content_of(said.sealed_part(), decided))),
            seats=tuple(_seat(office) for office in (decided.office, decided.superior) if office is not None),
            avoidance=None if avoided is None else _row(Avoidance, avoided),
        )

    def _course(self, work: Work, decided: Triage, category: str, officer_id: str, rng: Random) -> Course:
        steps = course(work.policy, self.habits, rng, work.today, self.today, safety=decided.safety)
        filed = {"version": 1, "event": Event.FILE.value, "status": Status.SUBMITTED.value, "happened_on": work.today}
        acts = [filed, *(_event(step, version, officer_id) for version, step in enumerate(steps, start=2))]
        case = {"category": category, **case_columns(work, decided), **self._stands(decided, steps, officer_id)}
        report = {"category": category, **report_columns(work, decided)}
        return Course(
            case=_row(Case, case),
            report=_row(Report, report),
            due_on=report["due_on"].isoformat(),
            events=tuple(_row(CaseEvent, act) for act in acts),
            details=(None, *(step.detail and pad(step.detail) for step in steps)),
            answered=tuple(version for version, step in enumerate(steps, start=2) if step.answers),
            reply=next((pad(step.reply) for step in steps if step.reply), None),
        )

    def _stands(self, decided: Triage, steps: list[Step], officer_id: str) -> dict[str, Any]:
        """The columns of a case after its steps. No report joins it, and no warning of days gone by is due."""
        status = steps[-1].status if steps else Status.SUBMITTED
        answered = has_answered(steps)
        stands: dict[str, Any] = {
            "version": 1 + len(steps),
            "status": status.value,
            "first_answered": answered,
            "next_due_on": next_due_on(decided.clocks, open_clocks(status, answered=answered)),
            "assignee_id": officer_id if steps else None,
            "join_key": None,
            "synthetic": True,
        }
        since = [step.on for step in steps if step.move.target is not None]
        if since:
            stands["status_since"] = since[-1]
        if status not in UNANSWERED or decided.clocks.finish_on < self.today:
            stands["warn_on"] = None
        return stands


def officers(work: Work) -> dict[str, str]:
    """An officer of each office that has any, by office."""
    rows = sa.select(Staff.office_id, Staff.id).where(Staff.role == Role.OFFICER.value, Staff.removed_on.is_(None))
    found = work.db.execute(rows.order_by(Staff.username.desc()))
    return {office_id: staff_id for office_id, staff_id in found if office_id is not None}


def _decided(work: Work, said: Statement) -> Triage:
    known = what_is_known(work, said.complaint.place, NOBODYS, safety=said.safety)
    return triage(work, known, said.complaint, safety=said.safety, avoid_local_office=said.avoid_local_office)


def _row(model: type[Base], values: Mapping[str, Any]) -> list[Any]:
    return list(begun(table_of(model), values).values())


def _seat(office: Office) -> Seat:
    return Seat(office.id, office.key_version, office.work_public_key)


def _event(step: Step, version: int, officer_id: str) -> dict[str, Any]:
    staff_id = None if step.is_by_clock else officer_id
    return {
        "version": version,
        "happened_on": step.on,
        "event": step.move.event.value,
        "status": step.status.value,
        "staff_id": staff_id,
    }

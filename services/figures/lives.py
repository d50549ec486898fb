"""The lives of reports as the log tells them: what happened to each, and at which office, up to the end of a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Case, CaseEvent, Office, Reply, Report, Stay, Transfer
from policy import Policy
from policy.deadlines import clocks
from policy.lifecycle import ANSWERED
from policy.lives import BEGINS, RESPONSES, Life, Step, lives_of
from policy.supervision import Limit, answerable_from
from policy.vocabulary import Event, Status
from services.cases.past import office_then

COUNTED = sa.or_(
    CaseEvent.event.in_([event.value for event in BEGINS | RESPONSES]),
    CaseEvent.status.in_([status.value for status in ANSWERED]),
)
"""The events that end a wait, begin one, or tell that an office wrote."""
OWN = sa.or_(CaseEvent.event != Event.APPEAL.value, CaseEvent.version == 1)
"""That somebody else appealed is none of a report's acts."""
IS_REAL = Case.synthetic.is_(False)
"""What a demo made up in bulk is counted nowhere: neither for staff nor for the public."""

Row = sa.Row[Any]


@dataclass(frozen=True)
class Reader:
    """Reads lives as they stood at the end of `day`, in a fixed number of questions to the database."""

    db: Session
    policy: Policy
    day: date
    _respond_by: dict[tuple[str, ...], date] = field(default_factory=dict)

    @cached_property
    def departments(self) -> dict[str, str]:
        """The department of each office."""
        rows = self.db.execute(sa.select(Office.id, Office.department))
        return dict(rows.all())

    def lives(self, reports: sa.Select[tuple[str]]) -> Iterator[tuple[str, str, tuple[Life, ...]]]:
        """Each of these reports, how it came, and its lives."""
        rows = self.db.execute(_stretches(reports)).all()
        for report_id, lines in groupby(rows, attrgetter("report_id")):
            of_report = list(lines)
            yield report_id, of_report[0].source, self._of_report(of_report)

    def _of_report(self, rows: Sequence[Row]) -> tuple[Life, ...]:
        division_code = rows[0].division_code
        steps = [step for _, lines in groupby(rows, attrgetter("case_id")) for step in _steps(list(lines))]
        first = rows[0]
        filing = Step(first.filed_on, Event.FILE, Status.SUBMITTED, first.began_at, first.matter, first.due_on)
        happened = [filing, *(step for step in steps if step.on <= self.day)]
        return tuple(lives_of(happened, lambda step: self.respond_by(step, division_code)))

    def answerable_from(self, limit: Limit, due_on: date) -> date:
        """The day whose evening tells which office answers for being late."""
        return answerable_from(self.policy.limits, self.policy.calendar, limit, due_on)

    def respond_by(self, step: Step, division_code: str) -> date:
        """The last day of the first answer clock that began with a step."""
        key = (step.matter, self.departments[step.office_afterwards], division_code, step.on.isoformat())
        if key not in self._respond_by:
            self._respond_by[key] = first_answer_on(self.policy, *key[:3], step.on)
        return self._respond_by[key]


def first_answer_on(policy: Policy, matter: str, department: str, division_code: str, on: date) -> date:
    """The last day of the first answer clock of what came to such an office on a day."""
    begun = clocks(
        policy.deadlines,
        policy.calendar,
        policy.divisions,
        matter=matter,
        department=department,
        division_code=policy.divisions.standing(division_code).code,
        filed_on=on,
    )
    return begun.first_answer_on


def stretches(name: str = "stretch") -> sa.CTE:
    """Each report's times in cases: from after one version, up to another; NULL for the case that it is in."""
    now = sa.select(
        Report.id.label("report_id"),
        Report.case_id,
        Report.joined_version.label("after_version"),
        sa.null().cast(sa.Integer).label("until_version"),
        sa.null().cast(sa.Integer).label("position"),
    )
    before = sa.select(Stay.report_id, Stay.case_id, Stay.after_version, Stay.until_version, Stay.position)
    return now.union_all(before).cte(name)


def _stretches(reports: sa.Select[tuple[str]]) -> sa.Select[*tuple[Any, ...]]:
    """A line for each counted event of each time in a case, and one for a time without any, in their order."""
    at = stretches()
    within = sa.and_(
        CaseEvent.case_id == at.c.case_id,
        CaseEvent.version > at.c.after_version,
        sa.or_(at.c.until_version.is_(None), CaseEvent.version <= at.c.until_version),
    )
    passing = aliased(Transfer)
    passed = sa.exists().where(passing.case_id == CaseEvent.case_id, passing.version == CaseEvent.version)
    happened = sa.and_(within, sa.or_(COUNTED, passed), OWN)
    same_version = (Reply.case_id == CaseEvent.case_id, Reply.version == CaseEvent.version)
    return (
        sa.select(at.c.report_id, at.c.case_id, Report.filed_on, Report.source)
        .add_columns(Case.matter, Case.division_code, Case.office_id, CaseEvent.happened_on, CaseEvent.event)
        .add_columns(CaseEvent.status, Transfer.from_office_id, Transfer.to_office_id)
        .add_columns(
            sa.func.coalesce(Reply.due_on, Report.due_on).label("due_on"),
            office_then(at.c.after_version).label("began_at"),
        )
        .join_from(at, Report, Report.id == at.c.report_id)
        .join(Case, Case.id == at.c.case_id)
        .outerjoin(CaseEvent, happened)
        .outerjoin(Transfer, sa.and_(Transfer.case_id == CaseEvent.case_id, Transfer.version == CaseEvent.version))
        .outerjoin(Reply, sa.and_(Reply.report_id == Report.id, *same_version))
        .where(IS_REAL, at.c.report_id.in_(reports))
        .order_by(at.c.report_id, at.c.position.is_(None), at.c.position, CaseEvent.version)
    )


def _steps(rows: Sequence[Row]) -> Iterator[Step]:
    """The steps of one time in a case, each with the office that had it."""
    office = rows[0].began_at
    for row in rows:
        if row.event is not None:
            step = (row.happened_on, Event(row.event), Status(row.status), office, row.matter, row.due_on)
            yield Step(*step, row.to_office_id)
            office = row.to_office_id or office

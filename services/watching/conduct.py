"""How offices work, as those above see it: what could be used to look better than one is.

Every act is counted for the office whose staff did it, on the day on which it did, so that a case that went past an
office is never among its numbers (T12). Numbers are whole: whoever reads them may look at each of these cases.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Appeal, Case, CaseEvent, ConductCount, Office, Staff, Task, Transfer, UnreleasedCase
from policy.conduct import ACTS, LONGEST_DAYS, USUAL_DAYS, Habit, month_of
from policy.lifecycle import ANSWERED
from policy.periods import first_of
from policy.tasks import TaskStatus
from policy.vocabulary import Event
from services.keyring import Actor
from services.paging import Asked, Order, Part, part_of
from services.people.below import BY_PLACE, own_and_below, sees_below
from services.refusals import InvalidFields
from services.work import Work

ANSWERING = [status.value for status in ANSWERED]
Counted = sa.Select[str, str, int]
"""Office, measure, number."""


@dataclass(frozen=True)
class Period:
    """Days, both included."""

    since: date
    until: date


@dataclass(frozen=True)
class Conduct:
    """What an office did in a period, by measure."""

    office: Office
    counts: dict[str, int]


def period_of(work: Work, since: date | None, until: date | None) -> Period:
    """The days that are asked for, by default the last 90; InvalidFields for days in disorder, and for years."""
    until = until or work.today
    since = since or first_of(USUAL_DAYS, until)
    if not timedelta() <= until - since < timedelta(days=LONGEST_DAYS):
        raise InvalidFields.one("since", "conduct.period", days=LONGEST_DAYS)
    return Period(since, until)


def conduct_of_offices(work: Work, actor: Actor, period: Period, asked: Asked) -> Part[Conduct]:
    """The own office and those below with their numbers, by division and department; none for who looks not below."""
    if actor.office_id is None or not sees_below(actor):
        return Part((), None)
    seats = own_and_below(actor.office_id)
    offices = sa.select(Office).join(seats, seats.c.id == Office.id)
    order = Order[Office](BY_PLACE, lambda one: (one.division_code, one.department))
    bound = f"conduct {actor.office_id}\n".encode()
    part = part_of(work, offices, asked, order, bound=bound, item=lambda office: office)
    counts = _counts(work, period, [office.id for office in part.items])
    return Part(tuple(Conduct(office, counts[office.id]) for office in part.items), part.next_cursor)


def _counts(work: Work, period: Period, office_ids: list[str]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for counted in (
        _acts(period),
        _of_sealed(period),
        _passed_on(period),
        _let_lie(period),
        _overturned(period),
        _reopened(period),
    ):
        each = counted.subquery()
        here = sa.select(*each.c).where(each.c.office_id.in_(office_ids))
        for office_id, measure, number in work.db.execute(here):
            found[office_id][measure] += number
    return {office_id: {measure: found[office_id][measure] for measure in Habit} for office_id in office_ids}


def _acts(period: Period) -> Counted:
    """Cases by what staff of an office did with them, each once."""
    measure = sa.case(*((CaseEvent.event == event.value, kind.value) for event, kind in ACTS.items()))
    return (
        sa.select(Staff.office_id.label("office_id"), measure.label("measure"), _cases())
        .select_from(CaseEvent)
        .join(Staff, Staff.id == CaseEvent.staff_id)
        .where(*_within(period, *ACTS))
        .group_by(Staff.office_id, measure)
    )


def _of_sealed(period: Period) -> Counted:
    """What was counted by the month, of every month that the period touches."""
    rows = sa.select(ConductCount.office_id, ConductCount.habit.label("measure"), sa.func.sum(ConductCount.count))
    touched = ConductCount.month.between(month_of(period.since), month_of(period.until))
    return rows.where(touched).group_by(ConductCount.office_id, ConductCount.habit)


def _passed_on(period: Period) -> Counted:
    """Transfers to other offices, and what went up because nobody took it on."""
    up = (CaseEvent.event == Event.ESCALATE.value, Habit.RAISED.value)
    measure = sa.case(up, else_=Habit.PASSED_ON.value)
    this = sa.and_(Transfer.case_id == CaseEvent.case_id, Transfer.version == CaseEvent.version)
    return (
        sa.select(Transfer.from_office_id.label("office_id"), measure.label("measure"), sa.func.count())
        .select_from(Transfer)
        .join(CaseEvent, this)
        .where(*_within(period, Event.TRANSFER, Event.ESCALATE))
        .group_by(Transfer.from_office_id, measure)
    )


def _let_lie(period: Period) -> Counted:
    """Tasks that came back from an office after their day, whoever gave them back."""
    late = (Task.status == TaskStatus.RETURNED.value, Task.status_since > Task.due_on)
    return (
        sa.select(Task.office_id.label("office_id"), _named(Habit.TASKS_LET_LIE), sa.func.count())
        .where(*late, Task.status_since.between(period.since, period.until))
        .group_by(Task.office_id)
    )


def _overturned(period: Period) -> Counted:
    """Answers that did not stand when they were appealed against: done again below, or answered anew above."""
    answered, by = aliased(Case), aliased(Staff)
    anew = sa.and_(CaseEvent.status.in_(ANSWERING), by.office_id != answered.office_id)
    return (
        sa.select(answered.office_id.label("office_id"), _named(Habit.OVERTURNED), _cases())
        .select_from(CaseEvent)
        .join(Appeal, Appeal.case_id == CaseEvent.case_id)
        .join(answered, answered.id == Appeal.from_case_id)
        .join(by, by.id == CaseEvent.staff_id)
        .where(*_within(period, Event.SEND_BACK, Event.RESOLVE, Event.DECLINE, Event.REFER_OUT))
        .where(sa.or_(CaseEvent.event == Event.SEND_BACK.value, anew))
        .group_by(answered.office_id)
    )


def _reopened(period: Period) -> Counted:
    """Answers that an office above had done again, for the office that gave the last one before."""
    answer = aliased(CaseEvent)
    before = (answer.case_id == CaseEvent.case_id, answer.version < CaseEvent.version)
    given = sa.select(answer.staff_id).where(*before, answer.status.in_(ANSWERING), answer.staff_id.is_not(None))
    who = given.order_by(answer.version.desc()).limit(1).correlate(CaseEvent).scalar_subquery()
    return (
        sa.select(Staff.office_id.label("office_id"), _named(Habit.REOPENED), sa.func.count())
        .select_from(CaseEvent)
        .join(Staff, Staff.id == who)
        .where(*_within(period, Event.REOPEN))
        .group_by(Staff.office_id)
    )


def _cases() -> sa.ColumnElement[int]:
    return sa.func.count(CaseEvent.case_id.distinct()).label("number")


def _named(measure: Habit) -> sa.ColumnElement[Any]:
    return sa.literal(measure.value).label("measure")


def _within(period: Period, *events: Event) -> Iterator[sa.ColumnElement[bool]]:
    yield CaseEvent.happened_on.between(period.since, period.until)
    yield CaseEvent.event.in_([event.value for event in events])
    yield CaseEvent.case_id.not_in(sa.select(UnreleasedCase.case_id))

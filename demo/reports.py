"""File the demo's reports and work on them in the order of their days, from where a broken-off load left them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import sqlalchemy as sa

from demo.acts import REPORTERS_VERBS, Aim, Deed, perform
from demo.answers import Hands
from demo.desk import Desk, directory, file, standing
from demo.joint import BY_CO_HANDLERS
from demo.marks import leave_mark, taken
from demo.people import second, who
from demo.plan import PlannedReport
from demo.statements import statement, working_day_back
from models import Report, School
from models.engine import reading
from policy import Policy
from security.receipts import Receipt
from services.refusals import NotFound, Refusal
from services.work import Work

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Step:
    """The filing of a report (`number` 0), or what was done about it later."""

    day: date
    index: int
    number: int


def all_steps(policy: Policy, day: date, reports: Sequence[PlannedReport]) -> list[Step]:
    """Every step of the plan, oldest first; `day` is the day of loading."""
    return sorted(
        Step(working_day_back(policy, day, back), index, number)
        for index, planned in enumerate(reports)
        for number, back in enumerate([planned.back, *(act.back for act in planned.later)])
    )


def remaining_steps(desk: Desk, reports: Sequence[PlannedReport]) -> tuple[date | None, list[Step]]:
    """The steps that are still to be taken, oldest first, and the day of the last one that was."""
    steps = all_steps(desk.world.policy, desk.seed.day, reports)
    with reading(desk.world.engine) as db:
        is_taken = taken(db, desk.seed)
    done = [step for step in steps if is_taken(step.index, step.number)]
    return max(done).day if done else None, [step for step in steps if not is_taken(step.index, step.number)]


def take(desk: Desk, reports: Sequence[PlannedReport], step: Step) -> None:
    """Take one step, and leave its mark; what is refused, since somebody or the clock was faster, is passed over."""
    with desk.at(step.day) as work:
        try:
            _take(desk, work, reports, step)
        except Refusal:
            work.db.rollback()
        leave_mark(work, desk.seed, step.index, step.number)


def _take(desk: Desk, work: Work, reports: Sequence[PlannedReport], step: Step) -> None:
    planned, receipt = reports[step.index], receipt_of(desk, step.index)
    if step.number == 0:
        with work.reading() as db:
            said = statement(db, work.policy, step.day, planned)
        file(work, receipt, said, planned.source)
        return
    act = planned.later[step.number - 1]
    with work.reading() as db:
        case = standing(db, receipt)
    if case is None:
        raise NotFound
    aim, actor = _aim(desk, work, reports, step), None
    if act.event not in REPORTERS_VERBS:
        at = aim.office_id if act.event in BY_CO_HANDLERS else None
        actor = who(desk, work, case, act.event, colleague=act.colleague, at=at)
    deed = Deed(act.event, act, aim)
    perform(
        work, receipt, case, deed, Hands(actor, partial(second, desk, work, case, actor), partial(desk.at, step.day))
    )


def _aim(desk: Desk, work: Work, reports: Sequence[PlannedReport], step: Step) -> Aim:
    """What an act aims at, found by its name; what leaves a case is the report that the act is told of."""
    act = reports[step.index].later[step.number - 1]
    with work.reading() as db:
        office_id = directory(db)[act.to] if act.to else None
        into = standing(db, receipt_of(desk, [one.name for one in reports].index(act.into))) if act.into else None
        school_id = db.scalar(sa.select(School.id).where(School.name == act.school)) if act.school else None
        report_id = db.scalar(sa.select(Report.id).where(Report.receipt_lookup == receipt_of(desk, step.index).lookup))
    return Aim(office_id, into.case_id if into else None, school_id, report_id)


def receipt_of(desk: Desk, index: int) -> Receipt:
    """The receipt of a planned report."""
    return Receipt.from_idempotency_key(desk.seed.key(index))


def days_until(before: date | None, day: date) -> list[date]:
    """The days after `before` up to `day`."""
    first = day if before is None else before + DAY
    return [first + DAY * n for n in range((day - first).days + 1)]

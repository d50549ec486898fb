"""File the demo's reports and work on them in the order of their days, from where a broken-off load left them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from demo.acts import Deed, perform
from demo.desk import Desk, directory, standing
from demo.plan import PlannedReport
from demo.statements import statement, working_day_back
from models import Appeal, CaseEvent, Rating, Report, Tombstone
from models.engine import reading
from policy import Policy
from policy.lifecycle import MOVES, TIMED_MOVES
from policy.vocabulary import Event
from security.receipts import Receipt

BY_CLOCK = frozenset(move.event for move in (*(row.move for row in TIMED_MOVES), *MOVES) if not move.roles)
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


def remaining_steps(desk: Desk, reports: Sequence[PlannedReport]) -> list[Step]:
    """The steps that are still to be taken, oldest first."""
    done = _done(desk, reports)
    steps = all_steps(desk.world.policy, desk.seed.day, reports)
    return [step for step in steps if step.number >= done[step.index]]


def take(desk: Desk, reports: Sequence[PlannedReport], step: Step) -> None:
    """Take one step."""
    planned, receipt = reports[step.index], receipt_of(desk, step.index)
    with reading(desk.world.engine) as db:
        if step.number == 0:
            said = statement(db, desk.world.policy, step.day, planned)
        else:
            case, offices = standing(db, receipt), directory(db)
    if step.number == 0:
        desk.file(step.day, receipt, said)
    elif case is not None:
        act = planned.later[step.number - 1]
        with desk.at(step.day) as work:
            perform(desk, work, receipt, case, Deed(act.event, act, offices[act.to] if act.to else None))


def receipt_of(desk: Desk, index: int) -> Receipt:
    """The receipt of a planned report."""
    return Receipt.from_idempotency_key(desk.seed.key(index))


def days_until(before: date | None, day: date) -> list[date]:
    """The days after `before` up to `day`."""
    first = day if before is None else before + DAY
    return [first + DAY * n for n in range((day - first).days + 1)]


def _done(desk: Desk, reports: Sequence[PlannedReport]) -> list[int]:
    """How many steps of each report have been taken."""
    receipts = [receipt_of(desk, index) for index in range(len(reports))]
    with reading(desk.world.engine) as db:
        found = _found(db, [receipt.lookup for receipt in receipts])
    return [
        _steps_in(found[receipt.lookup], planned) if receipt.lookup in found else 0
        for receipt, planned in zip(receipts, reports, strict=True)
    ]


@dataclass(frozen=True)
class Found:
    """What happened to a report, and whether it is rated or withdrawn."""

    history: tuple[str, ...]
    is_rated: bool = False
    is_withdrawn: bool = False


def _found(db: Session, lookups: Collection[bytes]) -> dict[bytes, Found]:
    """What there is of these reports, by receipt."""
    gone = db.scalars(sa.select(Tombstone.receipt_lookup).where(Tombstone.receipt_lookup.in_(lookups)))
    rows = db.execute(
        sa.select(Report.receipt_lookup, Report.case_id, Appeal.from_case_id, Appeal.from_version, Rating.report_id)
        .outerjoin(Appeal, Appeal.report_id == Report.id)
        .outerjoin(Rating, Rating.report_id == Report.id)
        .where(Report.receipt_lookup.in_(lookups))
    ).all()
    events = _events(db, {case_id for row in rows for case_id in (row.case_id, row.from_case_id)})
    found = {lookup: Found((), is_withdrawn=True) for lookup in gone}
    for lookup, case_id, before, until, rated in rows:
        history = (*events[before][: until or 0], *events[case_id])
        by_people = tuple(event for event in history if event not in BY_CLOCK)
        found[lookup] = Found(by_people, is_rated=rated is not None)
    return found


def _events(db: Session, case_ids: Collection[str | None]) -> Mapping[str | None, list[str]]:
    """The history of each case."""
    events: dict[str | None, list[str]] = defaultdict(list)
    query = sa.select(CaseEvent.case_id, CaseEvent.event).where(CaseEvent.case_id.in_(case_ids))
    for case_id, event in db.execute(query.order_by(CaseEvent.case_id, CaseEvent.version)):
        events[case_id].append(event)
    return events


def _steps_in(found: Found, planned: PlannedReport) -> int:
    """The number of steps taken; all of them, when somebody else has worked on the case since."""
    steps = [Event.FILE, *(act.event for act in planned.later)]
    history = list(found.history)
    for number, event in enumerate(steps):
        if event is Event.RATE and found.is_rated:
            continue
        if not history or history[0] != event:
            return len(steps) if history or found.is_withdrawn else number
        history.pop(0)
    return len(steps)

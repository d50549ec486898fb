"""How many of each measure there are on a day, at each office: what was booked on it, and what stood at its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Case, CaseEvent, Joining, Reply, Report, Splitting, Stay, Transfer
from policy.figures import Measure, bookings, late_at, unresponsive
from policy.lifecycle import UNANSWERED
from policy.lives import BEGINS, RESPONSES
from policy.vocabulary import Event, Status
from services.figures.lives import COUNTED, IS_REAL, Reader, stretches

Cell = tuple[str, str, str, str]
"""Office, matter, source, measure."""
HAS_MOVED = sa.or_(
    sa.exists().where(Transfer.case_id == Case.id).correlate(Case),
    sa.exists().where(Stay.report_id == Report.id).correlate(Report),
)
"""Whether another office may have had the report before."""


def count_day(reader: Reader) -> Counter[Cell]:
    """Every count of the reader's day; the same from the same log, whenever it is asked for."""
    counted: Counter[Cell] = Counter()
    for _, source, lives in reader.lives(_of_the_day(reader)):
        booked = (one for one in bookings(lives, reader.answerable_from) if one.on == reader.day)
        counted.update((one.office_id, one.matter, source, one.measure.value) for one in booked)
    for standing in (_open, _overdue, _unresponded):
        counted.update(standing(reader))
    return counted


def _of_the_day(reader: Reader) -> sa.Select[tuple[str]]:
    """The reports that were filed on the day, or had something happen to them."""
    cases = sa.select(CaseEvent.case_id).where(CaseEvent.happened_on == reader.day, COUNTED)
    filed = sa.select(Report.id).where(Report.filed_on == reader.day)
    there = sa.select(Report.id).where(Report.case_id.in_(cases))
    left = sa.select(Stay.report_id).where(Stay.case_id.in_(cases))
    found = sa.union(filed, there, left).subquery()
    return sa.select(found.c[0])


@dataclass(frozen=True)
class Standing:
    """Reports that waited for an answer at the end of a day, and the times in cases that they were in then."""

    day: date
    at: sa.CTE = field(default_factory=partial(stretches, "standing"))

    def rows(self, *columns: Any) -> sa.Select[*tuple[Any, ...]]:
        """Today's open cases, and those to which something happened since, are all that come into question."""
        unanswered = [status.value for status in UNANSWERED]
        last, changed = (
            self._last(CaseEvent.version),
            sa.select(CaseEvent.case_id).where(CaseEvent.happened_on > self.day),
        )
        return (
            sa.select(*columns)
            .join_from(self.at, Report, Report.id == self.at.c.report_id)
            .join(Case, Case.id == self.at.c.case_id)
            .where(IS_REAL, sa.or_(Case.status.in_(unanswered), Case.id.in_(changed)))
            .where(Report.filed_on <= self.day, last >= self.at.c.after_version)
            .where(sa.or_(self.at.c.until_version.is_(None), last <= self.at.c.until_version))
            .where(self._last(CaseEvent.status).in_(unanswered))
        )

    def _last(self, column: Any) -> Any:
        """Of the last event up to the end of the day."""
        last = sa.select(column).where(*self._then()).order_by(CaseEvent.version.desc()).limit(1)
        return last.correlate(self.at).scalar_subquery()

    def _then(self) -> tuple[sa.ColumnElement[bool], ...]:
        return CaseEvent.case_id == self.at.c.case_id, CaseEvent.happened_on <= self.day

    def _begun(self) -> Any:
        """The version with which the wait began anew; None for the first wait."""
        begins = CaseEvent.event.in_([event.value for event in BEGINS])
        begun = sa.select(sa.func.max(CaseEvent.version)).where(*self._then(), begins)
        return begun.correlate(self.at).scalar_subquery()

    def due_on(self) -> Any:
        """The last day as it was: of what was answered since, the one that it had then."""
        later = (Reply.report_id == Report.id, Reply.case_id == self.at.c.case_id)
        since = sa.select(Reply.due_on).where(*later, Reply.version > self._last(CaseEvent.version))
        first = since.order_by(Reply.version).limit(1).correlate(self.at, Report)
        return sa.func.coalesce(first.scalar_subquery(), Report.due_on)

    def is_paused(self) -> sa.ColumnElement[bool]:
        """Whether the office waited for an answer to the first question of this wait, and had asked in time.

        It had asked this reporter, for the first time since the promise. A case that was split off has had the
        question of the one that it came out of, and a case that took in another, the question of that.
        """
        again = self._begun()
        asked = (*self._then(), CaseEvent.event == Event.ASK.value, CaseEvent.version > sa.func.coalesce(again, 0))
        times = sa.select(sa.func.count(CaseEvent.id)).where(*asked).scalar_subquery()
        first = sa.select(sa.func.min(CaseEvent.happened_on)).where(*asked).scalar_subquery()
        waits = self._last(CaseEvent.status) == Status.AWAITING_REPORTER.value
        was_there = sa.exists().where(*asked, CaseEvent.version > self.at.c.after_version)
        mine = sa.and_(was_there, ~self._asked_elsewhere(), ~self._came_with_one(again, asked))
        return sa.and_(waits, times == 1, first <= self.due_on(), mine)

    def _came_with_one(self, again: Any, asked: tuple[sa.ColumnElement[bool], ...]) -> sa.ColumnElement[bool]:
        """Whether the case had had a question before its own: as what was split off, or by what it took in."""
        split = sa.exists().where(Splitting.new_case_id == self.at.c.case_id, Splitting.pause_used)
        taken_in = (Joining.into_case_id == self.at.c.case_id, Joining.pause_used)
        own = sa.select(sa.func.min(CaseEvent.version)).where(*asked).correlate(self.at).scalar_subquery()
        between = (Joining.into_version > sa.func.coalesce(again, 0), Joining.into_version < own)
        return sa.or_(sa.and_(again.is_(None), split), sa.exists().where(*taken_in, *between))

    def _asked_elsewhere(self) -> sa.ColumnElement[bool]:
        """Whether the reporter was asked in an earlier case already, after the promise."""
        left, later, asked, begun = aliased(Stay), stretches("later"), aliased(CaseEvent), aliased(CaseEvent)
        follows = sa.or_(
            later.c.position.is_(None),
            later.c.position > left.position,
            sa.and_(later.c.position == left.position, begun.version > asked.version),
        )
        promised = (
            sa.exists()
            .where(later.c.report_id == left.report_id, follows, begun.case_id == later.c.case_id)
            .where(begun.version > later.c.after_version, begun.happened_on <= self.day)
            .where(sa.or_(later.c.until_version.is_(None), begun.version <= later.c.until_version))
            .where(begun.event.in_([event.value for event in BEGINS]))
        )
        return (
            sa.exists()
            .where(left.report_id == self.at.c.report_id, asked.case_id == left.case_id)
            .where(asked.version > left.after_version, asked.version <= left.until_version)
            .where(asked.event == Event.ASK.value, asked.happened_on <= self.day, ~promised)
            .where(sa.or_(self.at.c.position.is_(None), left.position < self.at.c.position))
        )

    def has_no_response(self) -> sa.ColumnElement[bool]:
        """Whether the office has not written since the wait began."""
        last = self._begun()
        since = sa.case((last > self.at.c.after_version, last), else_=self.at.c.after_version)
        response = aliased(CaseEvent)
        wrote = (response.case_id == self.at.c.case_id, response.happened_on <= self.day, response.version > since)
        return ~sa.exists().where(*wrote, response.event.in_([event.value for event in RESPONSES]))


def _seat_on(day: Any) -> sa.ColumnElement[str]:
    """The office that had the case at the end of a day."""
    event = aliased(CaseEvent)
    passed = (
        sa.select(Transfer.from_office_id)
        .join(event, sa.and_(event.case_id == Transfer.case_id, event.version == Transfer.version))
        .where(Transfer.case_id == Case.id, event.happened_on > day)
        .order_by(Transfer.version)
        .limit(1)
    )
    return sa.func.coalesce(passed.scalar_subquery(), Case.office_id)


def _open(reader: Reader) -> dict[Cell, int]:
    rows = Standing(reader.day).rows(_seat_on(reader.day).label("seat"), Case.matter, Report.source)
    return _counted(reader, rows, Measure.OPEN)


def _overdue(reader: Reader) -> Counter[Cell]:
    """Late at the office that answers for it, wherever it is now: for what was never passed on, where it is."""
    standing = Standing(reader.day)
    due_on = standing.due_on()
    is_late = (due_on < reader.day, ~standing.is_paused())
    stayed = standing.rows(Case.office_id.label("seat"), Case.matter, Report.source).where(*is_late, ~HAS_MOVED)
    counted = Counter(_counted(reader, stayed, Measure.OVERDUE))
    moved = standing.rows(Report.id, Case.matter, due_on.label("due_on")).where(*is_late, HAS_MOVED)
    lives = {report_id: lives[-1] for report_id, _, lives in reader.lives(sa.select(moved.subquery().c.id))}
    for row in reader.db.execute(moved.add_columns(Report.source)):
        office = late_at(lives[row.id], row.due_on, reader.answerable_from)
        counted[office, row.matter, row.source, Measure.OVERDUE.value] += 1
    return counted


def _unresponded(reader: Reader) -> Counter[Cell]:
    """An office should have written by now and has not: counted at the one that answers for that."""
    standing = Standing(reader.day)
    waiting = standing.rows(Report.id).where(standing.has_no_response())
    last = ((source, lives[-1]) for _, source, lives in reader.lives(waiting))
    late = ((source, life) for source, life in last if life.response is None and life.respond_by < reader.day)
    cells = ((unresponsive(life, reader.answerable_from), life.begun_by.matter, source) for source, life in late)
    return Counter((*cell, Measure.UNRESPONDED.value) for cell in cells)


def _counted(reader: Reader, rows: sa.Select[*tuple[Any, ...]], measure: Measure) -> dict[Cell, int]:
    each = rows.subquery()
    keys = each.c.seat, each.c.matter, each.c.source
    query = sa.select(*keys, sa.func.count()).group_by(*keys)
    return {(*cell, measure.value): count for *cell, count in reader.db.execute(query)}

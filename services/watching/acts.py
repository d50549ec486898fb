"""What offices do, by the log of cases and tasks: on which day, how often, and when they had done the same before.

Every act is counted for the office whose staff did it, on the day on which it did, so that a case that went past an
office is never among its numbers (T12). Where cases are counted, and not acts, each has the last day before on which
the same was done with it, so that a period has each case once (`models.ConductDay`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from models import Appeal, Case, CaseEvent, Staff, Task, Transfer, UnreleasedCase
from policy.conduct import ACTS, NEVER, Habit
from policy.lifecycle import ANSWERED
from policy.tasks import TaskStatus
from policy.vocabulary import Event
from services.cases.past import office_then

ANSWERING = [status.value for status in ANSWERED]
ENDS = (Event.SEND_BACK, Event.RESOLVE, Event.DECLINE, Event.REFER_OUT)
RETURNED: sa.ColumnElement[str] = sa.literal_column(f"'{TaskStatus.RETURNED.value}'")
"""In the words of the index of these, so that it serves; and so are events written out."""
EARLIER, SENT, BY = aliased(CaseEvent), aliased(CaseEvent), aliased(Staff)
BEFORE = sa.func.coalesce(sa.func.max(EARLIER.happened_on), sa.literal(NEVER, sa.Date))
Counted = sa.Select[*tuple[Any, ...]]
"""Office, day, the day before, habit, number."""


@dataclass(frozen=True)
class Acts:
    """What offices did from `since` to `until`: `of` these, or of all. What waits for the hour is not shown yet."""

    since: date
    until: date
    of: Sequence[str] | None = None

    def counted(self) -> sa.CompoundSelect[*tuple[Any, ...]]:
        """All of it, in one question."""
        each = (self._cases(), self._passed_on(), self._let_lie(), self._overturned(), self._reopened())
        return sa.union_all(*each, self._tasks_returned(), self._asked_again())

    def _cases(self) -> Counted:
        """Cases by what staff of an office did with them, each once a day."""
        habit = sa.case(*((CaseEvent.event == event.value, kind.value) for event, kind in ACTS.items()))
        same = (EARLIER.event == CaseEvent.event, BY.office_id == Staff.office_id)
        before = _before(CaseEvent, Staff).where(EARLIER.case_id == CaseEvent.case_id, *same)
        acts = self._by_staff(*ACTS).add_columns(before.scalar_subquery().label("before_on"), habit.label("habit"))
        return _by_case(acts.add_columns(CaseEvent.case_id))

    def _overturned(self) -> Counted:
        """Answers that did not stand when they were appealed against: done again below, or answered anew above."""
        answered_by = office_then(Appeal.from_version)
        before = _before(CaseEvent).where(EARLIER.case_id == CaseEvent.case_id, *_fell(EARLIER))
        acts = (
            sa.select(answered_by.label("office_id"), CaseEvent.happened_on)
            .add_columns(before.scalar_subquery().label("before_on"), _named(Habit.OVERTURNED), CaseEvent.case_id)
            .select_from(CaseEvent)
            .join(Appeal, Appeal.case_id == CaseEvent.case_id)
            .join(Case, Case.id == Appeal.from_case_id)
            .where(*self._within(*ENDS), *_fell(CaseEvent), *self._theirs(answered_by))
        )
        return _by_case(acts)

    def _passed_on(self) -> Counted:
        """Transfers to other offices, and what went up because nobody took it on."""
        up = (CaseEvent.event == Event.ESCALATE.value, Habit.RAISED.value)
        habit = sa.case(up, else_=Habit.PASSED_ON.value).label("habit")
        this = sa.and_(Transfer.case_id == CaseEvent.case_id, Transfer.version == CaseEvent.version)
        acts = sa.select(Transfer.from_office_id.label("office_id"), CaseEvent.happened_on, habit)
        acts = acts.join_from(Transfer, CaseEvent, this).where(*self._within(Event.TRANSFER, Event.ESCALATE))
        return _by_act(acts.where(*self._theirs(Transfer.from_office_id)))

    def _let_lie(self) -> Counted:
        """Tasks that came back from an office after their day, whoever gave them back."""
        late = (Task.status == RETURNED, Task.status_since > Task.due_on)
        acts = sa.select(Task.office_id, Task.status_since.label("happened_on"), _named(Habit.TASKS_LET_LIE))
        within = Task.status_since.between(self.since, self.until)
        return _by_act(acts.where(*late, within, *self._theirs(Task.office_id)))

    def _reopened(self) -> Counted:
        """Answers that an office above had done again, for the office that gave the last one before."""
        answer = aliased(CaseEvent)
        before = (answer.case_id == CaseEvent.case_id, answer.version < CaseEvent.version)
        given = sa.select(answer.staff_id).where(*before, answer.status.in_(ANSWERING), answer.staff_id.is_not(None))
        who = given.order_by(answer.version.desc()).limit(1).correlate(CaseEvent).scalar_subquery()
        acts = sa.select(Staff.office_id, CaseEvent.happened_on, _named(Habit.REOPENED))
        acts = acts.join_from(CaseEvent, Staff, Staff.id == who).where(*self._within(Event.REOPEN))
        return _by_act(acts.where(*self._theirs(Staff.office_id)))

    def _tasks_returned(self) -> Counted:
        """Tasks that staff of the office that was asked gave back, in time or not."""
        return _by_act(self._by_staff(Event.RETURN_TASK).add_columns(_named(Habit.TASKS_RETURNED)))

    def _asked_again(self) -> Counted:
        """Questions of a case that its office had asked something before."""
        asked = (EARLIER.case_id == CaseEvent.case_id, EARLIER.event == Event.ASK.value)
        first = sa.select(EARLIER.id).join(BY, BY.id == EARLIER.staff_id).where(*asked, BY.office_id == Staff.office_id)
        again = first.where(EARLIER.version < CaseEvent.version).correlate(CaseEvent, Staff).exists()
        return _by_act(self._by_staff(Event.ASK).where(again).add_columns(_named(Habit.ASKED_AGAIN)))

    def _by_staff(self, *events: Event) -> Counted:
        """Acts of staff of the offices, along the index of what staff do."""
        acts = sa.select(Staff.office_id, CaseEvent.happened_on).join_from(CaseEvent, Staff)
        return acts.where(*self._within(*events), *self._theirs(Staff.office_id), Staff.office_id.is_not(None))

    def _theirs(self, office_id: Any) -> Iterator[sa.ColumnElement[bool]]:
        if self.of is not None:
            yield office_id.in_(self.of)

    def _within(self, *events: Event) -> Iterator[sa.ColumnElement[bool]]:
        yield CaseEvent.happened_on.between(self.since, self.until)
        words = sorted(event.value for event in events)
        yield CaseEvent.event.in_(sa.bindparam("events", words, expanding=True, literal_execute=True, unique=True))
        if self.of is not None:
            yield CaseEvent.case_id.not_in(sa.select(UnreleasedCase.case_id))


def _fell(event: Any) -> Iterator[sa.ColumnElement[bool]]:
    """Whether an act on an appealed case overturned the answer that was given: what is answered once sent back did not.

    At the root somebody else of the same office answers anew.
    """
    sent_back = (SENT.case_id == event.case_id, SENT.version < event.version, SENT.event == Event.SEND_BACK.value)
    anew = sa.and_(event.status.in_(ANSWERING), ~sa.exists().where(*sent_back))
    yield event.event.in_([each.value for each in ENDS])
    yield sa.or_(event.event == Event.SEND_BACK.value, anew)


def _before(*of: Any) -> sa.Select[Any]:
    """The last day before an act on which `EARLIER` happened, by staff `BY`."""
    days = sa.select(BEFORE).join_from(EARLIER, BY, BY.id == EARLIER.staff_id)
    return days.where(EARLIER.happened_on < CaseEvent.happened_on).correlate(*of)


def _by_case(acts: Counted) -> Counted:
    each = acts.subquery()
    key = (each.c.office_id, each.c.happened_on, each.c.before_on, each.c.habit)
    return sa.select(*key, sa.func.count(each.c.case_id.distinct()).label("number")).group_by(*key)


def _by_act(acts: Counted) -> Counted:
    each = acts.subquery()
    key = (each.c.office_id, each.c.happened_on, each.c.habit)
    never = sa.literal(NEVER, sa.Date).label("before_on")
    return sa.select(key[0], key[1], never, key[2], sa.func.count().label("number")).group_by(*key)


def _named(habit: Habit) -> sa.ColumnElement[Any]:
    return sa.literal(habit.value).label("habit")

"""The next cases of a queue, found by walking indexes that lie in the queue's order, never by sorting all of it.

A case can be seen from several seats: by its lead office, by the one that was alerted, and by those above. Each is one
walk of as many steps as the page is long; the walks are merged. From above, one step in each office finds those whose
cases come first, and only these are walked.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from math import ceil
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql.operators import custom_op

from models import Case
from models.cases import FLAGS
from policy.lifecycle import UNANSWERED
from policy.vocabulary import Concern
from services.cases.access import out_of_sight
from services.desk.concerns import gives
from services.keyring import Actor
from services.people.below import own_and_below, sees_below, unanswered

Columns = Any
"""`Case`, or an alias of it."""

SHARE = 20
"""Of so many cases that are wanted, one of each office tells how far the offices have to be walked."""

FIRST, OTHER = aliased(Case), aliased(Case)
"""The first case of each office, and the ones walked; made once, because making one takes long."""

Walk = sa.Select[str, date, int]
"""Ids in the order of next_due_on, severity, id."""


@dataclass(frozen=True)
class Filters:
    """What to show; None is everything the reader may see. A concern is one about unanswered cases alone."""

    office_id: str | None = None
    status: str | None = None
    category: str | None = None
    matter: str | None = None
    severity: int | None = None
    open: bool | None = None
    overdue: bool | None = None
    assignee: str | None = None
    concern: str | None = None


@dataclass(frozen=True)
class Position:
    """A case's place in the order of every queue."""

    next_due_on: date
    severity: int
    id: str


@dataclass(frozen=True)
class Question:
    """Which cases somebody asks for: at most `number` of those after a place, or of the first.

    An office is silent about a case where it did nothing on `quiet_since` or later.
    """

    actor: Actor
    filters: Filters
    today: date
    after: Position | None
    number: int
    dialect: str
    quiet_since: date = date.min


def next_ids(question: Question) -> sa.Select[str] | None:
    """The statement that finds the ids of the cases in order; None where there can be no such case."""
    walks = list(_walks(question))
    if not walks:
        return None
    found = sa.union(*(sa.select(*walk.subquery().c) for walk in walks)).subquery()
    order = found.c.next_due_on, found.c.severity, found.c.id
    return sa.select(found.c.id).order_by(*order).limit(question.number)


def _walks(question: Question) -> Iterator[Walk]:
    actor, wanted = question.actor, question.filters.office_id
    if actor.office_id is None or actor.is_pending:
        return
    rest = replace(question, filters=replace(question.filters, office_id=None))
    seats = own_and_below(actor.office_id)
    for state in _states(question.filters):
        if sees_below(actor):
            if wanted is None:
                yield _from_above(rest, seats, state)
            else:  # services.desk.queue has seen that it is below
                yield _walk(rest, Case, Case.office_id == wanted, state)
        elif wanted in (None, actor.office_id):
            yield _walk(rest, Case, Case.office_id == actor.office_id, state)
        if wanted is None or not (sees_below(actor) or wanted == actor.office_id):
            yield _walk(question, Case, Case.alerted_office_id == actor.office_id, state, lead=False)


def _states(filters: Filters) -> Sequence[str]:
    """The parts of the queue that are walked by themselves, because an index of their own is in order."""
    if filters.overdue is None and filters.open is None and filters.concern is None:
        return ("any",)
    parts = {None: ("open", "done"), True: ("overdue",), False: ("in_time", "done")}[filters.overdue]
    of_status = None if filters.status is None else filters.status in UNANSWERED
    wanted = {filters.open, of_status, None if filters.concern is None else True} - {None}
    return [part for part in parts if wanted <= {part != "done"}]


def _walk(
    question: Question,
    case: Columns,
    seat: sa.ColumnElement[bool],
    state: str,
    *,
    lead: bool = True,
    until: sa.ColumnElement[date] | None = None,
) -> Walk:
    by_severity = _is_by_severity(question.filters, state, lead=lead)
    key = (case.next_due_on, case.id) if by_severity else (case.next_due_on, case.severity, case.id)
    return (
        sa.select(case.id, case.next_due_on, case.severity)
        .where(seat, *_same(question, case, by_severity=by_severity))
        .where(*_in_state(question.filters, case, state), *_between(question, key, state, until))
        .where(case.id.not_in(out_of_sight(question.actor)))
        .with_hint(case, f"INDEXED BY ix_case_{index_of(question.filters, state, lead=lead)}", "sqlite")
        .order_by(*key)
        .limit(question.number)
    )


def _is_by_severity(filters: Filters, state: str, *, lead: bool) -> bool:
    """Whether the index begins with a severity, which leaves out the order of severities."""
    is_alone = filters.severity is not None and filters.status is None and filters.assignee is None
    if filters.concern in FLAGS:
        return False
    return is_alone and (state == "any" or (lead and state != "done"))


def index_of(filters: Filters, state: str, *, lead: bool) -> str:
    """The index in the queue's order behind most of what is asked for; SQLite, without statistics, is told."""
    is_open = _is_open(filters, state)
    if not lead:
        return _alerted_index_of(filters, state)
    if _is_by_severity(filters, state, lead=lead):
        return "open_severity_queue" if is_open else "severity_queue"
    if filters.concern in FLAGS and is_open:
        return f"{filters.concern}_queue"
    if filters.assignee is not None:
        return "open_assignee_queue" if is_open else "assignee_queue"
    if filters.status is not None or is_open:
        return "status_queue" if filters.status is not None else "open_queue"
    named = [name for name in ("matter", "category") if getattr(filters, name) is not None]
    return f"{named[0]}_queue" if named else {"any": "queue", "done": "done_queue"}[state]


def _alerted_index_of(filters: Filters, state: str) -> str:
    if filters.concern in FLAGS and _is_open(filters, state):
        return "alerted_flagged_queue"
    if _is_by_severity(filters, state, lead=False):
        return "alerted_severity_queue"
    if filters.assignee is not None:
        return "alerted_assignee_queue"
    if filters.status is not None:
        return "alerted_status_queue"
    return "alerted_open_queue" if _is_open(filters, state) else "alerted_queue"


def _is_open(filters: Filters, state: str) -> bool:
    return state in ("open", "overdue", "in_time") or filters.status in UNANSWERED


def _same(question: Question, case: Columns, *, by_severity: bool) -> Iterator[sa.ColumnElement[bool]]:
    """What is asked for by name. Only the indexes that begin with a severity have its cases together.

    Along any other, SQLite would sort once it knows that all are of one severity: `+` hides that from its planner.
    """
    filters = question.filters
    named = {name: getattr(filters, name) for name in ("office_id", "status", "category", "matter", "severity")}
    for name, value in {**named, "assignee_id": filters.assignee}.items():
        column = getattr(case, name)
        if name == "severity" and question.dialect == "sqlite" and not by_severity:
            column = sa.UnaryExpression(column, operator=custom_op("+"), type_=column.type)
        if value is not None:
            yield column == value
    if filters.concern is not None:
        yield gives(Concern(filters.concern), case, question.quiet_since)


def _in_state(filters: Filters, case: Columns, state: str) -> list[sa.ColumnElement[bool]]:
    """Open or done, in the words of the partial indexes; which of both a status is, the database does not know."""
    if _is_open(filters, state):
        return [unanswered(case.status)]
    return [sa.not_(unanswered(case.status))] if state == "done" else []


def _between(
    question: Question, key: tuple[Any, ...], state: str, until: sa.ColumnElement[date] | None
) -> Iterator[sa.ColumnElement[bool]]:
    """From the later of two beginnings, the last page's end and today, to the earlier of two ends.

    Only one of each is said: of two, the walk would begin or end at either, and read and reject the cases in between.
    """
    after, due = question.after, key[0]
    if state == "in_time" and (after is None or after.next_due_on < question.today):
        yield due >= question.today
    elif after is not None:
        yield sa.tuple_(*key) > sa.tuple_(*(sa.literal(getattr(after, column.key), column.type) for column in key))
    if until is not None:
        yield due <= until
    elif state == "overdue":
        yield due < question.today


def _from_above(question: Question, seats: sa.CTE, state: str) -> Walk:
    """A walk for each office whose first case is among the first of all, as far as the day by which there are enough.

    That is the day on which enough offices have had their first case; of many cases, their twentieth, say: twenty
    times fewer offices are enough then. Only PostgreSQL has LATERAL; only SQLite looks up what a list gives.
    """
    near, share = _nearest(question, seats, state), max(1, question.number // SHARE)
    far = near if share == 1 else _nearest(question, seats, state, skip=share - 1)
    days = sa.select(far.c.next_due_on).order_by(far.c.next_due_on)
    enough = days.limit(1).offset(ceil(question.number / share) - 1).scalar_subquery()
    last = question.today - timedelta(days=1) if state == "overdue" else date.max
    until = sa.func.coalesce(enough, sa.literal(last, sa.Date))
    walk = _walk(question, OTHER, OTHER.office_id == near.c.office_id, state, until=until).correlate(near)
    if question.dialect == "postgresql":
        each = walk.lateral()
        return sa.select(each).select_from(near.join(each, sa.true()))
    ids = walk.with_only_columns(OTHER.id)
    return sa.select(Case.id, Case.next_due_on, Case.severity).select_from(near).join(Case, Case.id.in_(ids))


def _nearest(question: Question, seats: sa.CTE, state: str, *, skip: int = 0) -> sa.CTE:
    """As many offices as the page has lines, those whose first cases come first, with the day of that case.

    Or of the first case after those that are to `skip`, of the offices that have one.
    """
    head = _walk(replace(question, number=1), FIRST, FIRST.office_id == seats.c.id, state).offset(skip)
    head = head.correlate(seats)
    if question.dialect == "postgresql":
        first = head.lateral()
        order: tuple[Any, ...] = (first.c.next_due_on, first.c.severity, first.c.id)
        found = sa.select(seats.c.id.label("office_id"), first.c.next_due_on).select_from(seats.join(first, sa.true()))
    else:
        place = head.with_only_columns(_place(FIRST)).scalar_subquery()
        each = sa.select(seats.c.id.label("office_id"), place.label("place")).cte().prefix_with("MATERIALIZED")
        order = (each.c.place,)
        day = sa.func.substr(each.c.place, 1, len("2026-11-22"), type_=sa.Date)
        found = sa.select(each.c.office_id, day.label("next_due_on")).where(each.c.place.is_not(None))
    return found.order_by(*order).limit(question.number).cte()


def _place(case: Columns) -> sa.ColumnElement[str]:
    """A case's place in the order as one value, since a subquery of SQLite's has but one."""
    parts = (sa.type_coerce(part, sa.String) for part in (case.next_due_on, case.severity, case.id))
    return reduce(operator.add, parts)

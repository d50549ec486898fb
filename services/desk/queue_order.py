"""The next cases of a queue, found by walking indexes that lie in the queue's order, never by sorting all of it.

A case can be seen from several seats: by its lead office, by the one that was alerted, and by those above. Each is one
walk of as many steps as the page is long; the walks are merged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql.operators import custom_op

from models import Case
from policy.lifecycle import UNANSWERED
from services.cases.access import recused_from
from services.keyring import Actor
from services.people.below import own_and_below, sees_below, unanswered

Columns = Any
"""`Case`, or an alias of it."""

Walk = sa.Select[str, date, int]
"""Ids in the order of next_due_on, severity, id."""


@dataclass(frozen=True)
class Filters:
    """What to show; None is everything the reader may see."""

    office_id: str | None = None
    status: str | None = None
    category: str | None = None
    matter: str | None = None
    severity: int | None = None
    overdue: bool | None = None
    assignee: str | None = None


@dataclass(frozen=True)
class Position:
    """A case's place in the order of every queue."""

    next_due_on: date
    severity: int
    id: str


@dataclass(frozen=True)
class Question:
    """Which cases somebody asks for: at most `number` of those after a place, or of the first."""

    actor: Actor
    filters: Filters
    today: date
    after: Position | None
    number: int
    dialect: str


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
    if filters.overdue is None:
        return ("any",)
    parts = ("overdue",) if filters.overdue else ("in_time", "done")
    if filters.status is None:
        return parts
    return [part for part in parts if (part != "done") == (filters.status in UNANSWERED)]


def _walk(question: Question, case: Columns, seat: sa.ColumnElement[bool], state: str, *, lead: bool = True) -> Walk:
    filters = question.filters
    by_severity = lead and filters.severity is not None and filters.status is None and state != "done"
    key = (case.next_due_on, case.id) if by_severity else (case.next_due_on, case.severity, case.id)
    return (
        sa.select(case.id, case.next_due_on, case.severity)
        .where(seat, *_same(question, case, by_severity=by_severity))
        .where(*_in_state(question, case, state), *_after(question, key))
        .where(case.id.not_in(recused_from(question.actor)))
        .order_by(*key)
        .limit(question.number)
    )


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


def _in_state(question: Question, case: Columns, state: str) -> list[sa.ColumnElement[bool]]:
    is_late = case.next_due_on < question.today
    conditions: dict[str, list[sa.ColumnElement[bool]]] = {
        "any": [],
        "done": [sa.not_(unanswered(case.status))],
        "overdue": [unanswered(case.status), is_late],
        "in_time": [unanswered(case.status), sa.not_(is_late)],
    }
    return conditions[state] if question.filters.status is None else conditions[state][1:]


def _after(question: Question, key: tuple[Any, ...]) -> list[sa.ColumnElement[bool]]:
    """Beyond the place where the last page ended."""
    after = question.after
    if after is None:
        return []
    return [sa.tuple_(*key) > sa.tuple_(*(sa.literal(getattr(after, column.key), column.type) for column in key))]


def _from_above(question: Question, seats: sa.CTE, state: str) -> Walk:
    """A walk for each office, own and below. Only PostgreSQL has LATERAL; only SQLite looks up what a list gives."""
    other = aliased(Case)
    walk = _walk(question, other, other.office_id == seats.c.id, state).correlate(seats)
    if question.dialect == "postgresql":
        each = walk.lateral()
        return sa.select(each).select_from(seats.join(each, sa.true()))
    ids = walk.with_only_columns(other.id)
    return sa.select(Case.id, Case.next_due_on, Case.severity).select_from(seats).join(Case, Case.id.in_(ids))

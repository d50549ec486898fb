"""The same for many cases at once: each by itself, with a result of its own, in one transaction (T9).

Everything is read, opened and wrapped before the first row is written; then every case is locked, in ascending order of
ids, and done under a savepoint: one that somebody else changed meanwhile is left as it is, and the others are done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case
from policy.access import Permission, may
from policy.audit import Act
from policy.bulk import MOST
from services.cases.moves import Decision, prepare_move
from services.desk.conversation import prepare_message
from services.desk.queue import question_of
from services.desk.queue_order import Filters, next_ids
from services.desk.work_on import prepare_assignment
from services.handing.transfers import Wish, prepare_transfer
from services.keyring import Actor
from services.refusals import InvalidFields, NotPermitted, Refusal, Stale
from services.work import Work


class Seen(NamedTuple):
    """A case, and the version of it that somebody saw."""

    case_id: str
    version: int


@dataclass(frozen=True)
class Deed:
    """What is to be done with each case; `prepare` reads for one of them, and what it returns does it."""

    act: Act
    permission: Permission
    prepare: Callable[[Work, Actor, Seen], Callable[[], object]]


@dataclass(frozen=True)
class Result:
    """What came of one case: the version that it has now; `refusal` where it was not done."""

    case_id: str
    version: int | None = None
    refusal: Refusal | None = None


def moving(decision: Decision) -> Deed:
    """Make a move."""
    return Deed(
        Act.CASE_MOVE, Permission.MOVE_CASES, lambda work, actor, seen: prepare_move(work, actor, *seen, decision)
    )


def assigning(assignee_id: str | None) -> Deed:
    """Give to a colleague, or to nobody."""
    return Deed(
        Act.CASE_ASSIGN,
        Permission.ASSIGN_CASES,
        lambda work, actor, seen: prepare_assignment(work, actor, *seen, assignee_id),
    )


def passing(wish: Wish) -> Deed:
    """Pass on to another office."""
    return Deed(
        Act.CASE_TRANSFER,
        Permission.TRANSFER_CASES,
        lambda work, actor, seen: prepare_transfer(work, actor, *seen, wish),
    )


def telling(text: str) -> Deed:
    """Write to the reporters, without a question: a question waits for an answer to one case."""
    return Deed(
        Act.CASE_MESSAGE,
        Permission.MESSAGE_REPORTER,
        lambda work, actor, seen: prepare_message(
            work, actor, seen.case_id, text, ask=False, seen_version=seen.version
        ),
    )


def matching(work: Work, actor: Actor, filters: Filters) -> Sequence[Seen]:
    """The cases that a filter matches, in the order of the queue; InvalidFields where they are more than 1,000."""
    with work.reading() as db:
        found = next_ids(question_of(work, db, actor, filters, MOST + 1))
        ids = [] if found is None else list(db.scalars(found))
        if len(ids) > MOST:
            raise InvalidFields.one("all_that_match", "bulk.too_many", most=MOST)
        rows = sa.select(Case.id, Case.version).where(Case.id.in_(ids))
        versions: dict[str, int] = {row.id: row.version for row in db.execute(rows)}
    return [Seen(case_id, versions[case_id]) for case_id in ids if case_id in versions]


def do_all(work: Work, actor: Actor, chosen: Iterable[Seen] | Filters, deed: Deed) -> list[Result]:
    """Do the same with each case that was seen, or with all that match; a result for each, in their order.

    A case that is named twice is done once. NotPermitted for a role that may do it with none.
    """
    if not may(actor.role, deed.permission):
        raise NotPermitted
    if isinstance(chosen, Filters):
        chosen = matching(work, actor, chosen)
    wanted = {seen.case_id: seen for seen in chosen}
    refused: dict[str, Refusal] = {}
    ready = {case_id: _prepared(work, actor, seen, deed, refused) for case_id, seen in wanted.items()}
    _lock(work.db, [case_id for case_id in wanted if case_id not in refused])
    for case_id in sorted(wanted.keys() - refused.keys()):
        _do(work.db, case_id, ready[case_id], refused)
    return [_result(seen, refused.get(seen.case_id)) for seen in wanted.values()]


def _result(seen: Seen, refusal: Refusal | None) -> Result:
    """Each of these deeds is one event, and makes one version."""
    if refusal is None:
        return Result(seen.case_id, seen.version + 1)
    return Result(seen.case_id, refusal.version if isinstance(refusal, Stale) else None, refusal)


def _prepared(
    work: Work, actor: Actor, seen: Seen, deed: Deed, refused: dict[str, Refusal]
) -> Callable[[], object] | None:
    try:
        return deed.prepare(work, actor, seen)
    except Refusal as refusal:
        refused[seen.case_id] = refusal
        return None


def _lock(db: Session, ids: Sequence[str]) -> None:
    """All of them at once and in order, before anything else is locked: two that overlap wait for each other."""
    db.execute(sa.select(Case.id).where(Case.id.in_(ids)).order_by(Case.id).with_for_update()).all()


def _do(db: Session, case_id: str, act: Callable[[], object] | None, refused: dict[str, Refusal]) -> None:
    if act is None:
        return
    try:
        with db.begin_nested():
            act()
    except Refusal as refusal:
        refused[case_id] = refusal

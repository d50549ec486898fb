"""What several offices do about a case of the demo: the lead asks, the office that was asked does its share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import sqlalchemy as sa

from models import Case, Task
from policy.tasks import CASE_EVENTS, TaskEvent, task_days
from policy.vocabulary import Event
from services.joint.giving import Wish, give_task
from services.joint.moving import move_task
from services.keyring import Actor
from services.refusals import NotFound
from services.work import Work

BY_CO_HANDLERS: Final = frozenset({Event.ACCEPT_TASK, Event.FINISH_TASK, Event.RETURN_TASK})
"""What officers of the office that was asked do."""
Share = Callable[[Work, Actor, str, int, str, str, str], object]
"""Who acts, on which version of which case, about which office; the kind of task, and what is said."""


def ask(work: Work, actor: Actor, case_id: str, version: int, office_id: str, kind: str, text: str) -> None:  # noqa: PLR0917 - as `Share`
    """Ask an office, for as long as a task usually takes."""
    with work.reading() as db:
        finish_on = db.get_one(Case, case_id).finish_on
    days = task_days(work.policy.limits, work.policy.calendar, finish_on, work.today)
    give_task(work, actor, case_id, version, Wish(office_id, kind, days.proposed, text))


def _moves(event: TaskEvent) -> Share:
    def move(work: Work, actor: Actor, case_id: str, version: int, office_id: str, kind: str, text: str) -> None:  # noqa: ARG001, PLR0917 - as `Share`
        with work.reading() as db:
            mine = sa.select(Task).where(Task.case_id == case_id, Task.office_id == office_id, Task.kind == kind)
            task = db.scalar(mine.limit(1))
        if task is None:
            raise NotFound
        move_task(work, actor, task.id, task.version, event, text=text or None)

    return move


SHARES: Mapping[Event, Share] = {
    Event.ADD_TASK: ask,
    **{CASE_EVENTS[event]: _moves(event) for event in TaskEvent},
}
"""What is done about tasks; there is one of each kind for an office in a case of the demo."""

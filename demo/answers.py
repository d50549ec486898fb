"""How an answer comes about in the demo: what was looked at, who proposed it, and the second person who agreed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from models import Case
from policy.access import Capacity
from policy.vocabulary import CheckKind, Event, Outcome, Speaker
from services.cases.access import capacity_of
from services.cases.moves import Decision
from services.cases.open_matters import open_proposal
from services.deciding.approvals import Verdict, decide, propose
from services.deciding.checks import Check, Heard, record_check, record_statement
from services.deciding.proposed import is_checked
from services.deciding.rechecks import Looked, record_recheck
from services.handing.oversight import oversee, overseen_keys
from services.keyring import Actor
from services.refusals import NotFound
from services.work import Work

Second = Callable[[], Actor | None]
"""Who could approve what the actor proposes."""
Unit = Callable[[], AbstractContextManager[Work]]
FROM_ABOVE: Final = "approval"
"""The kind of reason for which a supervisor above opens what nobody else of the office could approve."""


class Answer(Protocol):
    """What is said with an answer."""

    @property
    def text(self) -> str: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def outcome(self) -> Outcome | None: ...
    @property
    def public_reply(self) -> str | None: ...
    @property
    def actions_taken(self) -> tuple[str, ...]: ...
    @property
    def ground(self) -> str | None: ...
    @property
    def looked(self) -> str | None: ...
    @property
    def proposes(self) -> Event | None: ...
    @property
    def again(self) -> int | None: ...


def decision_of(event: Event, said: Answer, today: date) -> Decision:
    """The answer as the services take it."""
    words = (said.outcome, said.public_reply, said.reason, said.actions_taken, said.ground)
    return Decision(event, *words, recheck_on=day_again(said, today))


def day_again(said: Answer, today: date) -> date | None:
    """The day on which the office looks again, if it says so."""
    return None if said.again is None else today + timedelta(days=said.again)


def look_again(work: Work, actor: Actor, case_id: str, version: int, said: Answer, *, put_right: bool) -> Case:
    """Record what somebody saw today who went there once more."""
    looked = Looked(put_right, work.today, said.text, said.public_reply or "", day_again(said, work.today))
    return record_recheck(work, actor, case_id, version, looked)


Seen = tuple[Actor, str, int]
"""Who acts, on which case, as they saw it."""


@dataclass(frozen=True)
class Hands:
    """Who acts, None where nobody of them could; who could approve what needs it; and a unit of work for each step."""

    actor: Actor | None
    second: Second
    unit: Unit


def end(work: Work, hands: Hands, seen: Seen, decision: Decision, looked: str | None) -> None:
    """Answer a case against the reporter: after a look, and with somebody who agrees; each step is one of its own.

    Where somebody broke off, what was done is not done again. `work` only looks.
    """
    actor, case_id, _ = seen
    case = _waiting(work, actor, case_id) or _propose(work, hands, seen, decision, looked)
    approver, version = hands.second(), case.version
    if approver is None:
        raise NotFound
    if capacity_of(approver, case) is Capacity.ABOVE and not _is_open(work, approver, case_id):
        with hands.unit() as own:
            oversee(own, approver, case_id, FROM_ABOVE, looked or decision.reason or "")
        version += 1
    with hands.unit() as own:
        decide(own, approver, case_id, version, Verdict(approved=True))


def _propose(work: Work, hands: Hands, seen: Seen, decision: Decision, looked: str | None) -> Case:
    actor, case_id, version = seen
    with work.reading() as db:
        is_done = is_checked(db, case_id)
    if looked and not is_done:
        with hands.unit() as own:
            version = look(own, actor, case_id, looked).version
    with hands.unit() as own:
        return propose(own, actor, case_id, version, decision)


def _waiting(work: Work, actor: Actor, case_id: str) -> Case | None:
    """The case, where what the actor proposed waits."""
    with work.reading() as db:
        proposal = open_proposal(db, case_id)
        return db.get_one(Case, case_id) if proposal is not None and proposal.staff_id == actor.id else None


def _is_open(work: Work, actor: Actor, case_id: str) -> bool:
    """Whether a case was opened from above today."""
    with work.reading() as db:
        return overseen_keys(db, actor, case_id, work.today) is not None


def look(work: Work, actor: Actor, case_id: str, text: str) -> Case:
    """Record that somebody went there today."""
    return record_check(work, actor, case_id, Check(CheckKind.VISIT, work.today, text))


def hear(work: Work, actor: Actor, case_id: str, text: str) -> Case:
    """Record what the school says to it."""
    return record_statement(work, actor, case_id, Heard(Speaker.SCHOOL, work.today, text))

"""How an answer comes about in the demo: what was looked at, who proposed it, and the second person who agreed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Protocol

from models import Case
from policy.access import Capacity
from policy.vocabulary import CheckKind, Event, Outcome, Speaker
from services.cases.access import capacity_of
from services.cases.moves import Decision
from services.deciding.approvals import Verdict, decide, propose
from services.deciding.checks import Check, Heard, record_check, record_statement
from services.handing.oversight import oversee
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
    def action_taken(self) -> str | None: ...
    @property
    def ground(self) -> str | None: ...
    @property
    def looked(self) -> str | None: ...
    @property
    def proposes(self) -> Event | None: ...


def decision_of(event: Event, said: Answer) -> Decision:
    """The answer as the services take it."""
    return Decision(event, said.outcome, said.public_reply, said.reason, said.action_taken, said.ground)


Seen = tuple[Actor, str, int]
"""Who acts, on which case, as they saw it."""


@dataclass(frozen=True)
class Hands:
    """Who acts, None where nobody of them could; who could approve what needs it; and a unit of work for each step."""

    actor: Actor | None
    second: Second
    unit: Unit


def end(hands: Hands, seen: Seen, decision: Decision, looked: str | None) -> None:
    """Answer a case against the reporter: after a look, and with somebody who agrees; each step is one of its own."""
    actor, case_id, version = seen
    if looked:
        with hands.unit() as work:
            version = look(work, actor, case_id, looked).version
    with hands.unit() as work:
        case = propose(work, actor, case_id, version, decision)
    approver, version = hands.second(), case.version
    if approver is None:
        raise NotFound
    if capacity_of(approver, case) is Capacity.ABOVE:
        with hands.unit() as work:
            oversee(work, approver, case_id, FROM_ABOVE, looked or decision.reason or "")
        version += 1
    with hands.unit() as work:
        decide(work, approver, case_id, version, Verdict(approved=True))


def look(work: Work, actor: Actor, case_id: str, text: str) -> Case:
    """Record that somebody went there today."""
    return record_check(work, actor, case_id, Check(CheckKind.VISIT, work.today, text))


def hear(work: Work, actor: Actor, case_id: str, text: str) -> Case:
    """Record what the school says to it."""
    return record_statement(work, actor, case_id, Heard(Speaker.SCHOOL, work.today, text))

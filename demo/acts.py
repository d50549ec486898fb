"""What office and reporter do with a case, each by the verb that the API calls. A new verb is one line of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from demo.desk import Desk, Standing
from policy.transfers import TransferReason
from policy.vocabulary import Event, Outcome
from security.receipts import Receipt
from services.cases.moves import Decision, move_case
from services.desk.conversation import write_to_reporters
from services.desk.work_on import assign
from services.handing.transfers import Wish, transfer
from services.keyring import Actor
from services.reporters.afterwards import Opinion, rate, withdraw
from services.reporters.appeals import appeal
from services.reporters.follow import answer
from services.work import Work


class Said(Protocol):
    """What is said with an act, as far as it says anything."""

    @property
    def text(self) -> str: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def outcome(self) -> Outcome | None: ...
    @property
    def public_reply(self) -> str | None: ...
    @property
    def reason_code(self) -> TransferReason | None: ...
    @property
    def solved(self) -> bool: ...
    @property
    def score(self) -> int: ...


@dataclass(frozen=True)
class Turn:
    """An officer, and the case as they saw it; `to_office_id` is where it is to go, if it goes."""

    actor: Actor
    case_id: str
    version: int
    to_office_id: str | None


def _ask(work: Work, turn: Turn, said: Said) -> None:
    write_to_reporters(work, turn.actor, turn.case_id, said.text, ask=True, seen_version=turn.version)


def _write(work: Work, turn: Turn, said: Said) -> None:
    write_to_reporters(work, turn.actor, turn.case_id, said.text, ask=False, seen_version=turn.version)


def _take(work: Work, turn: Turn, said: Said) -> None:  # noqa: ARG001 - a verb like the others
    assign(work, turn.actor, turn.case_id, turn.version, turn.actor.id)


def _pass_on(work: Work, turn: Turn, said: Said) -> None:
    wish = Wish(turn.to_office_id or "", said.reason_code or TransferReason.WRONG_PLACE, said.reason or "")
    transfer(work, turn.actor, turn.case_id, turn.version, wish)


VERBS: Mapping[Event, Callable[[Work, Turn, Said], None]] = {
    Event.ASK: _ask,
    Event.MESSAGE: _write,
    Event.ASSIGN: _take,
    Event.TRANSFER: _pass_on,
}
"""What officers do; everything else is a plain move."""

REPORTERS_VERBS: Mapping[Event, Callable[[Work, Receipt, Said], object]] = {
    Event.ANSWER: lambda work, receipt, said: answer(work, receipt, said.text),
    Event.APPEAL: lambda work, receipt, said: appeal(work, receipt, said.reason or ""),
    Event.RATE: lambda work, receipt, said: rate(work, receipt, Opinion(said.solved, said.score)),
    Event.WITHDRAW: lambda work, receipt, said: withdraw(work, receipt),  # noqa: ARG005 - a verb like the others
}


@dataclass(frozen=True)
class Deed:
    """What is done, what is said with it, and to which office the case goes, if it goes."""

    event: Event
    said: Said
    to_office_id: str | None = None


def perform(desk: Desk, work: Work, receipt: Receipt, case: Standing, deed: Deed) -> None:
    """Do it: whoever holds the receipt, or the officer of the office that has the case."""
    if deed.event in REPORTERS_VERBS:
        REPORTERS_VERBS[deed.event](work, receipt, deed.said)
        return
    turn = Turn(desk.officer(work, case.office_id), case.case_id, case.version, deed.to_office_id)
    if deed.event in VERBS:
        VERBS[deed.event](work, turn, deed.said)
    else:
        said = deed.said
        decision = Decision(deed.event, said.outcome, said.public_reply, said.reason)
        move_case(work, turn.actor, turn.case_id, turn.version, decision)

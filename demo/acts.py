"""What office and reporter do with a case, each by the verb that the API calls. A new verb is one line of `VERBS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from demo.desk import Desk, Standing
from policy.transfers import TransferReason
from policy.vocabulary import Event, Outcome
from security.receipts import Receipt
from services.afterwards import Opinion, rate, withdraw
from services.appeals import appeal
from services.conversation import write_to_reporters
from services.desk import assign
from services.follow import answer
from services.keyring import Actor
from services.moves import Decision, move_case
from services.transfers import Wish, transfer
from services.work import Work


class Act(Protocol):
    """What is done, and what is said with it."""

    @property
    def event(self) -> Event: ...
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
class Officer:
    """Who acts for the office, on which case as they saw it; `to_office_id` is where it goes, if it goes."""

    actor: Actor
    case_id: str
    version: int
    to_office_id: str | None


def _ask(work: Work, by: Officer, act: Act) -> None:
    write_to_reporters(work, by.actor, by.case_id, act.text, ask=True, seen_version=by.version)


def _write(work: Work, by: Officer, act: Act) -> None:
    write_to_reporters(work, by.actor, by.case_id, act.text, ask=False, seen_version=by.version)


def _take(work: Work, by: Officer, act: Act) -> None:  # noqa: ARG001 - a verb like the others
    assign(work, by.actor, by.case_id, by.version, by.actor.id)


def _pass_on(work: Work, by: Officer, act: Act) -> None:
    wish = Wish(by.to_office_id or "", act.reason_code or TransferReason.WRONG_PLACE, act.reason or "")
    transfer(work, by.actor, by.case_id, by.version, wish)


def _move(work: Work, by: Officer, act: Act) -> None:
    move_case(work, by.actor, by.case_id, by.version, Decision(act.event, act.outcome, act.public_reply, act.reason))


VERBS: Mapping[Event, Callable[[Work, Officer, Act], None]] = {
    Event.ASK: _ask,
    Event.MESSAGE: _write,
    Event.ASSIGN: _take,
    Event.TRANSFER: _pass_on,
}
"""What officers do that is no plain move."""

REPORTERS_VERBS: Mapping[Event, Callable[[Work, Receipt, Act], object]] = {
    Event.ANSWER: lambda work, receipt, act: answer(work, receipt, act.text),
    Event.APPEAL: lambda work, receipt, act: appeal(work, receipt, act.reason or ""),
    Event.RATE: lambda work, receipt, act: rate(work, receipt, Opinion(act.solved, act.score)),
    Event.WITHDRAW: lambda work, receipt, act: withdraw(work, receipt),  # noqa: ARG005 - a verb like the others
}


def perform(
    desk: Desk, day: date, receipt: Receipt, case: Standing, act: Act, *, to_office_id: str | None = None
) -> None:
    """Do it on that day, in one transaction: whoever holds the receipt, or the officer of the office with the case."""
    with desk.at(day) as work:
        if act.event in REPORTERS_VERBS:
            REPORTERS_VERBS[act.event](work, receipt, act)
        else:
            by = Officer(desk.officer(work, case.office_id), case.case_id, case.version, to_office_id)
            VERBS.get(act.event, _move)(work, by, act)

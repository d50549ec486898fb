"""What office and reporter do with a case, each by the verb that the API calls. A new verb is one line of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import sqlalchemy as sa

from demo.answers import Answer, Hands, decision_of, end, hear, look, look_again
from demo.desk import Standing
from demo.joint import SHARES, Share
from models import Case
from policy.decisions import needs_approval
from policy.transfers import TransferReason
from policy.vocabulary import Event
from security.receipts import Receipt
from services.administration.staff_accounts import remove_staff
from services.cases.moves import move_case
from services.deciding.approvals import Verdict, decide, propose
from services.desk.conversation import write_to_reporters
from services.desk.notices import tell_more
from services.desk.work_on import assign, bind_target
from services.handing.again import reopen
from services.handing.appeal_decisions import send_back, uphold
from services.handing.consents import ask_consent, consent
from services.handing.joinings import join_cases
from services.handing.oversight import oversee
from services.handing.recusals import recuse
from services.handing.reseal import reseal
from services.handing.splitting import split_case
from services.handing.transfers import Wish, transfer
from services.handing.undoing import undo, undoable
from services.keyring import Actor
from services.refusals import NotFound
from services.reporters.afterwards import Opinion, rate, withdraw
from services.reporters.appeals import appeal
from services.reporters.follow import answer
from services.watching.extension import extend
from services.watching.urging import Wish as Urging
from services.watching.urging import report_back, urge
from services.watching.why import Why
from services.work import Work


class Said(Answer, Protocol):
    """What is said with an act, as far as it says anything."""

    @property
    def reason_code(self) -> TransferReason | None: ...
    @property
    def oversight_reason(self) -> str | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def solved(self) -> bool: ...
    @property
    def score(self) -> int: ...
    @property
    def agree(self) -> bool: ...


@dataclass(frozen=True)
class Aim:
    """Where a case is to go, into which other one, which school it is about, or which report leaves it; if any."""

    office_id: str | None = None
    case_id: str | None = None
    school_id: str | None = None
    report_id: str | None = None


@dataclass(frozen=True)
class Turn:
    """Who acts, the case as they saw it, and what they aim at."""

    actor: Actor
    case_id: str
    version: int
    aim: Aim

    @property
    def seen(self) -> tuple[Actor, str, int]:
        """What nearly every verb begins with."""
        return self.actor, self.case_id, self.version


def _ask(work: Work, turn: Turn, said: Said) -> None:
    write_to_reporters(work, turn.actor, turn.case_id, said.text, ask=True, seen_version=turn.version)


def _write(work: Work, turn: Turn, said: Said) -> None:
    write_to_reporters(work, turn.actor, turn.case_id, said.text, ask=False, seen_version=turn.version)


def _take(work: Work, turn: Turn, said: Said) -> None:  # noqa: ARG001 - a verb like the others
    assign(work, *turn.seen, turn.actor.id)


def _leave(work: Work, turn: Turn, said: Said) -> None:  # noqa: ARG001 - a verb like the others
    """Whoever it is assigned to leaves the office."""
    with work.reading() as db:
        assignee_id = db.scalar(sa.select(Case.assignee_id).where(Case.id == turn.case_id))
    remove_staff(work, assignee_id or "")


def _pass_on(work: Work, turn: Turn, said: Said) -> None:
    wish = Wish(turn.aim.office_id or "", said.reason_code or TransferReason.WRONG_PLACE, said.reason or "")
    transfer(work, *turn.seen, wish)


def _bind(work: Work, turn: Turn, said: Said) -> None:  # noqa: ARG001 - a verb like the others
    bind_target(work, *turn.seen, school_id=turn.aim.school_id, institution_id=None)


def _tell_school(work: Work, turn: Turn, said: Said) -> None:
    tell_more(work, *turn.seen, addition=said.text, reason=said.reason or "")


def _split(work: Work, turn: Turn, said: Said) -> None:  # noqa: ARG001 - a verb like the others
    split_case(work, *turn.seen, [turn.aim.report_id or ""])


def _undo(work: Work, turn: Turn, said: Said) -> None:  # noqa: ARG001 - a verb like the others
    """Everything of the case that can still be undone."""
    with work.reading() as db:
        versions = undoable(db, db.get_one(Case, turn.case_id), work.today)
    undo(work, *turn.seen, list(versions))


def _propose(work: Work, turn: Turn, said: Said) -> None:
    propose(work, *turn.seen, decision_of(said.proposes or Event.RESOLVE, said, work.today))


def _oversee(work: Work, turn: Turn, said: Said) -> None:
    oversee(work, turn.actor, turn.case_id, said.oversight_reason or "", said.reason or "")


def _share(do: Share) -> Callable[[Work, Turn, Said], object]:
    """Something about a task, as a verb like the others."""

    def verb(work: Work, turn: Turn, said: Said) -> object:
        return do(work, *turn.seen, turn.aim.office_id or "", said.code or "", said.text)

    return verb


def _urge(event: Event, work: Work, turn: Turn, said: Said) -> None:
    urge(work, turn.actor, turn.case_id, Urging(event, said.code or "", said.reason))


def _why(said: Said) -> Why:
    return Why(said.code or "", said.reason or "")


VERBS: Mapping[Event, Callable[[Work, Turn, Said], object]] = {
    Event.ASK: _ask,
    Event.MESSAGE: _write,
    Event.ASSIGN: _take,
    Event.UNASSIGN: _leave,
    Event.TRANSFER: _pass_on,
    Event.BIND_TARGET: _bind,
    Event.JOIN: lambda work, turn, said: join_cases(work, *turn.seen, turn.aim.case_id or ""),  # noqa: ARG005 - a verb like the others
    Event.SPLIT: _split,
    Event.UNDO_TAKE_IN: _undo,
    Event.RECUSE: lambda work, turn, said: recuse(work, *turn.seen, said.reason or ""),
    Event.RESEAL: lambda work, turn, said: reseal(work, turn.actor, turn.case_id),  # noqa: ARG005 - a verb like the others
    Event.UPHOLD: lambda work, turn, said: uphold(work, *turn.seen, said.public_reply or ""),
    Event.SEND_BACK: lambda work, turn, said: send_back(work, *turn.seen, said.reason or ""),
    Event.REOPEN: lambda work, turn, said: reopen(work, *turn.seen, said.reason or ""),
    Event.TELL_SCHOOL: _tell_school,
    Event.CHECK: lambda work, turn, said: look(work, turn.actor, turn.case_id, said.text),
    Event.HEAR: lambda work, turn, said: hear(work, turn.actor, turn.case_id, said.text),
    Event.RECHECK: lambda work, turn, said: look_again(work, *turn.seen, said, put_right=said.solved),
    Event.PROPOSE: _propose,
    Event.APPROVE: lambda work, turn, said: decide(work, *turn.seen, Verdict(approved=True, reason=said.reason)),
    Event.DISAPPROVE: lambda work, turn, said: decide(work, *turn.seen, Verdict(approved=False, reason=said.reason)),
    Event.OVERSEE: _oversee,
    **{event: _share(do) for event, do in SHARES.items()},
    Event.EXTEND: lambda work, turn, said: extend(work, *turn.seen, _why(said)),
    Event.URGE: partial(_urge, Event.URGE),
    Event.SUPERVISE: partial(_urge, Event.SUPERVISE),
    Event.REPORT_BACK: lambda work, turn, said: report_back(work, *turn.seen, _why(said)),
    Event.ASK_CONSENT: lambda work, turn, said: ask_consent(work, *turn.seen, turn.aim.office_id or ""),  # noqa: ARG005 - a verb like the others
}
"""What staff do; everything else is a plain move."""

REPORTERS_VERBS: Mapping[Event, Callable[[Work, Receipt, Said], object]] = {
    Event.ANSWER: lambda work, receipt, said: answer(work, receipt, said.text),
    Event.APPEAL: lambda work, receipt, said: appeal(work, receipt, said.reason or ""),
    Event.RATE: lambda work, receipt, said: rate(work, receipt, Opinion(said.solved, said.score)),
    Event.WITHDRAW: lambda work, receipt, said: withdraw(work, receipt),  # noqa: ARG005 - a verb like the others
    Event.CONSENT: lambda work, receipt, said: consent(work, receipt, agree=said.agree),
}


@dataclass(frozen=True)
class Deed:
    """What is done, what is said with it, and what it aims at."""

    event: Event
    said: Said
    aim: Aim = Aim()


def perform(work: Work, receipt: Receipt, case: Standing, deed: Deed, hands: Hands) -> None:
    """Do it: whoever holds the receipt, or one of the staff; NotFound where nobody of them could."""
    actor = hands.actor
    if deed.event in REPORTERS_VERBS:
        REPORTERS_VERBS[deed.event](work, receipt, deed.said)
        return
    if actor is None:
        raise NotFound
    if deed.event in VERBS:
        VERBS[deed.event](work, Turn(actor, case.case_id, case.version, deed.aim), deed.said)
        return
    decision = decision_of(deed.event, deed.said, work.today)
    if needs_approval(decision.event, decision.outcome):
        end(work, hands, (actor, case.case_id, case.version), decision, deed.said.looked)
    else:
        move_case(work, actor, case.case_id, case.version, decision)

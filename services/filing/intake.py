"""File a report: decide, seal, store; once per Idempotency-Key.

`text` goes from the body into `Statement`, from there into `report.sealed_content`, and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import SpentChallenge, Subscription, Tombstone
from models.joining import Joiner, insert_or_join
from models.rows import NewRow, new_row
from policy.vocabulary import Source
from security.proof_of_work import ChallengeRefused, Spent
from security.receipts import Receipt, body_mac, new_reference, same
from services.cases.report_view import ReportView, find_stored, view_report
from services.filing.known import what_is_known
from services.filing.new_case import NewCase, new_case
from services.filing.triage import Complaint, triage
from services.keyring import open_report_key
from services.places import Place
from services.refusals import Gone, InvalidFields, OtherBody
from services.reporters.subscriptions import PushTarget, check_target, new_subscription
from services.work import Work

TRIES = 3


@dataclass(frozen=True)
class Statement:
    """What one reporter says."""

    complaint: Complaint
    text: str
    reporter_role: str | None
    safety: bool
    avoid_local_office: bool = False

    def canonical(self) -> bytes:
        """The same bytes for the same statement, however its JSON was written."""
        return json.dumps(vars(self), sort_keys=True, default=_plain).encode()

    def sealed_part(self) -> dict[str, Any]:
        """What the office reads and nothing else stores."""
        occurred_on = self.complaint.occurred_on
        return {
            "answers": self.complaint.answers,
            "text": self.text,
            "occurred_on": occurred_on.isoformat() if occurred_on else None,
            "reporter_role": self.reporter_role,
            "target_name": self.complaint.place.target_name,
        }


@dataclass(frozen=True)
class Way:
    """How a report comes: from a phone with its proof of work, and perhaps where pushes go; or by staff, with none."""

    source: Source
    challenge: str | None = None
    push_target: PushTarget | None = None


def file_report(
    work: Work, receipt: Receipt, statement: Statement, challenge: str | None, push_target: PushTarget | None
) -> ReportView:
    """The report of somebody with a phone; what is wrong with the challenge is InvalidFields as well."""
    return _filed(work, receipt, statement, Way(Source.ONLINE, challenge, push_target))


def take_report(work: Work, receipt: Receipt, statement: Statement, source: Source) -> ReportView:
    """The report that staff took from whoever called or came; of who took it, nothing is stored with it."""
    return _filed(work, receipt, statement, Way(source))


def _filed(work: Work, receipt: Receipt, statement: Statement, way: Way) -> ReportView:
    """The report as its receipt shows it, stored exactly once.

    The same key and body again gives the stored report and needs no challenge; another body is OtherBody, and what
    was withdrawn is Gone. Raises InvalidFields for what the form, the place or the challenge does not allow.
    """
    mac = body_mac(receipt, statement.canonical())
    known = what_is_known(work, statement.complaint.place, receipt.lookup, safety=statement.safety)
    filed = _replayed(work, receipt, mac) if known.is_filed else None
    if filed is not None:
        return filed
    decided = triage(
        work, known, statement.complaint, safety=statement.safety, avoid_local_office=statement.avoid_local_office
    )
    spent = _checked(work, way.challenge) if way.source is Source.ONLINE else None
    if way.push_target is not None:
        check_target(work, way.push_target, "subscription.")
    clear = {"category": statement.complaint.category, "source": way.source.value}
    new = new_case(work, receipt, body_mac=mac, clear=clear, said=statement.sealed_part(), triage=decided)
    further = [new_row(SpentChallenge, mark=spent.mark, expires_on=spent.expires_on)] if spent else []
    if way.push_target is not None:
        further.append(_subscription(work, receipt, new, way.push_target))
    return _stored(work, receipt, new, spent=spent, further=further)


def _subscription(work: Work, receipt: Receipt, new: NewCase, push_target: PushTarget) -> NewRow:
    return new_row(Subscription, **new_subscription(work, new.report.values["id"], push_target, receipt))


def _plain(value: object) -> object:
    return vars(value) if isinstance(value, Complaint | Place) else str(value)


def _stored(
    work: Work, receipt: Receipt, new: NewCase, *, spent: Spent | None, further: Sequence[NewRow]
) -> ReportView:
    """The report after it was stored, by this request or by a faster one with the same key."""
    report = new.report.values
    for _ in range(TRIES):
        try:
            insert_or_join(work.db, Joiner(new.case, new.alone, (new.report, *new.wraps, *further)))
        except IntegrityError:
            work.db.rollback()  # nothing else was done in this transaction
            filed = _lost_race(work, receipt, report["body_mac"], spent)
            if filed is not None:
                return filed
            report["reference"] = new_reference()  # nothing else can be there already
        else:
            return new.view()
    raise RuntimeError("random references collided again and again")


def _checked(work: Work, challenge: str | None) -> Spent:
    if challenge is None:
        raise InvalidFields.one("challenge", "field.required")
    try:
        return work.world.proof_of_work.check(challenge, work.now)
    except ChallengeRefused as refused:
        raise InvalidFields.one("challenge", refused.code) from None


def _replayed(work: Work, receipt: Receipt, mac: bytes) -> ReportView | None:
    with work.reading() as db:
        return _filed_before(work, db, receipt, mac)


def _filed_before(work: Work, db: Session, receipt: Receipt, mac: bytes) -> ReportView | None:
    stored = find_stored(db, receipt)
    if stored is None:
        if db.get(Tombstone, receipt.lookup) is not None:
            raise Gone
        return None
    if not same(stored.report.body_mac, mac):
        raise OtherBody
    return view_report(db, stored, open_report_key(receipt, stored.report), work.today)


def _lost_race(work: Work, receipt: Receipt, mac: bytes, spent: Spent | None) -> ReportView | None:
    """Somebody was faster with the same report, or with the same challenge; None if it was neither."""
    filed = _filed_before(work, work.db, receipt, mac)
    if filed is None and spent is not None and work.db.get(SpentChallenge, spent.mark) is not None:
        raise InvalidFields.one("challenge", "challenge_spent")
    return filed

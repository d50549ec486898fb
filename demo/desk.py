"""Who files and works in the demo: reporters with their receipts, officers with their keys, each at any moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from demo.files import LogIn, Seed
from models import Appeal, Case, Office, Report
from policy.vocabulary import Source
from security.proof_of_work import ProofOfWork, solve
from security.receipts import Receipt
from security.secrets_file import new_secret
from services.filing.intake import Statement, file_report, take_report
from services.keyring import Actor
from services.people.sessions import log_in, log_out
from services.reporters.subscriptions import PushTarget
from services.schedule import JOBS
from services.work import SHANGHAI, Work, World

_CASE, _REPORT = Case.__table__.c, Report.__table__.c
_STANDING: Final = (
    sa.select(
        *(_CASE.id, _CASE.office_id, _CASE.status, _CASE.version, _CASE.safety, _CASE.avoid_local_office),
        *(_CASE.reseal_pending, sa.exists().where(Appeal.__table__.c.case_id == _CASE.id)),
    )
    .join_from(Case.__table__, Report.__table__)
    .where(_REPORT.receipt_lookup == sa.bindparam("lookup"))
)
"""Asked before and after every act: so it is made once, and needs no objects."""

UnitOfWork = Callable[[], AbstractContextManager[Work]]
MORNING = time(8)


@dataclass(frozen=True)
class Standing:
    """Where a report's case stands, and what is special about it."""

    case_id: str
    office_id: str
    status: str
    version: int
    safety: bool
    past_local: bool
    is_sealed: bool
    """It went up by the clock, and waits for a supervisor."""
    is_appeal: bool


@dataclass(frozen=True)
class Desk:
    """What is needed to file and to work; `unit_of_work` commits when it is left. Log-ins are by username."""

    world: World
    unit_of_work: UnitOfWork
    log_ins: Mapping[str, LogIn]
    seed: Seed
    actors: dict[str, Actor] = field(default_factory=dict, repr=False)

    @contextmanager
    def at(self, day: date) -> Iterator[Work]:
        """One transaction in the morning of a day."""
        with self.unit_of_work() as work:
            yield replace(work, world=self.world, now=morning(day))

    def actor(self, work: Work, username: str) -> Actor:
        """One of the staff, who logs in once and out again: the key stays in memory, no session does."""
        if username not in self.actors:
            with self.at(work.today) as own:  # so that what is done with it may be several units of work
                session = log_in(own, username, self.log_ins[username].password)
                log_out(own, session.token)
            self.actors[username] = session.actor
        return self.actors[username]

    def let_time_pass(self, days: Sequence[date]) -> None:
        """What the scheduler does, as if it had run each morning."""
        with self.at(days[0]) as work:
            for day in days:
                of_the_day = replace(work, now=morning(day))
                for job in JOBS:
                    job(of_the_day)


def new_desk(world: World, unit_of_work: UnitOfWork, log_ins: Sequence[LogIn], seed: Seed) -> Desk:
    """A desk whose challenges are solved at once: the proof of work keeps crowds out, and nobody else is here."""
    easy = ProofOfWork(new_secret(), cost=1, counter_range=(1, 1))
    return Desk(replace(world, proof_of_work=easy), unit_of_work, {one.username: one for one in log_ins}, seed)


def file(
    work: Work, receipt: Receipt, said: Statement, source: Source = Source.ONLINE, push: PushTarget | None = None
) -> None:
    """File a report, or take it from somebody who calls or comes; nothing happens if it was filed before."""
    if source is not Source.ONLINE:
        take_report(work, receipt, said, source)
        return
    challenge = solve(work.world.proof_of_work.new_challenge(work.now))
    file_report(work, receipt, said, challenge, push)


def morning(day: date) -> datetime:
    """When the demo works on a day."""
    return datetime.combine(day, MORNING, SHANGHAI)


def standing(db: Session, receipt: Receipt) -> Standing | None:
    """Where the case of this receipt's report stands; None when there is no such report."""
    row = db.connection().execute(_STANDING, {"lookup": receipt.lookup}).one_or_none()
    return None if row is None else Standing(*row)


def directory(db: Session) -> dict[str, str]:
    """Office ids by `division_code/department`."""
    rows = db.execute(sa.select(Office.division_code, Office.department, Office.id))
    return {f"{division_code}/{department}": office_id for division_code, department, office_id in rows}

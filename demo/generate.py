"""Generate a year: reports come in by season, officers and reporters do with them what `demo/data` says, day by day.

Everything goes through the services, each act in a transaction of its own, at the moment that the generator names; the
clock's jobs run each morning. What is drawn depends on the seed alone; ids and keys are random as always.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final

import sqlalchemy as sa

from demo.acts import REPORTERS_VERBS, Deed, perform
from demo.desk import Desk, Standing, standing
from demo.establish import Progress
from demo.habits import Behaviour, Habits
from demo.load import DemoRefused
from demo.statements import statement
from demo.year import Filing, Year
from models import Report, School, Tombstone, Transfer
from models.engine import empty_log, reading
from policy.deadlines import add_working_days
from policy.transfers import TransferReason
from policy.vocabulary import Event
from policy.words import ZH_HANS
from security.receipts import Receipt
from services.administration.target_registry import Entry, add_school
from services.handing.transfers import find_owners
from services.refusals import Refusal
from services.reporters.subscriptions import PushTarget
from services.schedule import JOBS
from services.work import Work

NEAREST: Final = 6
"""A case that is passed on goes to one of the nearest offices."""
LOOKED_FOR: Final = 200
DAY: Final = timedelta(days=1)


@dataclass
class Life:
    """One report: its receipt, what decides about it, what was done about it, and what is to be done next."""

    receipt: Receipt = field(repr=False)
    rng: Random
    done: list[Event] = field(default_factory=list)
    planned: Behaviour | None = None

    def remember(self, event: Event) -> None:
        """It was done. An appeal makes a new case, for which no office has done anything yet."""
        if event is Event.APPEAL:
            self.done = [each for each in self.done if each in REPORTERS_VERBS]
        self.done.append(event)


@dataclass(frozen=True)
class Tally:
    """How many reports were filed, how often each thing was done, and how often a service said no."""

    filed: int
    acts: Counter[str]
    refused: Counter[str]


def generate(desk: Desk, year: Year, *, reports: int, first: date, days: int, progress: Progress) -> Tally:
    """Live `days` days from `first` on, with so many reports; DemoRefused where the same seed was used before."""
    filings = year.filings(first, days, reports)
    _refuse_seed_used_before(desk, year, filings[:LOOKED_FOR])
    _register_schools(desk, year, first)
    generator = _Generator(desk, year, filings)
    with progress([first + DAY * n for n in range(days)], "Days") as bar:
        for day in bar:
            generator.live(day)
    empty_log(desk.world.engine)
    return Tally(reports, generator.acts, generator.refused)


def receipt_of(desk: Desk, seed: int, number: int) -> Receipt:
    """The receipt of the `number`-th report that a seed generates in this demo."""
    return Receipt.from_idempotency_key(desk.seed.key(number, f"generated/{seed}"))


def _refuse_seed_used_before(desk: Desk, year: Year, filings: list[Filing]) -> None:
    """The first reports of the year are looked for: a few may be withdrawn and forgotten, not all."""
    lookups = [receipt_of(desk, year.seed, filing.number).lookup for filing in filings]
    with reading(desk.world.engine) as db:
        for column in (Report.receipt_lookup, Tombstone.receipt_lookup):
            if db.scalar(sa.select(column).where(column.in_(lookups)).limit(1)) is not None:
                raise DemoRefused(
                    f"Seed {year.seed} was used in this demo before, whether or not it came to its end: "
                    "take another one for more cases, or another JIANFU_VAR to begin again."
                )


def _register_schools(desk: Desk, year: Year, day: date) -> None:
    """The year's own schools, unless another seed had them registered before."""
    with desk.at(day) as work:
        there = set(work.db.scalars(sa.select(School.name)))
        for row in year.habits.schools:
            if row.name not in there:
                entry = Entry(row.division_code, row.name)
                add_school(work, entry, stage=row.stage, boarding=row.boarding, office_id=None)


class _Generator:
    """The year as it goes on: what comes in, and what is due, by day."""

    def __init__(self, desk: Desk, year: Year, filings: list[Filing]) -> None:
        self._desk, self._year = desk, year
        self._habits: Habits = year.habits
        self._coming: dict[date, list[Filing]] = defaultdict(list)
        self._due: dict[date, list[Life]] = defaultdict(list)
        self.acts: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        for filing in filings:
            self._coming[filing.day].append(filing)

    def live(self, day: date) -> None:
        """One day: the clock, then what was planned for it, then what comes in, and what is done with that at once."""
        self._let_the_clock_act(day)
        self._work(day)
        for filing in self._coming.pop(day, []):
            self._file(filing)
        self._work(day)

    def _let_the_clock_act(self, day: date) -> None:
        for job in JOBS:
            done = 1
            while done:
                with self._desk.at(day) as work:
                    done = job(work)

    def _work(self, day: date) -> None:
        due = self._due.pop(day, [])
        for life in due:  # what is planned for the same day meanwhile joins the end
            self._go_on(life, day)
            due += self._due.pop(day, [])

    def _file(self, filing: Filing) -> None:
        rng = self._year.rng(filing)
        report = self._year.report(rng, filing)
        life = Life(receipt_of(self._desk, self._year.seed, filing.number), rng)
        with reading(self._desk.world.engine) as db:
            said = statement(db, self._desk.world.policy, filing.day, report)
        push = PushTarget("fcm_topic", ZH_HANS) if rng.random() < self._habits.often.push else None
        self._desk.file(filing.day, life.receipt, said, push)
        self._plan(life, filing.day, self._case(life))

    def _go_on(self, life: Life, day: date) -> None:
        """Do what was planned, if the case is still where it was when that was planned; then plan again."""
        case, planned = self._case(life), life.planned
        if case is None or planned is None:
            return
        if case.status == planned.status:
            case = self._do(life, day, case, planned, planned.event) if planned.event is not None else None
        self._plan(life, day, case)

    def _do(self, life: Life, day: date, case: Standing, planned: Behaviour, event: Event) -> Standing | None:
        """Where the case stands after it; None when the report is gone, or a service said no: then nobody goes on."""
        with self._desk.at(day) as work:
            try:
                to = self._elsewhere(work, life, case, planned) if event is Event.TRANSFER else None
                perform(self._desk, work, life.receipt, case, Deed(event, planned, to))
            except Refusal as refusal:
                work.db.rollback()
                self.refused[f"{event}: {refusal.code}"] += 1
                return None
            work.db.flush()
            after = standing(work.db, life.receipt)
        self.acts[event] += 1
        life.remember(event)
        return after

    def _plan(self, life: Life, day: date, case: Standing | None) -> None:
        """Draw what happens next, and when; nothing more without a case."""
        if case is None:
            return
        life.planned = self._habits.next_behaviour(life.rng, case.status, life.done, safety=case.safety)
        if life.planned is not None:
            self._due[self._later(day, life.planned, life.rng)].append(life)

    def _later(self, day: date, drawn: Behaviour, rng: Random) -> date:
        """Reporters act on any day, offices on working days."""
        days = rng.randint(*drawn.days)
        if drawn.event is None or drawn.event in REPORTERS_VERBS:
            return day + DAY * days
        return add_working_days(self._desk.world.policy.calendar, day, days).on

    def _elsewhere(self, work: Work, life: Life, case: Standing, planned: Behaviour) -> str | None:
        """Where the case goes: back to where it came from, or to one of the nearest offices that could have it."""
        if planned.reason_code is TransferReason.SENT_BACK:
            came = sa.select(Transfer.from_office_id).where(Transfer.case_id == case.case_id)
            return work.db.scalar(came.order_by(Transfer.version.desc()).limit(1))
        owners = find_owners(work, self._desk.officer(work, case.office_id), case.case_id)
        return life.rng.choice(owners[:NEAREST]).id if owners else None

    def _case(self, life: Life) -> Standing | None:
        with reading(self._desk.world.engine) as db:
            return standing(db, life.receipt)

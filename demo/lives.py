"""The reports of the generated year as they go on: what comes in, what is due, what is done, day by day.

A day is one transaction: whoever breaks off loses that day, and none is half. Within it each act is a unit of its own,
which a service that says no undoes alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Final

from demo.acts import REPORTERS_VERBS, Aim, Deed, perform
from demo.aims import SOMETHING, Wanted, aim_of
from demo.answers import Hands
from demo.desk import Desk, Standing, file, standing
from demo.habits import Behaviour
from demo.people import second, who
from demo.statements import statement
from demo.year import Filing, Year
from policy.deadlines import add_working_days
from policy.lifecycle import UNANSWERED
from policy.vocabulary import Event, Status
from policy.words import ZH_HANS
from security.receipts import Receipt
from services.keyring import Actor
from services.refusals import Refusal
from services.reporters.subscriptions import PushTarget
from services.schedule import JOBS
from services.work import Work

DAY: Final = timedelta(days=1)
NO_CLOCK: Final = frozenset(Status) - UNANSWERED - {Status.RESOLVED}
"""Where nothing happens any more when nobody does anything."""

PartOf = Callable[[Work], AbstractContextManager[Work]]
"""A unit of work within another's transaction."""


@dataclass
class Life:
    """One report: its receipt, what decides about it, what was done about it, and what is to be done next.

    `out` is what was wanted and could not be done with the case as it is.
    """

    receipt: Receipt = field(repr=False)
    rng: Random
    done: list[Event] = field(default_factory=list)
    planned: Behaviour | None = None
    out: set[Event] = field(default_factory=set)

    def remember(self, event: Event) -> None:
        """It was done. An appeal makes a new case, for which no office has done anything yet."""
        if event is Event.APPEAL:
            self.done = [each for each in self.done if each in REPORTERS_VERBS]
        self.done.append(event)
        self.out.clear()


class Lives:
    """All of them. `acts` counts what was done, `refused` what a service said no to."""

    def __init__(self, desk: Desk, year: Year, filings: Sequence[Filing], part_of: PartOf) -> None:
        self._whole, self._part_of, self._desk, self._year = desk, part_of, desk, year
        self._coming: dict[date, list[Filing]] = defaultdict(list)
        self._due: dict[date, list[Life]] = defaultdict(list)
        self._numbers: dict[str, int] = {}
        self.acts: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        for filing in filings:
            self._coming[filing.day].append(filing)

    def live(self, day: date) -> None:
        """One day: the clock, then what was planned for it, then what comes in, and what is done with that at once."""
        with self._whole.at(day) as whole:
            self._desk = replace(self._whole, unit_of_work=partial(self._part_of, whole))
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
        rng, policy = self._year.rng(filing), self._desk.world.policy
        report = self._year.report(rng, filing)
        life = Life(self._year.receipt(self._desk.seed, filing.number), rng)
        with self._desk.at(filing.day) as work:
            with work.reading() as db:
                said = statement(db, policy, filing.day, report)
            push = PushTarget("fcm_topic", ZH_HANS) if rng.random() < self._year.habits.often.push else None
            file(work, life.receipt, said, report.source, push)
            case = standing(work.db, life.receipt)
        if case is not None:
            self._numbers.setdefault(case.case_id, filing.number)
            self._plan(life, filing.day, case)

    def _go_on(self, life: Life, day: date) -> None:
        """Do what was planned, if the case is still where it was when that was planned; then plan again."""
        planned = life.planned
        with self._desk.at(day) as work:
            case = standing(work.db, life.receipt)
            if case is None or planned is None:
                return
            if case.status != planned.status:
                life.out.clear()
            elif planned.event is not None and planned.event not in self._year.habits.barred(case, life.done):
                case = self._do(work, life, case, planned, planned.event)
        if case is not None:
            self._plan(life, day, case)

    def _do(self, work: Work, life: Life, case: Standing, planned: Behaviour, event: Event) -> Standing | None:
        """Where the case stands after it; None when the report is gone, or a service said no: then nobody goes on."""
        actor = None if event in REPORTERS_VERBS else who(self._desk, work, case, event)
        aim = SOMETHING if event in REPORTERS_VERBS else self._aim(work, life, case, planned, actor)
        if aim is None:
            life.out.add(event)
            return case
        try:
            hands = Hands(actor, partial(second, self._desk, work, case, actor), partial(self._desk.at, work.today))
            perform(work, life.receipt, case, Deed(event, planned, aim), hands)
            work.db.flush()
        except Refusal as refusal:
            work.db.rollback()
            self.refused[f"{event}: {refusal.code}"] += 1
            return None
        self.acts[event] += 1
        life.remember(event)
        return standing(work.db, life.receipt)

    def _aim(self, work: Work, life: Life, case: Standing, planned: Behaviour, actor: Actor | None) -> Aim | None:
        if actor is None or planned.event is None:
            return None
        return aim_of(Wanted(work, life.rng, actor, case, planned, self._numbers), planned.event)

    def _plan(self, life: Life, day: date, case: Standing) -> None:
        """Draw what happens next, and when; nothing where nobody does anything and the clock does not, either."""
        life.planned = self._year.habits.next_behaviour(life.rng, case, life.done, life.out)
        is_over = life.planned is None or (life.planned.event is None and case.status in NO_CLOCK)
        if life.planned is not None and not is_over:
            self._due[self._later(day, life.planned, life.rng)].append(life)

    def _later(self, day: date, drawn: Behaviour, rng: Random) -> date:
        """Reporters act on any day, offices on working days."""
        days = rng.randint(*drawn.days)
        if drawn.event is None or drawn.event in REPORTERS_VERBS:
            return day + DAY * days
        return add_working_days(self._desk.world.policy.calendar, day, days).on

"""A page of an office's queue where there are many cases, against where there are few. The office has 1 % of them."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bench.measures import MILLI, Measure, percentile
from bench.servers import Bench, bench_on
from models import Case, new_id
from models.engine import reading
from policy.vocabulary import Role
from services.keyring import Actor
from services.queue import Filters, list_cases
from services.work import SHANGHAI, Work
from tests.support.statements import listening

AT_LEAST, AIM = 1.5, 1.1
FEW, ONE_IN = 10_000, 100
LIMIT, DEEP = 2, 20
REPEAT, CHUNK = 25, 5000
SEED = 20261118


@dataclass(frozen=True)
class Queue:
    """An office's queue in a database with so many cases."""

    bench: Bench
    actor: Actor
    now: datetime

    def page(self, filters: Filters, cursor: str | None) -> str | None:
        """Read one page; the cursor of the next."""
        with reading(self.bench.world.engine) as db:
            return list_cases(Work(self.bench.world, db, self.now), self.actor, filters, cursor, LIMIT).next_cursor

    def deep(self, filters: Filters) -> str | None:
        """The cursor of the twentieth page."""
        cursor = None
        for _ in range(DEEP - 1):
            cursor = self.page(filters, cursor)
            assert cursor is not None, "too few cases for twenty pages"
        return cursor

    def seconds(self, filters: Filters, cursor: str | None) -> float:
        """How long one page takes."""
        begun = time.perf_counter()
        self.page(filters, cursor)
        return time.perf_counter() - begun

    def questions(self, filters: Filters, cursor: str | None) -> int:
        """How many statements one page takes."""
        statements: list[str] = []
        with listening(self.bench.world.engine, statements):
            self.page(filters, cursor)
        return len([statement for statement in statements if statement.startswith("SELECT")])


def queue_pages(engine_name: str, many: int) -> list[Measure]:
    """p95 over p95, over all filters, first and twentieth page; the two databases are asked in turns."""
    with ExitStack() as stack:
        large, small = (stack.enter_context(filled(engine_name, number)) for number in (many, FEW))
        taken: list[tuple[float, float]] = []
        worst = 0.0
        for many_of, few_of in zip(filters_of(large), filters_of(small), strict=True):
            for one, other in ((None, None), (large.deep(many_of), small.deep(few_of))):
                assert large.questions(many_of, one) == small.questions(few_of, other)
                pairs = [(large.seconds(many_of, one), small.seconds(few_of, other)) for _ in range(REPEAT)]
                worst = max(worst, statistics.median(first / second for first, second in pairs))
                taken += pairs
    p95 = [percentile([pair[which] for pair in taken], 95) for which in (0, 1)]
    note = f"p95 {p95[0] * MILLI:.1f} ms against {p95[1] * MILLI:.1f} ms; worst filter, by medians, {worst:.2f}"
    name = f"queue page, {many:,} cases / {FEW:,} cases, p95, {engine_name}"
    return [Measure(name, p95[0] / p95[1], AT_LEAST, AIM, is_ceiling=True, note=note)]


def filters_of(queue: Queue) -> list[Filters]:
    """Each filter alone, each with half of the cases or more."""
    office = queue.actor.office_id
    words: list[dict[str, Any]] = [
        *({}, {"office_id": office}, {"status": "submitted"}, {"category": "homework"}, {"matter": "homework"}),
        *({"severity": 2}, {"overdue": True}, {"overdue": False}),
    ]
    return [Filters(**each) for each in words]


@contextmanager
def filled(engine_name: str, number: int) -> Iterator[Queue]:
    """A database with so many cases, one in a hundred of them with one office."""
    with bench_on(engine_name) as bench:
        now = datetime.now(UTC)
        offices = [office.id for office in bench.installed.offices.values()]
        mine, others = offices[0], offices[1:]
        chance = random.Random(SEED)  # noqa: S311 - rows that look alike in each run, no secrets
        with bench.world.engine.connect() as connection:
            for first in range(0, number, CHUNK):
                rows = [
                    case(chance, now, mine if n % ONE_IN == 0 else others[n % len(others)])
                    for n in range(first, first + CHUNK)
                ]
                connection.execute(sa.insert(Case.__table__), rows)
            connection.commit()
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
        yield Queue(bench, Actor(new_id(), "officer", Role.OFFICER, mine, b""), now)


def case(chance: random.Random, now: datetime, office_id: str) -> dict[str, Any]:
    """A row of `case`; half of them overdue."""
    day = now.astimezone(SHANGHAI).date()
    due = day + timedelta(days=chance.randint(-60, 60))
    days = ("status_since", "submitted_on", "accept_on", "first_answer_on", "finish_on", "next_due_on")
    common = {"category": "homework", "matter": "homework", "division_code": "411102", "version": 1}
    never = dict.fromkeys(("school_id", "institution_id", "alerted_office_id", "assignee_id", "told_on", "asked_on"))
    flags = dict.fromkeys(("safety", "due_is_provisional", "first_answered", "pause_used"), False)
    status = "submitted" if chance.random() < 0.9 else "closed"  # noqa: PLR2004 - most of a queue is open
    own = {"id": new_id(), "office_id": office_id, "status": status, "severity": 2}
    return {**common, **never, **flags, **dict.fromkeys(days, due), **own}

"""A page of a queue where there are many cases, against where there are few: an office's, and a supervisor's."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from bench.many_cases import Filled, filled
from bench.measures import MILLI, Measure, percentile, ran_s
from models.engine import reading
from policy.vocabulary import Status
from services.desk.queue import list_cases
from services.desk.queue_order import Filters
from services.keyring import Actor
from services.work import Work
from tests.support.statements import listening

AT_LEAST, AIM = 1.5, 1.1
FEW = 10_000
LIMIT, DEEP = 2, 20
REPEAT = 25


@dataclass(frozen=True)
class Queue:
    """Somebody's queue in a database."""

    there: Filled
    actor: Actor

    def page(self, filters: Filters, cursor: str | None) -> str | None:
        """Read one page; the cursor of the next."""
        with reading(self.there.bench.world.engine) as db:
            return self._next(db, filters, cursor)

    def _next(self, db: Session, filters: Filters, cursor: str | None) -> str | None:
        work = Work(self.there.bench.world, db, self.there.now)
        return list_cases(work, self.actor, filters, cursor, LIMIT).next_cursor

    def deep(self, filters: Filters) -> str | None:
        """The cursor of the twentieth page, or of the last full one where there are fewer."""
        cursors: list[str | None] = [None]
        while len(cursors) <= DEEP and (cursor := self.page(filters, cursors[-1])):
            cursors.append(cursor)
        return cursors[-2] if len(cursors) > 1 else None

    def comparable(self, filters: Filters) -> Filters:
        """The filters, or none where they do not fill a page: an empty page is no rival."""
        return filters if self.page(filters, None) else Filters()

    def seconds(self, filters: Filters, cursor: str | None) -> float:
        """Processor time of one page, ours and the database's: others on the machine have no part in it."""
        with reading(self.there.bench.world.engine) as db:
            begun = spent(db)
            self._next(db, filters, cursor)
            return spent(db) - begun

    def questions(self, filters: Filters, cursor: str | None) -> int:
        """How many statements one page takes."""
        statements: list[str] = []
        with listening(self.there.bench.world.engine, statements):
            self.page(filters, cursor)
        return len([statement for statement in statements if statement.startswith(("SELECT", "WITH"))])


def spent(db: Session) -> float:
    """Processor seconds so far of this thread, and of the process of PostgreSQL that serves it."""
    raw = db.connection().connection.driver_connection
    if raw is None or db.get_bind().dialect.name == "sqlite":
        return time.thread_time()
    return time.thread_time() + ran_s(raw.info.backend_pid)


def queue_pages(engine_name: str, many: int) -> list[Measure]:
    """The larger of p95 over p95 (all filters, first and twentieth page) and of the worst filter's medians.

    The two databases are asked in turns.
    """
    with ExitStack() as stack:
        large, small = (stack.enter_context(filled(engine_name, number)) for number in (many, FEW))
        sizes = f"{many:,} cases / {FEW:,} cases, {engine_name}"
        return [
            _measured(f"queue page, {sizes}", Queue(large, large.officer), Queue(small, small.officer)),
            _measured(
                f"queue page, 134 offices below, {sizes}",
                Queue(large, large.supervisor),
                Queue(small, small.supervisor),
            ),
        ]


def _measured(name: str, large: Queue, small: Queue) -> Measure:
    taken: list[tuple[float, float]] = []
    worst, worst_of = 0.0, ""
    for many_of, wanted in zip(_filters_of(large), _filters_of(small), strict=True):
        few_of = small.comparable(wanted)
        for one, other in ((None, None), (large.deep(many_of), small.deep(few_of))):
            assert large.questions(many_of, one) == small.questions(wanted, other if few_of == wanted else None)
            pairs = [(large.seconds(many_of, one), small.seconds(few_of, other)) for _ in range(REPEAT)]
            ratio = statistics.median(first / second for first, second in pairs)
            if ratio > worst:
                worst, worst_of = ratio, f"{_said(many_of)}{', deep' if one else ''}"
            taken += pairs
    p95 = [percentile([pair[which] for pair in taken], 95) for which in (0, 1)]
    note = f"p95 {p95[0] * MILLI:.1f} ms against {p95[1] * MILLI:.1f} ms; worst by medians {worst:.2f} ({worst_of})"
    return Measure(name, max(p95[0] / p95[1], worst), AT_LEAST, AIM, is_ceiling=True, note=note)


def _filters_of(queue: Queue) -> Iterator[Filters]:
    """Each filter alone, and those that are asked for together."""
    actor, there = queue.actor, queue.there
    plain = Filters()
    yield plain
    yield replace(plain, office_id=there.officer.office_id)
    alone: dict[str, tuple[Any, ...]] = {
        "status": tuple(map(str, Status)),
        "category": ("homework", "school_conduct"),
        "matter": ("homework", "training_sport"),
        "severity": (0, 1, 2),
        "overdue": (True, False),
        "assignee": (there.officer.id,),
    }
    for name, values in alone.items():
        for value in values:
            yield replace(plain, **{name: value})
    yield replace(plain, overdue=True, severity=0)
    yield replace(plain, overdue=True, assignee=there.officer.id)
    yield replace(plain, status="investigating", assignee=there.officer.id)
    yield replace(plain, status="submitted", category="tutoring", severity=1)
    yield replace(plain, status="closed", overdue=False, office_id=actor.office_id)


def _said(filters: Filters) -> str:
    given = {name: value for name, value in vars(filters).items() if value is not None}
    return " ".join(f"{name}={str(value)[:12]}" for name, value in given.items()) or "no filter"

"""What lies beside many cases: histories, tasks, reminders, suggestions, entries of registry and log, and figures."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, product
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import (
    Appeal,
    Audit,
    CalendarPeriod,
    Case,
    CaseEvent,
    Figure,
    Installation,
    Institution,
    PriceLine,
    ProgrammeFigure,
    PublicFigure,
    RegistrySuggestion,
    Reminder,
    ReminderTo,
    Report,
    School,
    Task,
    Transfer,
    Urging,
    new_id,
)
from models.base import Base
from models.bulk import begun, put, table_of
from policy.audit import Act
from policy.figures import OPINIONS, Measure
from policy.lifecycle import UNANSWERED
from policy.publishing import ALL, NUMBERS, week_of
from policy.vocabulary import Source
from services.figure_sums import sum_days
from services.watching.conduct_days import keep_conduct

CHUNK = 20_000
SEED = 20261122
PLACE = "411102"
ENTRIES_ONE_IN, TASKS_ONE_IN, REMINDERS_ONE_IN, SUGGESTIONS_ONE_IN, CONCERNS_ONE_IN = 50, 20, 10, 200, 30
TASKS_OF_MINE, REMINDERS_OF_MINE = 60, 12
"""The office that is read has so many tasks that are late, and so many reminders of each open case: pages are full."""
RATED_ONE_IN = 4
ENTRIES_HERE = 60
"""A place has so many schools, and so many institutions, however many there are elsewhere."""
FLOWS = (Measure.RECEIVED, Measure.RESPONDED, Measure.VERIFIED, Measure.ON_TIME)
STANDING_DAYS, CONDUCT_DAYS = 35, 120
SUNDAY = 7
DAY_S = 86_400
MONTHS = [f"{year}-{month:02}" for year, month in product((2024, 2025), range(1, 13))]
Rows = Iterator[tuple[type[Base], Mapping[str, Any]]]


@dataclass(frozen=True)
class Beside:
    """Makes the rows; they look alike in each run."""

    today: date
    mine: str
    above: str
    rest: Sequence[str]
    staff: Sequence[str]
    places: Sequence[str]
    officers: Mapping[str, str] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 - no secrets
    figures: Counter[tuple[date, str, str, str]] = field(default_factory=Counter)

    def of(self, number: int, case: sa.Row[Any]) -> Rows:
        """Of one case: what happened, what is asked of others, what offices are reminded of."""
        is_open = case.status in UNANSWERED
        yield from self._history(number, case, is_open=is_open)
        if number % TASKS_ONE_IN == 0:
            yield Task, self._task(case, is_open=is_open, is_mine=number < TASKS_OF_MINE * TASKS_ONE_IN)
        if is_open:
            times = REMINDERS_OF_MINE if case.office_id == self.mine else number % REMINDERS_ONE_IN == 0
            yield from (row for since in range(times) for row in self._reminder(case, since))
        if number % SUGGESTIONS_ONE_IN == 0:
            named = {"target_kind": "school", "division_code": PLACE, "name": new_id(), "suggested_on": self.today}
            yield RegistrySuggestion, {"id": new_id(), "case_id": case.id, "staff_id": self.staff[0], **named}
        if number % ENTRIES_ONE_IN == 0:
            there = {"id": new_id(), "division_code": self._place(number), "name": new_id()}
            yield School, {**there, "stage": "primary"}
            yield Institution, there
            yield from self._dated(there)
        self._count(number, case, is_open=is_open)

    def _place(self, number: int) -> str:
        is_here = number < ENTRIES_HERE * ENTRIES_ONE_IN
        return PLACE if is_here else self.chance.choice([place for place in self.places if place != PLACE] or [PLACE])

    def _dated(self, entry: Mapping[str, Any]) -> Rows:
        """What says something from a day on: a week of a school's calendar, a line of a price table; a number."""
        days = {"first": self.today, "last": self.today + timedelta(days=6), "period": "term"}
        place = {"division_code": entry["division_code"]}
        yield CalendarPeriod, {"id": new_id(), **place, "school_id": entry["id"], **days}
        kind = {"mode": "online", "price_stage": "compulsory", "minutes": 30, "effective_from": self.today}
        size = {"smallest": int(new_id()[:6], 16), "largest": None, "yuan": 20}  # unlike any other of its table
        yield PriceLine, {"id": new_id(), **place, **kind, **size}
        yield ProgrammeFigure, {"id": new_id(), **place, "indicator": new_id(), "reporting_period": "2021", "amount": 1}

    def _history(self, number: int, case: sa.Row[Any], *, is_open: bool) -> Rows:
        yield CaseEvent, self._event(case, 1, "file", "submitted", None)
        if not is_open:
            yield CaseEvent, self._event(case, 2, "ask" if number % 7 == 0 else "resolve", "resolved", self._by(case))
        else:
            concerns = (self._passed_back, self._urged, self._proposed, self._appealed, self._raised)
            yield from dict(enumerate(concerns)).get(number % CONCERNS_ONE_IN, _nothing)(case)

    def _urged(self, case: sa.Row[Any]) -> Rows:
        yield CaseEvent, self._event(case, 2, "urge", case.status, self._by(case))
        urged = {"reason_code": "overdue", "answer_by": self.today}
        yield Urging, {"case_id": case.id, "version": 2, "office_id": self.above, **urged}

    def _raised(self, case: sa.Row[Any]) -> Rows:
        yield CaseEvent, self._event(case, 2, "escalate", "submitted", None)
        way = {"from_office_id": self.rest[-1], "to_office_id": case.office_id, "reason_code": "not_accepted"}
        yield Transfer, {"case_id": case.id, "version": 2, **way, "settles": False}

    def _proposed(self, case: sa.Row[Any]) -> Rows:
        yield CaseEvent, self._event(case, 2, "propose", case.status, self._by(case))

    def _passed_back(self, case: sa.Row[Any]) -> Rows:
        ways = ((self.rest[-1], case.office_id), (case.office_id, self.rest[-1]), (self.rest[-1], case.office_id))
        for version, (left, came) in enumerate(ways, start=2):
            yield CaseEvent, self._event(case, version, "transfer", "submitted", self._by(case))
            way = {"from_office_id": left, "to_office_id": came, "reason_code": "wrong_place", "settles": False}
            yield Transfer, {"case_id": case.id, "version": version, **way}

    def _appealed(self, case: sa.Row[Any]) -> Rows:
        row = {"case_id": case.id, "from_case_id": case.id, "from_version": 1}
        report_id = new_id()
        days = {"filed_on": case.submitted_on, "due_on": case.finish_on, "due_is_provisional": False}
        named = {"reference": report_id, "receipt_lookup": report_id.encode()[:32], "category": "homework"}
        sealed = dict.fromkeys(("body_mac", "sealed_key", "sealed_content"), b"")
        rest = {"routing_reason": {}, "finding_codes": [], "case_id": case.id}
        yield Report, {"id": report_id, **days, **named, **sealed, **rest}
        yield Appeal, {"report_id": report_id, **row}

    def _event(self, case: sa.Row[Any], version: int, event: str, status: str, staff_id: str | None) -> dict[str, Any]:
        on = min(self._filed(case) + timedelta(days=version - 1), self.today)
        acts = {"version": version, "event": event, "status": status, "staff_id": staff_id, "happened_on": on}
        return {"id": new_id(), "case_id": case.id, **acts}

    def _filed(self, case: sa.Row[Any]) -> date:
        """The day of its first event: a case that is dated by a day to come was filed on some day of these weeks."""
        if case.submitted_on <= self.today:
            return case.submitted_on
        return self.today - timedelta(days=int(case.id[:4], 16) % STANDING_DAYS)

    def _task(self, case: sa.Row[Any], *, is_open: bool, is_mine: bool) -> dict[str, Any]:
        days = dict.fromkeys(("status_since", "asked_on", "due_on"), case.finish_on)
        office_id = self.mine if is_mine or self.chance.random() < 1 / 100 else self.chance.choice(self.rest)
        what = {
            "kind": "visit",
            "status": "open" if is_open or is_mine else "done",
            "sealed_key": b"",
            "sealed_request": b"",
        }
        return {"id": new_id(), "case_id": case.id, "office_id": office_id, **days, **what}

    def _reminder(self, case: sa.Row[Any], since: int) -> Rows:
        reminder_id = new_id()
        yield (
            Reminder,
            {
                "id": reminder_id,
                "case_id": case.id,
                "kind": "due",
                "since_version": since,
                "reminded_on": case.next_due_on,
            },
        )
        for office_id in {case.office_id, self.above}:
            yield ReminderTo, {"reminder_id": reminder_id, "office_id": office_id, "reminded_on": case.next_due_on}

    def act(self, case: sa.Row[Any]) -> dict[str, Any]:
        """A row of the audit log: somebody opened the case on its day."""
        at = datetime.combine(case.submitted_on, time.min, UTC) + timedelta(seconds=self.chance.randrange(DAY_S))
        who = {"staff_id": self._by(case), "username": "bench", "office_id": case.office_id}
        return {"id": new_id(), "at": at, "act": Act.CASE_OPEN.value, **who, "case_id": case.id, "digest": b""}

    def _by(self, case: sa.Row[Any]) -> str:
        """Somebody of the office that has the case."""
        return self.officers.get(case.office_id, self.staff[0])

    def _count(self, number: int, case: sa.Row[Any], *, is_open: bool) -> None:
        """What of a case is in the figures: what was booked, what was said of it, and, lately, that it stood open."""
        if not is_open and number % RATED_ONE_IN == 0:
            sunday = case.finish_on + timedelta(days=SUNDAY - case.finish_on.isoweekday())
            self.figures.update((sunday, case.office_id, ALL, measure.value) for measure in sorted(OPINIONS))
        flows = FLOWS[:1] if is_open else FLOWS
        self.figures.update((case.submitted_on, case.office_id, case.matter, measure.value) for measure in flows)
        if is_open:
            first = max(case.submitted_on, self.today - timedelta(days=STANDING_DAYS))
            for n in range((self.today - first).days):
                self.figures[first + timedelta(days=n), case.office_id, case.matter, Measure.OPEN.value] += 1


def fill_lists(connection: sa.Connection, beside: Beside, *but: str) -> None:
    """Beside all cases there are `but` these; figures up to yesterday, and what the public is told of each week."""
    cases = enumerate(_cases(connection, *but))
    while chunk := list(islice(cases, CHUNK)):
        _put(connection, (row for number, case in chunk for row in beside.of(number, case)))
    _flag(connection)
    yesterday = beside.today - timedelta(days=1)
    counted = ((key, count) for key, count in beside.figures.items() if key[0] <= yesterday)
    while part := list(islice(counted, CHUNK)):
        _put(connection, ((Figure, _figure(*key, count)) for key, count in part))
    _put(connection, ((PublicFigure, row) for row in _public(beside)))
    counted = dict.fromkeys(("counted_on", "summed_on", "conduct_on"), yesterday)
    connection.execute(sa.update(Installation).values(counted))
    connection.exec_driver_sql("ANALYZE")  # or a day's conduct would be looked for among all cases
    with Session(connection, join_transaction_mode="rollback_only") as db:
        sum_days(db, date.min, yesterday)
        for number in range(CONDUCT_DAYS):
            keep_conduct(db, yesterday - timedelta(days=number))
        db.flush()


def fill_log(connection: sa.Connection, beside: Beside) -> None:
    """The audit log: each case was opened once."""
    cases = iter(_cases(connection))
    while chunk := list(islice(cases, CHUNK)):
        connection.execute(sa.insert(Audit), [beside.act(case) for case in chunk])


def fill_programme(connection: sa.Connection, places: Iterable[str], indicators: Iterable[str]) -> None:
    """Each of the places reports every indicator, month by month of two years: as much beside however many cases."""
    keys = product(places, indicators, MONTHS)
    names = ("division_code", "indicator", "reporting_period")
    rows = ({"id": new_id(), **dict(zip(names, key, strict=True)), "amount": 1} for key in keys)
    _put(connection, ((ProgrammeFigure, row) for row in rows))


def _cases(connection: sa.Connection, *but: str) -> Sequence[sa.Row[Any]]:
    wanted = sa.select(*(Case.__table__.c[name] for name in _NEEDED)).where(Case.id.not_in(but)).order_by(Case.id)
    return connection.execute(wanted).all()


_NEEDED = ("id", "status", "office_id", "matter", "submitted_on", "finish_on", "next_due_on")


def _flag(connection: sa.Connection) -> None:
    """The cases bear the flags of what was put beside them."""
    urged = sa.exists().where(Urging.case_id == Case.id, Urging.answered_version.is_(None))
    passed = sa.exists().where(Transfer.case_id == Case.id)
    causes = {
        Case.is_appealed: sa.exists().where(Appeal.case_id == Case.id),
        Case.is_bounced: passed.where(Transfer.reason_code == "wrong_place"),
        Case.is_raised: passed.where(Transfer.reason_code == "not_accepted"),
    }
    for flag, cause in {**causes, Case.is_urged: urged}.items():
        connection.execute(sa.update(Case).where(cause).values({flag: True}))


def _nothing(_: sa.Row[Any]) -> Rows:
    return iter(())


def _figure(on: date, office_id: str, matter: str, measure: str, count: int) -> dict[str, Any]:
    source = ALL if matter == ALL else Source.ONLINE
    key = {"counted_on": on, "office_id": office_id, "matter": matter, "source": source, "measure": measure}
    return {**key, "count": count}


def _public(beside: Beside) -> Iterator[dict[str, Any]]:
    """Of every week since the first case: what is told of a few places, as much as of all that there are."""
    weeks = sorted({week_of(key[0]) for key in beside.figures})
    matters = sorted({key[2] for key in beside.figures} - {ALL})
    for week in weeks:
        for place in ("000000", "410000", "411100", PLACE):
            for matter in ("*", *matters):
                key = {"week": week, "division_code": place, "matter": matter}
                yield from ({**key, "measure": name, "rounded": 5} for name in NUMBERS)


def _put(connection: sa.Connection, rows: Rows) -> None:
    """Each table's rows together, those first that others name."""
    by_table: dict[type[Base], list[tuple[Any, ...]]] = {}
    for model, row in rows:
        by_table.setdefault(model, []).append(tuple(begun(table_of(model), row).values()))
    for model in sorted(by_table, key=_ORDER.index):
        put(connection, table_of(model), by_table[model])


_ORDER = [
    *(School, Institution, Report, CaseEvent, Transfer, Urging, Appeal, Task, Reminder, ReminderTo),
    *(RegistrySuggestion, CalendarPeriod, PriceLine, ProgrammeFigure, Figure, PublicFigure),
]

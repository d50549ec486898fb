"""A database with many cases of two years: most of them done, of all kinds, one office with 1 % of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa

from bench.beside import Beside, fill_lists, fill_log, fill_programme
from bench.servers import Bench, bench_on
from models import Case, Office, Recusal, Report, Staff, new_id
from models.base import Base
from models.bulk import begun, put, table_of
from policy.lifecycle import UNANSWERED
from policy.vocabulary import Role
from services.keyring import Actor
from services.work import SHANGHAI

ONE_IN, OFFICES_BELOW, OFFICERS, RECUSED_ONE_IN = 100, 134, 5, 50
RECHECKED_ONE_IN, RECHECKED_AFTER = 8, timedelta(days=30)
"""Of the answered cases; in the one office all, so that its pages are full."""
DAYS, STILL_OPEN_DAYS = 730, 60
CHUNK = 5000
SEED = 20261118
PROVINCES = ("14", "41")
PROVINCE = "410000"
DONE = ("closed",) * 8 + ("resolved", "declined", "referred_out")
KINDS = (("homework", "homework"),) * 4 + (
    ("tutoring", "training_discipline"),
    ("tutoring", "training_discipline"),
    ("tutoring", "training_sport"),
    ("after_school_service", "after_school_service"),
    ("school_conduct", "school_conduct"),
)


@dataclass(frozen=True)
class Filled:
    """A database with so many cases, and who asks: an officer with 1 % of them, a supervisor above 134 offices."""

    bench: Bench
    now: datetime
    officer: Actor
    supervisor: Actor


def made_for(bench: Bench) -> Made:
    """Rows for the installation as it is."""
    offices = bench.installed.offices
    mine, superior = offices["411102", "education"].id, offices["410000", "education"].id
    rest = [one.id for one in offices.values() if one.id != mine]
    return Made(datetime.now(UTC).astimezone(SHANGHAI).date(), mine, rest, superior, _staff(bench))


@contextmanager
def filled(engine_name: str, number: int, *, with_lists: bool = False) -> Iterator[Filled]:
    """A database with `number` cases; perhaps with what other lists than queues are made of."""
    with bench_on(engine_name) as bench:
        now = datetime.now(UTC)
        plain, superior = made_for(bench), bench.installed.offices["410000", "education"]
        made = replace(plain, rest=[*_offices_below(bench, superior), *plain.rest])
        with bench.world.engine.connect() as connection:
            fill(connection, made, number)
            if with_lists:
                officers = _officers(connection, (made.mine, *made.rest))
                rows = Beside(made.today, made.mine, superior.id, made.rest, made.staff, _places(bench), officers)
                fill_lists(connection, rows)
                fill_log(connection, rows)
                fill_programme(connection, _reporting(bench), bench.world.policy.indicators)
                connection.commit()
        if engine_name == "postgresql":  # it would have done so by itself by now; SQLite never does
            with bench.world.engine.connect().execution_options(jianfu_writes=False) as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        officer = Actor(made.staff[0], "officer", Role.OFFICER, made.mine, b"")
        yield Filled(bench, now, officer, Actor(new_id(), "supervisor", Role.SUPERVISOR, superior.id, b""))


def _places(bench: Bench) -> list[str]:
    """Where schools are: in every county of some provinces."""
    policy = bench.world.policy.divisions
    return sorted(code for code in policy.by_code if code[:2] in PROVINCES and policy.reportable(code))


def _reporting(bench: Bench) -> list[str]:
    """A province and its cities."""
    return [PROVINCE, *(one.code for one in bench.world.policy.divisions.children(PROVINCE))]


def _staff(bench: Bench) -> list[str]:
    """Accounts that cases are given to."""
    with bench.world.engine.connect() as connection:
        return list(connection.scalars(sa.select(Staff.id).order_by(Staff.username).limit(OFFICERS)))


def _officers(connection: sa.Connection, office_ids: Iterable[str]) -> dict[str, str]:
    """An account for each office that has none in the list of those who cases are given to."""
    one = dict(connection.execute(sa.select(Staff.__table__).limit(1)).mappings().one())
    officers = {office_id: new_id() for office_id in office_ids}
    named = (
        {"id": each, "username": f"bench-{each[:8]}", "office_id": office_id} for office_id, each in officers.items()
    )
    _insert(connection, Staff, (one | names for names in named))
    return officers


def _offices_below(bench: Bench, superior: Office) -> list[str]:
    """134 more offices below one; nobody opens anything here, so their keys are its own."""
    same = {name: getattr(superior, name) for name in ("department", "work_public_key", "oversight_public_key")}
    rows = [
        {"id": new_id(), "division_code": f"bench-{n}", "name": f"{n}", "superior_id": superior.id, "key_version": 1}
        for n in range(OFFICES_BELOW)
    ]
    with bench.world.engine.begin() as connection:
        connection.execute(sa.insert(Office), [row | same for row in rows])
    return [str(row["id"]) for row in rows]


@dataclass(frozen=True)
class Made:
    """What rows are made of; they look alike in each run."""

    today: date
    mine: str
    rest: Sequence[str]
    alerted: str
    staff: Sequence[str]

    def cases(self, number: int) -> Iterator[dict[str, Any]]:
        """Rows of `case`."""
        chance = random.Random(SEED)  # noqa: S311 - no secrets
        for n in range(number):
            office_id = self.mine if n % ONE_IN == 0 else self.rest[n % len(self.rest)]
            yield self._case(chance, office_id)

    def _case(self, chance: random.Random, office_id: str) -> dict[str, Any]:
        filed = self.today - timedelta(days=int(chance.random() * DAYS))
        due = filed + timedelta(days=chance.randint(2, 30))
        is_open = filed > self.today - timedelta(days=STILL_OPEN_DAYS) or chance.random() < 1 / ONE_IN
        status = chance.choice(sorted(UNANSWERED) if is_open else DONE)
        severity = chance.choices((0, 1, 2), (5, 35, 60))[0]
        category, matter = chance.choice(KINDS)
        days = ("status_since", "submitted_on", "accept_on", "first_answer_on", "finish_on", "next_due_on")
        never = dict.fromkeys(("school_id", "institution_id", "told_on", "asked_on"))
        flags = dict.fromkeys(("due_is_provisional", "first_answered", "pause_used"), False)
        is_promised = not is_open and (office_id == self.mine or chance.random() < 1 / RECHECKED_ONE_IN)
        seldom = {name: chance.random() < 1 / ONE_IN for name in ("avoid_local_office", "reseal_pending")}
        return {
            "id": new_id(),
            "version": 1,
            "category": category,
            "matter": matter,
            "division_code": "411102",
            "office_id": office_id,
            "alerted_office_id": self.alerted if severity == 0 else None,
            "assignee_id": chance.choice([*self.staff, None]),
            "status": str(status),
            "severity": severity,
            "safety": severity == 0,
            **dict.fromkeys(days, due),
            **never,
            **flags,
            **seldom,
            "recheck_on": due + RECHECKED_AFTER if is_promised else None,
        }


def fill(connection: sa.Connection, made: Made, number: int) -> None:
    """The cases; for those of the one office also a report each, and now and then an appeal that recuses somebody."""
    indexes = list(Case.__table__.indexes)
    for index in indexes:
        index.drop(connection)
    rest = made.cases(number)
    while chunk := list(islice(rest, CHUNK)):
        _insert(connection, Case, chunk)
        reports = [report_of(case) for case in chunk if case["office_id"] == made.mine]
        _insert(connection, Report, reports)
        _insert(connection, Recusal, [_recusal(made, report) for report in reports[::RECUSED_ONE_IN]])
    for index in indexes:
        index.create(connection)
    connection.commit()


def report_of(case: dict[str, Any]) -> dict[str, Any]:
    """A row of `report` in a case, with nothing in it."""
    report_id = new_id()
    sealed = dict.fromkeys(("body_mac", "sealed_key", "sealed_content"), b"")
    return {
        **sealed,
        "id": report_id,
        "case_id": case["id"],
        "reference": report_id,
        "receipt_lookup": report_id.encode(),
        "category": case["category"],
        "filed_on": case["submitted_on"],
        "due_on": case["finish_on"],
        "due_is_provisional": False,
        "routing_reason": {},
        "finding_codes": [],
    }


def _recusal(made: Made, report: dict[str, Any]) -> dict[str, Any]:
    return {"case_id": report["case_id"], "staff_id": made.staff[0]}


def _insert(connection: sa.Connection, table: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    there = table_of(table)
    put(connection, there, [tuple(begun(there, row).values()) for row in rows])

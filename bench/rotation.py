"""The change of an office's keys: everything that is wrapped to the old ones is wrapped to the new ones (K3)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa

from bench.many_cases import made_for, report_of
from bench.measures import Measure, ran_s
from bench.servers import Bench, bench_on
from models import Case, CaseKeyWrap, Office, Report, ReportKeyWrap
from models.engine import reading, writing
from security.envelope import new_key
from services.administration.rewrap import rewrap
from services.administration.rotation import begin_rotation, prepare_rotation
from services.keyring import RECOVERY, CaseKeys, KeyWrap, wraps_for
from services.people.key_reach import Holder
from services.work import Work

AT_MOST_S, AIM_S = 300.0, 120.0
PROMISED, CHUNK = 100_000, 2000


def rotation(engine_name: str, reports: int) -> list[Measure]:
    """Seconds for 100,000 reports and their cases, batch by batch, each in a transaction of its own.

    Processor seconds, ours and the database's, who take turns: on a busy machine the clock on the wall tells of others.
    With fewer `reports` their time is multiplied: a batch takes as long among many, but for counting what is left.
    """
    with bench_on(engine_name) as bench:
        office = bench.installed.offices["411102", "education"]
        _fill(bench, office, reports)
        now = datetime.now(UTC)
        begun, spent = time.perf_counter(), _spent(bench)
        with reading(bench.world.engine) as db:
            prepared = prepare_rotation(db, db.get_one(Office, office.id))
        with writing(bench.world.engine) as db:
            begin_rotation(Work(bench.world, db, now), prepared)
            db.commit()
        batches = sum(1 for _ in _batches(bench, office.id, now))
        taken, passed = _spent(bench) - spent, time.perf_counter() - begun
        _check(bench, office.id, reports)
    name = f"change of keys, {PROMISED:,} reports, seconds, {engine_name}"
    note = f"{reports:,} reports took {taken:.0f} s of {passed:.0f} s that passed; {batches} batches"
    return [Measure(name, taken * PROMISED / reports, AT_MOST_S, AIM_S, is_ceiling=True, note=note)]


def _batches(bench: Bench, office_id: str, now: datetime) -> Iterator[dict[str, int]]:
    holder, left = Holder(RECOVERY, bench.installed.recovery.private), {"work": 1}
    while left:
        with writing(bench.world.engine) as db:
            left = rewrap(Work(bench.world, db, now), holder, office_id)
            db.commit()
        yield left


def _spent(bench: Bench) -> float:
    """Processor seconds so far of this process, and of those of PostgreSQL that serve it."""
    with bench.world.engine.connect().execution_options(jianfu_writes=False) as connection:
        there = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        pids = connection.exec_driver_sql(there).scalars().all() if bench.engine_name == "postgresql" else []
    return time.process_time() + sum(map(ran_s, pids))


def _check(bench: Bench, office_id: str, reports: int) -> None:
    with reading(bench.world.engine) as db:
        for table in (CaseKeyWrap, ReportKeyWrap):
            new = (table.office_id == office_id, table.key_version == 2)  # noqa: PLR2004 - the second key
            assert db.scalar(sa.select(sa.func.count()).select_from(table).where(*new)) == reports


def _fill(bench: Bench, office: Office, reports: int) -> None:
    """Cases of the office with a report each, and their keys."""
    cases = made_for(bench).cases(reports)
    with bench.world.engine.connect() as connection:
        while chunk := [case | {"office_id": office.id} for case in islice(cases, CHUNK)]:
            filed = [report_of(case) for case in chunk]
            connection.execute(sa.insert(Case.__table__), chunk)
            connection.execute(sa.insert(Report.__table__), filed)
            wraps = [wrap for report in filed for wrap in _wraps(office, report)]
            for table in (CaseKeyWrap, ReportKeyWrap):
                rows = [_values(wrap) for wrap in wraps if isinstance(wrap, table)]
                connection.execute(sa.insert(table.__table__), rows)
        connection.commit()


def _wraps(office: Office, report: dict[str, Any]) -> list[KeyWrap]:
    return wraps_for(office, report["case_id"], CaseKeys(new_key(), {report["id"]: new_key()}))


def _values(wrap: KeyWrap) -> dict[str, Any]:
    return {column.key: getattr(wrap, column.key) for column in wrap.__table__.columns}

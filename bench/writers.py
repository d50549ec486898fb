"""Eight threads that write to one SQLite file at the same time: nobody waits much longer than the others."""

from __future__ import annotations

import secrets
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import sqlalchemy as sa

from bench.measures import Measure, percentile, spread
from bench.servers import databases
from models import SpentChallenge
from models.engine import create_engine, writing

AT_LEAST, AIM = 10.0, 4.0
WRITERS, WRITES, ROUNDS = 8, 150, 5
DAY = date(2026, 11, 18)


def writers() -> list[Measure]:
    """p99 over p50 of the time from asking for the turn until the commit is done; the median of five runs."""
    with databases("sqlite") as files, files.migrated() as url:
        engine = create_engine(url)
        runs = [_run(engine) for _ in range(ROUNDS)]
        engine.dispose()
    ratio = statistics.median(percentile(run, 99) / percentile(run, 50) for run in runs)
    name = "SQLite, 8 writers, p99 / p50"
    return [Measure(name, ratio, AT_LEAST, AIM, is_ceiling=True, note=spread([s for run in runs for s in run]))]


def _run(engine: sa.Engine) -> list[float]:
    with ThreadPoolExecutor(WRITERS) as pool:
        return [seconds for one in pool.map(_write, [engine] * WRITERS) for seconds in one]


def _write(engine: sa.Engine) -> list[float]:
    taken = []
    for _ in range(WRITES):
        begun = time.perf_counter()
        with writing(engine) as db:
            db.execute(sa.insert(SpentChallenge.__table__), {"mark": secrets.token_bytes(32), "expires_on": DAY})
            db.commit()
        taken.append(time.perf_counter() - begun)
    return taken

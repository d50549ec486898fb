"""Databases with a small installation, and gunicorn on them as it is deployed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from api.app import build_world
from bench.load import Client, request
from models.engine import create_engine
from security.passwords import Argon2Cost
from security.proof_of_work import ProofOfWork
from services.work import World
from settings import Settings
from tests.support.databases import PostgresqlDatabases, SqliteDatabases
from tests.support.installation import Installation, install
from tests.support.postgresql import find_binaries, throwaway_cluster
from tests.support.served import ROOT, free_port

OURS, BARE = "wsgi:app", "bench.bare_wsgi:app"
CHEAP = Argon2Cost(memory_kib=8, passes=1, lanes=1)
READY_S = 30.0


@dataclass(frozen=True)
class Bench:
    """A database with a small installation, and what it takes to run servers on it."""

    engine_name: str
    settings: Settings
    world: World
    installed: Installation
    env: dict[str, str]

    @property
    def easy(self) -> ProofOfWork:
        """Makes challenges that the server accepts and that are solved at once: checking them costs the same."""
        return ProofOfWork(self.settings.secret, cost=1, counter_range=(1, 2))


@contextmanager
def databases(engine_name: str) -> Iterator[Any]:
    """The databases of a throwaway PostgreSQL cluster, or SQLite files in a folder of their own."""
    if engine_name == "sqlite":
        with TemporaryDirectory() as folder:
            yield SqliteDatabases(Path(folder))
    else:
        with throwaway_cluster(find_binaries()) as url, closing(PostgresqlDatabases(url)) as cluster:
            yield cluster


@contextmanager
def bench_on(engine_name: str) -> Iterator[Bench]:
    """A migrated database with its installation."""
    with ExitStack() as stack:
        url = stack.enter_context(stack.enter_context(databases(engine_name)).migrated())
        var = stack.enter_context(TemporaryDirectory())
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        env = kept | {"JIANFU_DEMO": "1", "JIANFU_VAR": var, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
        settings = Settings.from_env(env)
        world = build_world(settings, engine=create_engine(url), argon2_cost=CHEAP)
        stack.callback(world.engine.dispose)
        yield Bench(engine_name, settings, world, install(world, datetime.now(UTC), is_demo=True), env)


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    port: int
    pid: int

    def cpu_s(self) -> float:
        """Processor seconds that its workers have used so far."""
        workers = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        fields = (Path(f"/proc/{worker}/stat").read_text(encoding="utf-8").rpartition(")")[2] for worker in workers)
        return sum(sum(map(int, line.split()[11:13])) for line in fields) / os.sysconf("SC_CLK_TCK")


@contextmanager
def gunicorn(bench: Bench, application: str) -> Iterator[Server]:
    """The application under the deployed configuration, ended by its own process id."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "-b", f"127.0.0.1:{port}"]
    process = subprocess.Popen([*command, application], cwd=ROOT, env=bench.env)  # noqa: S603 - our own server
    try:
        _wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with closing(Client(port)) as client:
                client.ask(request("GET", "/healthz"))
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server does not answer")

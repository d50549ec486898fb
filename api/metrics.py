"""`/metrics`, for Prometheus on this machine: whether the parts are alive, and what an operator has to see to (O5).

No request is counted and no label names anybody: the only ones are the parts of the service.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from ipaddress import ip_address
from math import inf
from pathlib import Path
from typing import Final

from flask import Blueprint, Request, Response, request
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound

from api.health import FAILING, HEARTBEATS, age_of, readiness
from api.service import Service, service
from models.engine import reading
from services.audit.checkpoints import FOLDER, behind
from services.ledger import ledgers_aside
from services.operation import look_at_operation
from services.work import Work

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
SAID: Final[Mapping[str, str]] = {
    "pushes_late": "Pushes that were due a quarter of an hour ago or earlier",
    "pushes_given_up": "Pushes that no try will be made of any more",
    "cases_to_seal": "Cases that went up by themselves and wait for a supervisor",
    "offices_rotating": "Offices whose change of keys is not finished",
    "calendar_days": "Days that the table of holidays still reaches",
}
HOUR_S: Final = 3600
TWENTIETHS: Final = 20
"""Finer, whoever keeps the numbers sees from them when a file was added (A8)."""

metrics = Blueprint("metrics", __name__)


@metrics.get("/metrics")
def show_metrics() -> Response:
    """The numbers of now; for others than this machine there is no such page."""
    if not _is_here(request):
        raise NotFound
    registry = CollectorRegistry()
    running = service()
    _say_parts(registry, running)
    _say_files(registry, running.settings.var)
    _say_operation(registry, running)
    response = Response(generate_latest(registry), mimetype=None, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_here(request: Request) -> bool:
    """Whether somebody on this machine asks by themselves, and no proxy for somebody else."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _say_parts(registry: CollectorRegistry, running: Service) -> None:
    ready = _gauge(registry, "part_ready", "1 if this part of the service is as it should be", "part")
    for part, is_ready in readiness(running).items():
        ready.labels(part).set(is_ready)
    silent = _gauge(registry, "heartbeat_age_seconds", "Since when a process has not said that it lives", "part")
    for part in HEARTBEATS:
        silent.labels(part).set(age_of(running.settings.var / f"{part}.alive", time.time()))
    disk = shutil.disk_usage(running.settings.var)
    free = _gauge(
        registry, "disk_free_ratio", "Free space where evidence and the database of SQLite lie, in twentieths"
    )
    free.set(disk.free * TWENTIETHS // disk.total / TWENTIETHS)


def _say_files(registry: CollectorRegistry, var: Path) -> None:
    """What the scheduler leaves behind where something went wrong."""
    failing = _gauge(registry, "jobs_failing", "Jobs of the scheduler that failed in its last round")
    failing.set(_lines_of(var / FAILING))
    aside = _gauge(registry, "ledgers_aside", "Ledgers with deletions that the database did not know of")
    aside.set(ledgers_aside(var))


def _lines_of(file: Path) -> int:
    try:
        return len(file.read_bytes().splitlines())
    except OSError:  # there was no round yet
        return 0


def _say_operation(registry: CollectorRegistry, running: Service) -> None:
    """Left out while the database is away, which `part_ready` tells."""
    now = running.now()
    try:
        with reading(running.world.engine) as db:
            work = Work(running.world, db, now)
            found, uncopied_h = look_at_operation(work), _uncopied_h(work, running.settings.var / FOLDER)
    except SQLAlchemyError:
        return
    for name, text in SAID.items():
        _gauge(registry, name, text).set(getattr(found, name))
    if found.released_hour is not None and running.world.released_hourly:
        hours = (now - found.released_hour).total_seconds() // HOUR_S
        _gauge(registry, "release_behind_hours", "Full hours at which nothing was shown to offices").set(hours)
    nights = inf if found.rewritten_on is None else (work.today - found.rewritten_on).days
    _gauge(registry, "rewriting_behind_days", "Days since the files of the database were last written anew").set(nights)
    uncopied = _gauge(registry, "audit_copies_behind_hours", "Full hours for which what was signed is not copied")
    uncopied.set(uncopied_h)


def _uncopied_h(work: Work, folder: Path) -> float:
    """Without end where nothing is copied any more, or nobody can tell."""
    try:
        waited = behind(work, folder)
    except OSError:
        return inf
    return inf if waited is None else max(0, waited.total_seconds() // HOUR_S)


def _gauge(registry: CollectorRegistry, name: str, text: str, *labels: str) -> Gauge:
    return Gauge(f"jianfu_{name}", text, labels, registry=registry)

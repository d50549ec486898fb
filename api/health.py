"""Is the process alive, and is the service ready?"""

from __future__ import annotations

import json
import time
from math import inf
from pathlib import Path

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from api.service import Service, service
from models.away import has_room, has_room_in
from models.schema import is_migrated

HEARTBEATS = ("relay", "scheduler")
SILENT_AFTER_S = 60
FAILING = "scheduler.failing"
"""The file with the jobs that failed in the scheduler's last round, one a line."""

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return _said({"alive": True})


@health.get("/readyz")
def readyz() -> Response:
    """200 only when migrated, the policy loaded, room on the disks, relay and scheduler alive.

    `responsible_named` says whether the notice on privacy names who is responsible, outside a demo; it refuses nothing.
    """
    running = service()
    return _said(readiness(running), responsible_named=not running.unsaid())


def readiness(running: Service) -> dict[str, bool]:
    """Whether each part of the service is as it should be."""
    now, var = time.time(), running.settings.var
    beats = {name: age_of(var / f"{name}.alive", now) < SILENT_AFTER_S for name in HEARTBEATS}
    database = _database_is_ready(running)
    return {"policy": True, "database": database, "disk": database and _disk_has_room(running)} | beats


def _database_is_ready(running: Service) -> bool:
    try:
        return is_migrated(running.world.engine)
    except SQLAlchemyError:
        return False


def _disk_has_room(running: Service) -> bool:
    """Whether evidence and rows find a place; where the database is away, nobody knows."""
    try:
        return has_room_in(running.settings.var) and has_room(running.world.engine)
    except (SQLAlchemyError, OSError):
        return False


def age_of(heartbeat: Path, now: float) -> float:
    """Seconds since a process said that it lives; without end where it never did.

    Where a clock that was ahead has it that this is still to come, as many: nobody knows whether it lives.
    """
    try:
        return abs(now - heartbeat.stat().st_mtime)
    except OSError:  # also one that this process may not look at
        return inf


def _said(checks: dict[str, bool], **more: bool) -> Response:
    response = Response(json.dumps(checks | more), 200 if all(checks.values()) else 503, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response

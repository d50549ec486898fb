"""Is the process alive, and is the service ready?"""

from __future__ import annotations

import json
import time
from pathlib import Path

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from api.service import service
from models.schema import is_migrated

HEARTBEATS = ("relay", "scheduler")
SILENT_AFTER_S = 60

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return _said({"alive": True})


@health.get("/readyz")
def readyz() -> Response:
    """200 only when migrated, the policy loaded, relay and scheduler alive."""
    running = service()
    checks = {"policy": True, "database": _database_is_ready()}
    checks |= {name: _beats(running.settings.var / f"{name}.alive") for name in HEARTBEATS}
    return _said(checks)


def _database_is_ready() -> bool:
    try:
        return is_migrated(service().world.engine)
    except SQLAlchemyError:
        return False


def _beats(heartbeat: Path) -> bool:
    try:
        return time.time() - heartbeat.stat().st_mtime < SILENT_AFTER_S
    except FileNotFoundError:
        return False


def _said(checks: dict[str, bool]) -> Response:
    response = Response(json.dumps(checks), 200 if all(checks.values()) else 503, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response

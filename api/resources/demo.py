"""The accounts of the demo, for whoever tries the service on their own machine. Elsewhere there are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_restx import Namespace, Resource

from api.endpoint import endpoint
from api.guards import anyone
from api.schemas.demo import DemoLogInsOut
from api.service import service
from models import Office
from services.work import Work

demo = Namespace("demo", path="/demo")
LOG_INS = "demo-logins.json"


@demo.route("/log-ins")
class DemoLogIns(Resource):
    """Accounts of the demo."""

    @endpoint(allow=anyone, returns=DemoLogInsOut)
    def get(self, work: Work) -> dict[str, Any]:
        """Accounts to try the console with, passwords included; none where this is no demo."""
        settings = service().settings
        found = _log_ins(settings.var) if settings.demo else []
        names = (
            {office.id: office.name for office in work.db.execute(sa.select(Office.id, Office.name))} if found else {}
        )
        return {"items": [{**one, "office_name": names.get(one["office_id"])} for one in found]}


def _log_ins(var: Path) -> list[dict[str, Any]]:
    """What `flask demo load` wrote; nothing before it is there."""
    try:
        found: list[dict[str, Any]] = json.loads((var / LOG_INS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return found

"""Many cases accepted by `POST /cases/bulk`, against as many requests for one case each (T9)."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from api import create_app
from bench.filing import COUNTY, REPORTS, report_body
from bench.measures import Measure, in_turns
from bench.servers import Bench, bench_on
from models import Case
from models.engine import reading
from security.proof_of_work import solve

AT_MOST, AIM = 1.0, 0.7
CASES, A_ROUND = 1000, 200
OFFICER = f"officer-{COUNTY}-education"
OK, CREATED = 200, 201


def bulk(engine_name: str) -> list[Measure]:
    """Seconds for 1,000 cases in bulk over seconds for 1,000 one by one, 200 at a time."""
    with bench_on(engine_name) as bench:
        client = create_app(bench.settings, engine=bench.world.engine).test_client()
        _file(bench, client, 2 * CASES)
        with reading(bench.world.engine) as db:
            ids = list(db.scalars(sa.select(Case.id)))
        accepting = Accepting(client, _log_in(bench, client), ids)
        together, one_by_one, ratio = in_turns(accepting.together, accepting.one_by_one, CASES // A_ROUND)
    name = f"{CASES:,} cases accepted in bulk / one by one, {engine_name}"
    note = f"{together / A_ROUND * 1000:.1f} ms a case against {one_by_one / A_ROUND * 1000:.1f} ms"
    return [Measure(name, ratio, AT_MOST, AIM, is_ceiling=True, note=note)]


@dataclass
class Accepting:
    """An officer who takes on the next cases."""

    client: FlaskClient
    headers: dict[str, str]
    ids: list[str]

    def _next(self) -> list[str]:
        chosen, self.ids = self.ids[:A_ROUND], self.ids[A_ROUND:]
        return chosen

    def together(self) -> float:
        """By one request; seconds."""
        body = {"move": {"event": "accept"}, "cases": [{"id": one, "version": 1} for one in self._next()]}
        begun = time.perf_counter()
        answer = self.client.post("/api/v1/cases/bulk", json=body, headers=self.headers)
        taken = time.perf_counter() - begun
        assert answer.get_json()["done"] == A_ROUND, answer.data
        return taken

    def one_by_one(self) -> float:
        """By a request for each; seconds."""
        headers = self.headers | {"If-Match": '"1"'}
        paths = [f"/api/v1/cases/{one}/moves" for one in self._next()]
        begun = time.perf_counter()
        answers = [self.client.post(path, json={"event": "accept"}, headers=headers) for path in paths]
        taken = time.perf_counter() - begun
        assert all(answer.status_code == OK for answer in answers)
        return taken


def _log_in(bench: Bench, client: FlaskClient) -> dict[str, str]:
    body = {"username": OFFICER, "password": bench.installed.passwords[OFFICER]}
    answer = client.post("/api/v1/staff/session", json=body)
    assert answer.status_code == CREATED, answer.data
    return {"Authorization": f"Bearer {answer.get_json()['token']}"}


def _file(bench: Bench, client: FlaskClient, number: int) -> None:
    """A school that is not registered in each, so that none joins another's case."""
    form: dict[str, Any] = next(
        item for item in client.get("/api/v1/categories").get_json()["items"] if item["id"] == "homework"
    )
    dates: Sequence[str] = next(question["dates"] for question in form["questions"] if question.get("dates"))
    place = {"division_code": COUNTY}
    for _ in range(number):
        body = report_body(dates) | {"place": place, "challenge": solve(bench.easy.new_challenge(datetime.now(UTC)))}
        answer = client.post(REPORTS, json=body, headers={"Idempotency-Key": str(uuid.uuid4())})
        assert answer.status_code == CREATED, json.loads(answer.data)

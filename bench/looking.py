"""`GET /reports/mine`: processor time of the thread that answers, everything of the application included."""

from __future__ import annotations

import json
import time
import uuid
from datetime import UTC, datetime

from flask.testing import FlaskClient

from api import create_app
from bench.filing import REPORTS, report_body
from bench.measures import MILLI, Measure, percentile, spread
from bench.servers import bench_on
from security.proof_of_work import solve

AT_LEAST_MS, AIM_MS = 5.0, 2.0
WARM_UP, TIMES = 100, 1000


def looking(engine_name: str) -> list[Measure]:
    """The 95th percentile in milliseconds, for a report with three messages."""
    with bench_on(engine_name) as bench:
        client = create_app(bench.settings, engine=bench.world.engine).test_client()
        form = next(item for item in client.get("/api/v1/categories").get_json()["items"] if item["id"] == "homework")
        dates = next(question["dates"] for question in form["questions"] if question.get("dates"))
        body = report_body(dates) | {"challenge": solve(bench.easy.new_challenge(datetime.now(UTC)))}
        key = {"Idempotency-Key": str(uuid.uuid4())}
        receipt = json.loads(client.post(REPORTS, json=body, headers=key).data)["receipt"]
        holder = {"Authorization": f"Receipt {receipt}"}
        for _ in range(3):
            client.post(f"{REPORTS}/mine/messages", json={"text": "还有英语作业。"}, headers=holder)
        seconds = [_look(client, holder) for _ in range(WARM_UP + TIMES)][WARM_UP:]
    p95 = percentile(seconds, 95) * MILLI
    name = f"GET /reports/mine, thread time p95 in ms, {engine_name}"
    return [
        Measure(name, p95, AT_LEAST_MS, AIM_MS, is_ceiling=True, note=spread(seconds)),
    ]


def _look(client: FlaskClient, holder: dict[str, str]) -> float:
    begun = time.thread_time()
    answer = client.get(f"{REPORTS}/mine", headers=holder)
    taken = time.thread_time() - begun
    assert answer.status_code == 200, answer.status_code  # noqa: PLR2004 - OK
    return taken

"""`POST /reports` complete, against the bare view."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from itertools import islice

import sqlalchemy as sa

from bench.bare import metadata
from bench.load import Client, latencies, per_second, request
from bench.measures import Measure, in_turns, spread
from bench.servers import BARE, OURS, Bench, Server, bench_on, gunicorn
from models import School, new_id
from security.proof_of_work import solve
from tests.support.installation import SCHOOL_ID
from tests.support.phone import homework

REPORTS = "/api/v1/reports"
AT_LEAST, AIM = 0.35, 0.5
ROUNDS, A_ROUND, WARM_UP = 7, 400, 200
OPEN, SHARE_OF_CAPACITY = 600, 0.5
UNREGISTERED_ONE_IN = 4
COUNTY = "411102"
Body = dict[str, object]


def filing(engine_name: str) -> list[Measure]:
    """Reports per second over bare views per second."""
    with bench_on(engine_name) as bench:
        metadata.create_all(bench.world.engine)
        with gunicorn(bench, OURS) as ours, gunicorn(bench, BARE) as bare:
            dates = days_asked(ours.port)
            report = Round(ours, partial(reports, bench, bodies(bench, dates)))
            plain = Round(bare, partial(bare_reports, dates))
            report.run(WARM_UP)
            plain.run(WARM_UP)
            fast, bare_fast, ratio = in_turns(report.throughput, plain.throughput, ROUNDS)
            slow = [r.latencies(OPEN, fast * SHARE_OF_CAPACITY) for r in (report, plain)]
            note = f"{fast:.0f}/s against {bare_fast:.0f}/s; at half load {spread(slow[0])}; bare {spread(slow[1])}"
            note += f"; server CPU {report.cpu_ms():.2f} ms against {plain.cpu_ms():.2f} ms a request"
    return [Measure(f"POST /reports / bare view, {engine_name}", ratio, AT_LEAST, AIM, note=note)]


class Round:
    """The rounds of one server."""

    def __init__(self, server: Server, write: Callable[[int], Sequence[bytes]]) -> None:
        self._server, self._write = server, write
        self._cpu_s, self._asked = 0.0, 0

    def run(self, number: int) -> float:
        """That many requests; answers per second."""
        return per_second(self._server.port, self._write(number), 201)

    def throughput(self) -> float:
        """A round; answers per second."""
        sent = self._write(A_ROUND)
        before = self._server.cpu_s()
        reached = per_second(self._server.port, sent, 201)
        self._cpu_s += self._server.cpu_s() - before
        self._asked += A_ROUND
        return reached

    def latencies(self, number: int, rate: float) -> list[float]:
        """Seconds until the answer, at a fixed rate."""
        return latencies(self._server.port, self._write(number), 201, rate)

    def cpu_ms(self) -> float:
        """Processor time of the server for one request."""
        return self._cpu_s / self._asked * 1000


def days_asked(port: int) -> list[str]:
    """The days that the homework form asks about today."""
    with closing(Client(port)) as client:
        status, body = client.ask(request("GET", "/api/v1/categories"))
    assert status == 200, status  # noqa: PLR2004 - OK
    form = next(item for item in json.loads(body)["items"] if item["id"] == "homework")
    dates: list[str] = next(question["dates"] for question in form["questions"] if question.get("dates"))
    return dates


def report_body(dates: Sequence[str], **target: str) -> Body:
    """A report about a school that exists, or another target, with 150 minutes of homework a day."""
    minutes = [{"date": date, "minutes": 150} for date in dates]
    return homework(place=target or {"school_id": SCHOOL_ID}, answers={"written_minutes": minutes})


def bodies(bench: Bench, dates: Sequence[str]) -> Iterator[Body]:
    """Reports each about another school, now and then one that nobody registered: none joins another's case."""
    most = ROUNDS * A_ROUND + WARM_UP + OPEN
    entries = [{"id": new_id(), "name": f"{n}", "division_code": COUNTY, "stage": "primary"} for n in range(most)]
    with bench.world.engine.begin() as connection:
        connection.execute(sa.insert(School), entries)
    for number, entry in enumerate(entries, start=1):
        is_registered = number % UNREGISTERED_ONE_IN
        target = {"school_id": entry["id"]} if is_registered else {"target_name": entry["name"]}
        yield report_body(dates, **target)


def reports(bench: Bench, asked: Iterator[Body], number: int) -> list[bytes]:
    """Reports to send, each with a key and a solved challenge of its own."""
    return [_report(bench, body) for body in islice(asked, number)]


def _report(bench: Bench, body: Body) -> bytes:
    challenge = solve(bench.easy.new_challenge(datetime.now(UTC)))
    sent = json.dumps(body | {"challenge": challenge}).encode()
    return request("POST", REPORTS, sent, content_type="application/json", idempotency_key=str(uuid.uuid4()))


def bare_reports(dates: Sequence[str], number: int) -> list[bytes]:
    """As much JSON for the bare view."""
    body = report_body(dates)
    flat = {"division_code": COUNTY, "school_id": SCHOOL_ID, "challenge": "A" * 700, "safety": False}
    sent = json.dumps({name: body[name] for name in ("category", "answers", "text", "reporter_role")} | flat).encode()
    return [request("POST", "/reports", sent, content_type="application/json")] * number

"""While one place floods the service, people elsewhere file and officers look at their queue."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from threading import Event, Lock, Thread
from time import perf_counter

from bench.filing import REPORTS, days_asked, report_body
from bench.load import Client, request
from bench.measures import Measure, percentile, spread
from bench.servers import OURS, Bench, Server, bench_on, gunicorn
from security.proof_of_work import solve
from security.receipts import Receipt

AT_LEAST, AIM = 10.0, 3.0
ROUNDS, A_ROUND = 5, 30
BAD_SUBMISSIONS, WRONG_RECEIPTS_PER_S = 10_000, 200
BAD_PER_S, BAD_AT_ONCE = 60, 4
REFUSED = 422
ATTACKER, PERSON, STAFF = "198.51.100.7", "203.0.113.9", "192.0.2.5"
OFFICER = "officer-411102-education"
OK = {200, 201}


def flood(engine_name: str) -> list[Measure]:
    """p95 of filing and of a queue page while 10,000 bad submissions and 200 wrong receipts a second come / before."""
    with ExitStack() as stack:
        bench = stack.enter_context(bench_on(engine_name))
        server = stack.enter_context(gunicorn(behind_a_proxy(bench), OURS))
        people = stack.enter_context(people_at(bench, server))
        quiet = people.times(ROUNDS * A_ROUND)
        sent, busy = stack.enter_context(attack(server.port)), list[float]()
        while sent[REFUSED] < BAD_SUBMISSIONS:
            busy += people.times(A_ROUND)
    note = f"{spread(busy)} against {spread(quiet)}, while bad requests were answered {dict(sent)}"
    name = f"filing and queue in a flood, p95 / without, {engine_name}"
    ratio = percentile(busy, 95) / percentile(quiet, 95)
    return [Measure(name, ratio, AT_LEAST, AIM, is_ceiling=True, note=note)]


def behind_a_proxy(bench: Bench) -> Bench:
    """The same with a proxy in front that tells senders apart: here they say themselves who they are."""
    bench.env["JIANFU_TRUSTED_PROXIES"] = "1"
    return bench


@dataclass(frozen=True)
class People:
    """A reporter and an officer, elsewhere; both are answered as if nothing happened, or the run ends."""

    bench: Bench
    client: Client
    body: dict[str, object]
    token: str

    def times(self, number: int) -> list[float]:
        """Seconds of so many reports and as many looks at the queue."""
        asked = chain.from_iterable((self._report(), self._queue()) for _ in range(number))
        return [self._timed(sent) for sent in asked]

    def _timed(self, sent: bytes) -> float:
        begun = perf_counter()
        status, answer = self.client.ask(sent)
        assert status in OK, (status, answer)
        return perf_counter() - begun

    def _report(self) -> bytes:
        body = encoded(self.body | {"challenge": solve(self.bench.easy.new_challenge(datetime.now(UTC)))})
        return request("POST", REPORTS, body, idempotency_key=str(uuid.uuid4()), **json_from(PERSON))

    def _queue(self) -> bytes:
        return request("GET", "/api/v1/cases", authorization=f"Bearer {self.token}", x_forwarded_for=STAFF)


@contextmanager
def people_at(bench: Bench, server: Server) -> Iterator[People]:
    """At a server; the officer logs in."""
    said = {"username": OFFICER, "password": bench.installed.passwords[OFFICER]}
    with closing(Client(server.port)) as client:
        status, answer = client.ask(request("POST", "/api/v1/staff/session", encoded(said), **json_from(STAFF)))
        assert status in OK, answer
        yield People(bench, client, report_body(days_asked(server.port)), json.loads(answer)["token"])


@contextmanager
def attack(port: int) -> Iterator[Counter[int]]:
    """Both floods from one place; how often it was answered with which status."""
    stop, answered, guard = Event(), Counter[int](), Lock()
    floods = (*((_bad_submission, BAD_PER_S),) * BAD_AT_ONCE, (_wrong_receipt, WRONG_RECEIPTS_PER_S))

    def note(status: int) -> None:
        with guard:
            answered[status] += 1

    threads = [Thread(target=_send, args=(port, write, rate, stop, note)) for write, rate in floods]
    for thread in threads:
        thread.start()
    try:
        yield answered
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _send(port: int, write: Callable[[], bytes], rate: float, stop: Event, note: Callable[[int], None]) -> None:
    begun, number = perf_counter(), 0
    with closing(Client(port)) as client:
        while not stop.wait(max(0.0, begun + number / rate - perf_counter())):
            note(client.ask(write())[0])
            number += 1


def _bad_submission() -> bytes:
    said = encoded(report_body(["2026-11-16"]) | {"challenge": "bm90aGluZw=="})
    return request("POST", REPORTS, said, idempotency_key=str(uuid.uuid4()), **json_from(ATTACKER))


def _wrong_receipt() -> bytes:
    receipt = Receipt.from_idempotency_key(uuid.uuid4()).text
    return request("GET", f"{REPORTS}/mine", authorization=f"Receipt {receipt}", x_forwarded_for=ATTACKER)


def json_from(sender: str) -> dict[str, str]:
    """Headers of a JSON body from there."""
    return {"content_type": "application/json", "x_forwarded_for": sender}


def encoded(body: object) -> bytes:
    """The body as it is sent."""
    return json.dumps(body).encode()

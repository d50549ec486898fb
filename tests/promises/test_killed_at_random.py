"""O1: a web worker, the web server and the relay are killed at random under load. No report that was acknowledged is
lost, none is there twice, and every push reaches its reader, who sees one. Nor is any when the service is told to stop.

The service is `flask serve` as it is deployed, started again by whoever runs it. The moments come from a seed.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path

import pytest
import sqlalchemy as sa

from models import Case, Outbox, Report
from models.engine import reading, writing
from security.proof_of_work import ProofOfWork, solve
from security.receipts import Receipt
from security.secrets_file import read_secret
from tests.promises.journey import LEAD
from tests.promises.processes import environment, private_file
from tests.support.phone import homework
from tests.support.served import ROOT, free_port
from tests.support.times import TIMES
from tests.support.waiting import PATIENCE_S, eventually

SERVE = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
LONG_AGO = datetime(2021, 1, 1, tzinfo=UTC)
CLIENTS, PAUSE_S = 4, 0.3
VICTIMS = ("worker", "relay", "gunicorn")
SEEDS = range(20261118, 20261118 + TIMES)
STOPS, STOPS_WITHIN_S = 2, 15
"""Five seconds are promised; three times that on a machine with other work is still less than a server that waits."""


def children_of(pid):
    """The process ids of the children, by /proc (asking `ps` again and again would be a load of its own)."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def command_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except FileNotFoundError:
        return ""


class Service:
    """`flask serve`, which is started again when it has ended."""

    def __init__(self, env):
        self.env = env
        self.process = self._started()

    def _started(self):
        return subprocess.Popen(SERVE, cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL)

    def find(self, victim):
        """The process id of the victim, once it is there."""
        named = "gunicorn" if victim == "worker" else victim
        found = [pid for pid in children_of(self.process.pid) if named in command_of(pid)]
        workers = children_of(found[0]) if found and victim == "worker" else found
        return workers[0] if workers else None

    def kill(self, victim):
        """Kill -9. Without its web server or its relay the service ends, and is started again when the port is free."""
        eventually(lambda: self.find(victim))
        os.kill(self.find(victim), signal.SIGKILL)
        if victim == "worker":
            return  # gunicorn itself starts another
        assert self.process.wait(PATIENCE_S) == 1
        self.process = self._started()
        while self._found_the_port_in_use():
            self.process = self._started()

    def _found_the_port_in_use(self):
        eventually(lambda: self.process.poll() is not None or len(children_of(self.process.pid)) == len(VICTIMS))
        return self.process.poll() is not None

    def stop(self):
        """A signal: the service ends with all it has started, and is started again."""
        everybody = [pid for child in children_of(self.process.pid) for pid in (child, *children_of(child))]
        assert len(everybody) > len(VICTIMS)  # web server, relay, scheduler, and at least one worker
        self.process.terminate()
        assert self.process.wait(STOPS_WITHIN_S) == 0
        assert [pid for pid in everybody if command_of(pid)] == []
        self.process = self._started()

    def end(self):
        self.process.terminate()
        self.process.wait(PATIENCE_S)


class Reporters:
    """Phones that file, one report after the other, each until it is acknowledged; a push address each."""

    def __init__(self, base, easy, body):
        self.base, self.easy, self.body = base, easy, body
        self.acknowledged, self.wrong = {}, []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._file_on) for _ in range(CLIENTS)]

    @contextmanager
    def filing(self):
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in self._threads:
                thread.join()

    def _file_on(self):
        try:
            while not self._stop.wait(PAUSE_S):
                key = uuid.uuid4()
                self.acknowledged[key] = self._until_acknowledged(key)
        except Exception as wrong:  # noqa: BLE001 - told by the test, not by a thread
            self.wrong.append(wrong)

    def _until_acknowledged(self, key):
        """The same key and the same body, again and again."""
        address = {"channel": "fcm", "locale": "en", "fid": f"fid-{key}"}
        challenge = solve(self.easy.new_challenge(datetime.now(UTC)))
        body = json.dumps(self.body | {"challenge": challenge, "subscription": address}).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(key)}
        request = urllib.request.Request(f"{self.base}/api/v1/reports", body, headers)  # noqa: S310 - our own service
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own service
                    return json.loads(answer.read())["receipt"]
            except urllib.error.HTTPError as error:
                with error:
                    said = error.read()
                if error.code != 503:
                    raise AssertionError(said) from None
            except (OSError, HTTPException):
                time.sleep(0.05)
        raise AssertionError("never acknowledged")


@pytest.fixture
def env(settings, relay_key, stand_in):
    """The environment of an installation that is no demo."""
    return environment(
        settings.var,
        settings.database_url,
        relay_key.public,
        PORT=str(free_port()),
        JIANFU_RELAY_KEY_FILE=str(private_file(settings.var / "relay.key", relay_key.private)),
        JIANFU_FCM_CREDENTIALS=str(stand_in.credentials_path),
        JIANFU_FCM_URL=stand_in.url,
    )


@pytest.fixture
def reporters(env, settings):
    """Their proof of work is cheap: the server checks it as it checks any other."""
    easy = ProofOfWork(read_secret(settings.var / "secret.key"), cost=1, counter_range=(1, 2))
    answers = {"written_minutes": [{"date": "2026-03-09", "minutes": 150}]}
    return Reporters(f"http://127.0.0.1:{env['PORT']}", easy, homework(answers=answers))


class Officer:
    """Accepts every case there is; each acceptance is one push."""

    def __init__(self, console, engine):
        self.console, self.engine = console, engine

    def accept_all(self):
        with reading(self.engine) as db:
            waiting = db.scalars(sa.select(Case.id).where(Case.status == "submitted")).all()
        for case_id in waiting:
            assert self.console.move(case_id, 1, "accept").status_code == 200


def let_leases_end(engine):
    """Two minutes pass: nobody waits for them here."""
    with writing(engine) as db, db.begin():
        db.execute(sa.update(Outbox).where(Outbox.lease_until.is_not(None)).values(lease_until=LONG_AGO))


def all_sent(engine):
    with reading(engine) as db:
        return db.scalar(sa.select(sa.func.count()).select_from(Outbox)) == 0


@pytest.mark.slow
@pytest.mark.promise("O1", "in part")
@pytest.mark.promise("N2")
@pytest.mark.parametrize("seed", SEEDS)
def test_no_acknowledged_report_and_no_push_is_lost_or_doubled(
    seed, env, reporters, console, engine, clock, stand_in, phone
):
    chance = random.Random(seed)  # noqa: S311 - the same moments each time
    clock.time = datetime.now(UTC)  # what the office does is pushed by a relay that has the machine's clock
    officer, service = Officer(console(LEAD), engine), Service(env)
    try:
        with reporters.filing():
            for victim in chance.sample(VICTIMS, len(VICTIMS)):
                had = len(reporters.acknowledged)
                eventually(lambda had=had: len(reporters.acknowledged) > had + CLIENTS or reporters.wrong)
                officer.accept_all()
                time.sleep(chance.uniform(0, 0.5))
                service.kill(victim)
        assert reporters.wrong == []
        officer.accept_all()
        let_leases_end(engine)
        eventually(lambda: all_sent(engine))
    finally:
        service.end()
    keys = reporters.acknowledged
    check_reports(engine, keys, phone)
    check_pushes(stand_in.accepted(), keys)


@contextmanager
def half_a_request(port):
    """A sender who says how much comes, sends less, and waits."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as sender:
        head = "POST /api/v1/reports HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        sender.sendall(f"{head}Idempotency-Key: {uuid.uuid4()}\r\nContent-Length: 999\r\n\r\n{{".encode())
        yield


@pytest.mark.slow
@pytest.mark.promise("O1", "in part")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_signal_stops_the_service_in_time_while_phones_file_and_none_is_lost(
    seed, env, reporters, console, engine, phone
):
    chance, service = random.Random(seed), Service(env)  # noqa: S311 - the same moments each time
    try:
        with reporters.filing():
            for _ in range(STOPS):
                had = len(reporters.acknowledged)
                eventually(lambda had=had: len(reporters.acknowledged) > had + CLIENTS or reporters.wrong)
                with half_a_request(env["PORT"]):
                    time.sleep(chance.uniform(0.2, 0.7))
                    service.stop()
            had = len(reporters.acknowledged)
            eventually(lambda: len(reporters.acknowledged) > had + CLIENTS or reporters.wrong)
    finally:
        service.end()
    assert reporters.wrong == []
    Officer(console(LEAD), engine).accept_all()
    check_reports(engine, reporters.acknowledged, phone)


def check_reports(engine, acknowledged, phone):
    """Every receipt opens its report, and there is no other report."""
    with reading(engine) as db:
        stored = db.scalars(sa.select(Report.receipt_lookup)).all()
        cases = db.scalar(sa.select(sa.func.count()).select_from(Case))
    assert len(stored) == len(set(stored)) == len(acknowledged) == cases > CLIENTS * len(VICTIMS)
    for key, receipt in acknowledged.items():
        assert Receipt.from_idempotency_key(key).text == receipt
        assert phone.mine(receipt).json["status"] == "accepted"


def check_pushes(posts, acknowledged):
    """Every phone got its push; one that came twice took the place of the first."""
    sent = {}
    for post in posts:
        message = post["message"]
        sent.setdefault(message["fid"], []).append(message)
    assert sent.keys() == {f"fid-{key}" for key in acknowledged}
    for messages in sent.values():
        assert all(message == messages[0] for message in messages)
        assert messages[0]["android"]["collapse_key"] == messages[0]["android"]["notification"]["tag"] == "jianfu"

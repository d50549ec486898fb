"""A4: can receipts that open nothing, or names that are nobody's, be told apart by the time an answer takes?

Whole answers of the application in one process, by the wall clock, in turns; whoever came second comes first next time.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain, count
from statistics import median

import sqlalchemy as sa
from flask.testing import FlaskClient

from api import create_app
from api.log_in_limits import LogInLimits
from bench.filing import REPORTS, report_body
from bench.measures import MILLI, Measure
from bench.servers import Bench, bench_on
from models import Case, Report, Tombstone
from models.engine import writing
from policy.vocabulary import Role
from security.crockford import ALPHABET
from security.passwords import REAL_COST
from security.proof_of_work import solve
from security.rate_limit import FORGOTTEN_AFTER_S, RateLimit
from security.receipts import Receipt
from services.cases.destruction import destroy_case
from services.people.staff import new_staff
from services.work import Work
from tests.support.oracle import auc, gap
from tests.support.passkeys import Authenticator, add_passkey
from tests.support.phone import Console
from tests.support.unproven import USED_PASSKEY

MINE = f"{REPORTS}/mine"
RECEIPTS, LOG_INS, WARM_UP = 2000, 500, 50
MOST_MS, MOST_AUC = 1.0, 0.55
MOST_PERCENT, MOST_LOG_IN_AUC = 1.0, 0.60
WRONG = "7K3M-9QXD"
KNOWN, WITH_PASSKEY, UNKNOWN = "who-is-known", "who-has-a-passkey", "who-is-not-known"


def oracle(engine_name: str) -> list[Measure]:
    """Each kind of receipt that opens nothing against one that never existed."""
    with bench_on(engine_name) as bench:
        client = create_app(bench.settings, engine=bench.world.engine).test_client()
        good, withdrawn, forgotten, expired = (_filed(client, bench) for _ in range(4))
        for receipt in (withdrawn, forgotten):
            assert client.post(f"{MINE}/withdrawal", headers=_holder(receipt)).status_code == 204  # noqa: PLR2004 - done
        with writing(bench.world.engine) as db:
            db.execute(sa.delete(Tombstone).where(Tombstone.receipt_lookup == forgotten.lookup))
            db.commit()
        _expire(bench, expired)
        never = Receipt.from_idempotency_key(uuid.uuid4())
        kinds = {"withdrawn": withdrawn, "forgotten": forgotten, "expired": expired, "near": _near(good)}
        pairs = {
            name: _in_turns(partial(_look, client, never), partial(_look, client, other), RECEIPTS)
            for name, other in kinds.items()
        }
    return list(chain.from_iterable(_told_apart(name, *pair, engine_name) for name, pair in pairs.items()))


def log_ins(engine_name: str) -> list[Measure]:
    """Names and passkeys that are nobody's against known ones, at the real price of Argon2id; all are refused."""
    with bench_on(engine_name) as bench:
        _member(bench, KNOWN)
        password = _member(bench, WITH_PASSKEY)
        # Not the cost of a demo, which would be that of unknown names alone.
        app = create_app(bench.settings, engine=bench.world.engine, argon2_cost=REAL_COST)
        forgetful = LogInLimits(RateLimit(count(step=2 * FORGOTTEN_AFTER_S).__next__))  # or tries would cost work soon
        app.extensions["jianfu"] = replace(app.extensions["jianfu"], log_ins=forgetful)
        client = app.test_client()
        passkey, added = add_passkey(Console(client, WITH_PASSKEY, password), password)
        assert added.status_code == 201, added.data  # noqa: PLR2004 - made
        tries = {
            "wrong password": (partial(_log_in, client, KNOWN), partial(_log_in, client, UNKNOWN)),
            "wrong password and passkey": (
                partial(_log_in, client, WITH_PASSKEY, passkey=USED_PASSKEY),
                partial(_log_in, client, UNKNOWN, passkey=USED_PASSKEY),
            ),
        }
        times = {name: _in_turns(*pair, LOG_INS) for name, pair in tries.items()}
        alone = _by_passkey(client, _impostor(passkey.credential_id)), _by_passkey(client, Authenticator())
        by_passkey = _in_turns(*alone, LOG_INS)
    apart = chain.from_iterable(_known_apart(name, *pair, engine_name) for name, pair in times.items())
    return [*apart, *_passkeys_apart(*by_passkey, engine_name)]


def _known_apart(what: str, known: list[float], unknown: list[float], engine_name: str) -> list[Measure]:
    percent = 100 * gap(known, unknown) / median(known)
    name, note = f"log-in, known or unknown, {what}, {engine_name}", _medians(known, unknown)
    apart = f"{name}: |difference of medians| in percent"
    return [
        Measure(apart, percent, MOST_PERCENT, MOST_PERCENT, is_ceiling=True, note=note),
        Measure(f"{name}: AUC", auc(known, unknown), MOST_LOG_IN_AUC, MOST_LOG_IN_AUC, is_ceiling=True),
    ]


def _passkeys_apart(known: list[float], unknown: list[float], engine_name: str) -> list[Measure]:
    """Nothing is hashed here, so that a percent is less than the clock's own noise: the bound is that of receipts."""
    name = f"log-in, known or unknown, passkey alone, not signed by it, {engine_name}"
    difference_ms, note = gap(known, unknown) * MILLI, _medians(known, unknown)
    apart = f"{name}: |difference of medians| in ms"
    return [
        Measure(apart, difference_ms, MOST_MS, MOST_MS, is_ceiling=True, note=note),
        Measure(f"{name}: AUC", auc(known, unknown), MOST_LOG_IN_AUC, MOST_LOG_IN_AUC, is_ceiling=True),
    ]


def _medians(known: list[float], unknown: list[float]) -> str:
    return f"medians {median(known) * MILLI:.2f} and {median(unknown) * MILLI:.2f} ms"


def _member(bench: Bench, username: str) -> str:
    """An account; its password."""
    with writing(bench.world.engine) as db:
        new = new_staff(username, Role.AUDITOR, None, REAL_COST)
        db.add(new.staff)
        db.commit()
    return new.password


def _impostor(credential_id: bytes) -> Authenticator:
    """Says that it is somebody's passkey, and has another key."""
    impostor = Authenticator()
    impostor.credential_id = credential_id
    return impostor


def _by_passkey(client: FlaskClient, authenticator: Authenticator) -> Callable[[], int]:
    """One try with a passkey; its challenge is good until somebody succeeds with it."""
    path = "/api/v1/staff/session/passkey"
    options = client.post(f"{path}/options").get_json()["options"]
    body = {"passkey": authenticator.get(options), "prf": authenticator.prf(options)}
    return lambda: client.post(path, json=body).status_code


def _told_apart(kind: str, never: list[float], other: list[float], engine_name: str) -> list[Measure]:
    name = f"receipt, never existed or {kind}, {engine_name}"
    difference_ms = gap(never, other) * MILLI
    return [
        Measure(f"{name}: |difference of medians| in ms", difference_ms, MOST_MS, MOST_MS, is_ceiling=True),
        Measure(f"{name}: AUC", auc(never, other), MOST_AUC, MOST_AUC, is_ceiling=True),
    ]


def _in_turns(one: Callable[[], int], other: Callable[[], int], times: int) -> tuple[list[float], list[float]]:
    """Seconds of both."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for number in range(min(WARM_UP, times // 10) + times):
        for which in (0, 1) if number % 2 else (1, 0):
            begun = time.perf_counter()
            (one, other)[which]()
            seconds[which].append(time.perf_counter() - begun)
    return seconds[0][-times:], seconds[1][-times:]


def _filed(client: FlaskClient, bench: Bench) -> Receipt:
    key = uuid.uuid4()
    form = next(item for item in client.get("/api/v1/categories").get_json()["items"] if item["id"] == "homework")
    dates = next(question["dates"] for question in form["questions"] if question.get("dates"))
    body = report_body(dates) | {"challenge": solve(bench.easy.new_challenge(datetime.now(UTC)))}
    answer = client.post(REPORTS, json=body, headers={"Idempotency-Key": str(key)})
    assert answer.status_code == 201, answer.data  # noqa: PLR2004 - made
    return Receipt.from_idempotency_key(key)


def _expire(bench: Bench, receipt: Receipt) -> None:
    """Its time is up, and the scheduler deleted it with its case."""
    with writing(bench.world.engine) as db:
        of_receipt = sa.select(Case).join(Report).where(Report.receipt_lookup == receipt.lookup)
        destroy_case(Work(bench.world, db, datetime.now(UTC)), db.scalars(of_receipt).one())
        db.commit()


def _near(receipt: Receipt) -> Receipt:
    """One character away."""
    first = ALPHABET[(ALPHABET.index(receipt.characters[0]) + 1) % len(ALPHABET)]
    return Receipt(first + receipt.characters[1:])


def _holder(receipt: Receipt) -> dict[str, str]:
    return {"Authorization": f"Receipt {receipt.text}"}


def _look(client: FlaskClient, receipt: Receipt) -> int:
    return client.get(MINE, headers=_holder(receipt)).status_code


def _log_in(client: FlaskClient, username: str, **more: object) -> int:
    return client.post("/api/v1/staff/session", json={"username": username, "password": WRONG, **more}).status_code

"""A4: nobody learns from an answer, or from how it came about, whether a receipt or a name was ever good."""

import time
import uuid

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from models import Case, Staff, Tombstone
from models.engine import writing
from security.crockford import ALPHABET
from security.receipts import Receipt
from services.cases.destruction import destroy_case
from tests.promises.matrix import MATRIX
from tests.support.oracle import auc, gap
from tests.support.phone import homework
from tests.support.statements import listening

MINE = "/api/v1/reports/mine"
USES = {key: MATRIX[key] for key in MATRIX if key[1].startswith(MINE)}
"""Every route that takes a receipt, with a good request."""
SOME_FILE = "0f0f0f0f-0000-4000-8000-00000000000f"

KINDS = ("never", "withdrawn", "forgotten", "expired", "near")
TIMES, WARM_UP = 300, 20
MOST_S, MOST_AUC = 0.001, 0.65
"""Of 300 each, chance alone gives an AUC of 0.65 once in a billion runs; the bench asks for 0.55 of 2,000."""


def near(receipt, position, step):
    """A well-formed receipt that differs from a good one in one character, and its check."""
    wanted = list(receipt.characters)
    wanted[position] = ALPHABET[(ALPHABET.index(wanted[position]) + step) % len(ALPHABET)]
    return Receipt("".join(wanted))


def withdrawn(house):
    key = uuid.uuid4()
    filed = house.phone.file(homework(), key=key).json
    answer = house.client.post(f"{MINE}/withdrawal", headers=house.phone.with_receipt(filed["receipt"]))
    assert answer.status_code == 204
    return Receipt.from_idempotency_key(key)


def forgotten(house):
    """Withdrawn so long ago that nothing remembers it."""
    receipt = withdrawn(house)
    with writing(house.engine) as db:
        db.execute(sa.delete(Tombstone).where(Tombstone.receipt_lookup == receipt.lookup))
        db.commit()
    return receipt


def expired(house):
    """Kept for its time and then deleted with its case, as the scheduler does it."""
    key = uuid.uuid4()
    filed = house.phone.file(homework(), key=key).json
    with writing(house.engine) as db:
        destroy_case(house.work(db), db.get(Case, house.case_of(filed)["id"]))
        db.commit()
    return Receipt.from_idempotency_key(key)


@pytest.fixture(scope="module")
def good(house):
    key = uuid.uuid4()
    assert house.phone.file(homework(), key=key).status_code == 201
    return Receipt.from_idempotency_key(key)


@pytest.fixture(scope="module")
def receipts(house, good):
    """One of each kind that opens nothing; `near` misses a good one by one character."""
    return {
        "never": Receipt.from_idempotency_key(uuid.uuid4()),
        "withdrawn": withdrawn(house),
        "forgotten": forgotten(house),
        "expired": expired(house),
        "near": near(good, 7, 1),
    }


def use(house, receipt, method, path, **headers):
    sent = {**with_receipt(receipt), **USES[method, path].sends, **headers}
    url = path.replace("<uuid:evidence_id>", SOME_FILE)
    return house.client.open(url, method=method, json=USES[method, path].body, headers=sent)


def with_receipt(receipt):
    return {"Authorization": f"Receipt {receipt.text}", "Accept-Language": "en"}


def shown(answer):
    return answer.status_code, sorted(answer.headers.items()), answer.data


@pytest.mark.promise("A4")
@pytest.mark.parametrize(("method", "path"), USES, ids=[" ".join(key) for key in USES])
def test_receipts_that_open_nothing_are_answered_alike(house, receipts, method, path):
    answers = [shown(use(house, receipts[kind], method, path)) for kind in KINDS]
    assert answers[0][0] == 404
    assert answers == [answers[0]] * len(KINDS)


@pytest.mark.promise("A4")
@pytest.mark.parametrize(("method", "path"), USES, ids=[" ".join(key) for key in USES])
def test_receipts_that_open_nothing_run_the_same_statements(house, receipts, method, path):
    ran = []
    for kind in KINDS:
        ran.append([])
        with listening(house.engine, ran[-1]):
            use(house, receipts[kind], method, path)
    assert ran == [ran[0]] * len(KINDS)
    assert sum(each.startswith("SELECT") for each in ran[0]) == 1


@pytest.mark.promise("A4")
def test_a_good_receipt_is_answered_otherwise(house, good):
    """So that the tests above do not compare nothing with nothing."""
    assert use(house, good, "GET", MINE).status_code == 200


@pytest.mark.promise("A4")
@given(position=st.integers(0, 19), step=st.integers(1, 31), never=st.uuids(version=4))
def test_however_near_a_miss_is_it_reads_like_one_that_never_was(house, good, position, step, never):
    miss, other = near(good, position, step), Receipt.from_idempotency_key(never)
    assert shown(use(house, miss, "GET", MINE)) == shown(use(house, other, "GET", MINE))


@pytest.mark.alone
@pytest.mark.promise("A4")
@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", KINDS[1:])
def test_receipts_that_open_nothing_take_the_same_time(house, receipts, kind):
    """Processor time, in turns: a busy machine is unfair to neither."""
    seconds = {each: [] for each in ("never", kind)}
    client = house.client
    for number in range(WARM_UP + TIMES):
        for each in sorted(seconds, reverse=bool(number % 2)):  # whoever comes second finds the caches warm
            headers = with_receipt(receipts[each])
            begun = time.thread_time()
            client.get(MINE, headers=headers)
            seconds[each].append(time.thread_time() - begun)
    one, other = (found[WARM_UP:] for found in seconds.values())
    assert gap(one, other) <= MOST_S
    assert auc(one, other) <= MOST_AUC


def test_the_measure_sees_a_difference():
    slow, fast = [0.002 + number / 1e6 for number in range(100)], [number / 1e6 for number in range(100)]
    assert gap(slow, fast) > MOST_S
    assert auc(slow, fast) == auc(fast, slow) == 1
    assert auc(fast, fast) == 0.5


LOG_INS = {
    "wrong password": ("officer-411102-education", "7K3M-9QXD"),
    "unknown name": ("nobody-of-that-name", "7K3M-9QXD"),
    "somebody who left": ("who-left", "7K3M-9QXD"),
}


@pytest.mark.promise("A4")
def test_log_ins_that_fail_run_the_same_statements_and_are_answered_alike(house):
    with writing(house.engine) as db:
        found = db.scalars(sa.select(Staff).where(Staff.username == "auditor")).one()
        values = {name: getattr(found, name) for name in Staff.__table__.columns.keys() if name != "id"}  # noqa: SIM118 - no dict
        db.add(Staff(**values | {"username": "who-left", "removed_on": house.clock().date()}))
        db.commit()
    ran, answers = [], []
    for username, password in LOG_INS.values():
        ran.append([])
        with listening(house.engine, ran[-1]):
            body = {"username": username, "password": password}
            answers.append(shown(house.client.post("/api/v1/staff/session", json=body)))
    assert answers[0][0] == 401
    assert answers == [answers[0]] * len(LOG_INS)
    assert ran == [ran[0]] * len(LOG_INS)
    assert any(each.startswith("SELECT") for each in ran[0])

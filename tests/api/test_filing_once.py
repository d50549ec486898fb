"""Idempotency-Key and challenge: a report is filed once, by somebody who did the work for it."""

import base64
import json
import uuid

import pytest

from security.proof_of_work import ProofOfWork, solve
from security.receipts import Receipt
from security.secrets_file import new_secret
from tests.api.refusals import CANARY, check_problem, message_of, refused
from tests.support.phone import Phone, homework
from tests.support.rows import count_rows
from tests.support.statements import listening

VERSION_1 = "d9428888-122b-11e1-b85c-61cd3cbb3210"


def file_again(house, key, body, **headers):
    sent = {"Idempotency-Key": str(key), "Accept-Language": "en", **headers}
    return house.client.post("/api/v1/reports", json=body, headers=sent)


def test_a_missing_key_is_refused(house):
    refused(house.client, "POST", "/reports", 400, "missing_idempotency_key", "idempotency_key", json=homework())


@pytest.mark.parametrize(
    "key", ["", CANARY, VERSION_1, str(uuid.uuid5(uuid.NAMESPACE_DNS, "x")), "7" * 31, "\xff", "0" * 32, "7" * 5000]
)
def test_a_key_that_is_no_random_uuid_is_refused(house, key):
    document = refused(
        house.client,
        *("POST", "/reports", 422, "invalid_fields", "idempotency_key"),
        json=homework(),
        headers={"Idempotency-Key": key},
    )
    assert "UUIDv4" in message_of(document, "idempotency_key")


def test_the_same_report_again_is_the_same_receipt(house):
    key, body = uuid.uuid4(), homework()
    first = house.phone.file(body, key=key)
    before = count_rows(house.engine)
    reordered = json.loads(json.dumps(body), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    again = {
        "no challenge": body,
        "another challenge": {**body, "challenge": house.phone.challenge()},
        "a forged challenge": {**body, "challenge": CANARY},
        "another order": reordered,
        "identity": {**body, "name": CANARY, "phone": CANARY, "email": [CANARY], "device_id": {}},
        "a subscription": {**body, "subscription": {"channel": "fcm", "locale": "en", "fid": "f"}},
        "defaults spelled out": {**body, "safety": False, "occurred_on": None, "avoid_local_office": False},
        "space around the text": {**body, "text": f" {body['text']}\n"},
    }
    assert list(reordered) != list(body)
    for what, sent in again.items():
        answer = file_again(house, key, sent)
        assert answer.status_code == 201, what
        assert answer.json == first.json, what
    assert count_rows(house.engine) == before
    assert file_again(house, str(key).upper(), body).json == first.json


@pytest.mark.parametrize(
    "change",
    [
        {"text": CANARY},
        {"answers": {"grade": 5}},
        {"place": {"division_code": "411103"}},
        {"safety": True},
        {"reporter_role": None},
        {"occurred_on": "2026-11-17"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_report_under_the_same_key_is_refused(house, change):
    key = uuid.uuid4()
    assert house.phone.file(homework(), key=key).status_code == 201
    refused(
        house.client,
        *("POST", "/reports", 409, "conflict_other_body"),
        json={**homework(**change), "challenge": house.phone.challenge()},
        headers={"Idempotency-Key": str(key)},
    )


def refuse_challenge(client, challenge):
    document = refused(
        client,
        *("POST", "/reports", 422, "invalid_fields", "challenge"),
        json={**homework(), "challenge": challenge},
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    return document["errors"][0]["code"]


def changed(challenge, change):
    """The challenge, with something in it changed."""
    sent = json.loads(base64.b64decode(challenge))
    change(sent)
    return base64.b64encode(json.dumps(sent).encode()).decode()


def test_no_challenge_is_refused(house):
    assert refuse_challenge(house.client, None) == "field.required"


@pytest.mark.parametrize(
    ("challenge", "code"),
    [
        (CANARY, "challenge_malformed"),
        ("", "challenge_malformed"),
        ("作业", "challenge_malformed"),
        (base64.b64encode(b"[" * 2000).decode(), "challenge_malformed"),
        ("A" * 8000, "challenge_malformed"),
        ("A" * 8001, "field.too_long"),
    ],
)
def test_a_challenge_that_cannot_be_read_is_refused(house, challenge, code):
    assert refuse_challenge(house.client, challenge) == code


def test_a_forged_challenge_is_refused(house):
    later = changed(house.phone.challenge(), lambda sent: sent["challenge"]["parameters"].update(expiresAt=2**40))
    assert refuse_challenge(house.client, later) == "challenge_forged"


def test_an_unsolved_challenge_is_refused(house):
    unsolved = changed(house.phone.challenge(), lambda sent: sent["solution"].update(derivedKey="00" * 32))
    assert refuse_challenge(house.client, unsolved) == "challenge_unsolved"


def test_a_spent_challenge_is_refused(house):
    challenge = house.phone.challenge()
    assert house.phone.file(homework(), challenge=challenge).status_code == 201
    assert refuse_challenge(house.client, challenge) == "challenge_spent"


def test_a_challenge_of_ten_minutes_ago_is_refused(phone, clock):
    challenge = phone.challenge()
    clock.forward(seconds=599)
    assert phone.file(homework(), challenge=challenge).status_code == 201
    challenge = phone.challenge()
    clock.forward(seconds=601)
    assert refuse_challenge(phone.client, challenge) == "challenge_expired"


def test_a_challenge_of_another_service_is_refused(house):
    other = ProofOfWork(new_secret(), cost=1, counter_range=(1, 2))
    foreign = solve(other.new_challenge(house.clock()))
    assert refuse_challenge(house.client, foreign) == "challenge_forged"


def test_a_refused_report_does_not_spend_its_challenge(house):
    challenge = house.phone.challenge()
    assert house.phone.file(homework(answers={"grade": 13}), challenge=challenge).status_code == 422
    assert house.phone.file(homework(), challenge=challenge).status_code == 201


def test_the_answer_to_a_replay_is_in_the_language_of_the_reader(house):
    key = uuid.uuid4()
    english = Phone(house.client, locale="en").file(homework(), key=key).json
    chinese = Phone(house.client, locale="zh-CN").file(homework(), key=key).json
    assert chinese["receipt"] == english["receipt"]
    assert chinese["routing_reason"]["code"] == english["routing_reason"]["code"]
    assert chinese["routing_reason"]["text"] != english["routing_reason"]["text"]


def authorized(receipt):
    return {"Authorization": f"Receipt {receipt}"}


def never_filed():
    return Receipt.from_idempotency_key(uuid.uuid4()).text


def test_a_wrong_receipt_is_told_from_none_and_from_an_unknown_one(house):
    receipt = house.filed["receipt"]
    other = Phone(house.client).file(homework()).json["receipt"]
    swapped = receipt[:-1] + next(one for one in "0123456789" if one != receipt[-1])
    statements = []
    for typed in (swapped, receipt[:-1], receipt + "0", CANARY, "作业", "\xff", "!" * 5000):
        with listening(house.engine, statements):
            refused(house.client, "GET", "/reports/mine", 422, "malformed_receipt", headers=authorized(typed))
    assert statements == [], "no look-up"
    for path, method in (("/reports/mine", "GET"), ("/reports/mine/subscription", "DELETE")):
        refused(house.client, method, path, 404, "unknown_receipt", headers=authorized(never_filed()))
        refused(house.client, method, path, 401, "unauthenticated")
    forgiven = f"  {other.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "
    assert house.client.get("/api/v1/reports/mine", headers=authorized(forgiven)).status_code == 200
    check_problem(
        house.client.get("/api/v1/reports/mine", headers={"Authorization": receipt, "Accept-Language": "en"}),
        401,
        "unauthenticated",
        locale="en",
    )

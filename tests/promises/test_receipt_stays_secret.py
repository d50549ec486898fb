"""A3: a receipt, or the key it comes from, stands in the answer to filing and nowhere else."""

import gc
import json
import logging
import types
import uuid

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

import api
from models import Report, Subscription
from models.engine import reading, writing
from notifications.addresses import open_address
from notifications.channels.configured import configured_channels
from notifications.relay import Relay
from security.receipts import Receipt
from tests.promises.conftest import TEXT_ANSWER
from tests.promises.journey import take
from tests.promises.search import found
from tests.promises.theft import files, log_lines
from tests.support.evidence import URL as UPLOADS
from tests.support.phone import homework


@pytest.fixture
def answers(app, monkeypatch):
    """Every answer of the service, in order."""
    given = []

    class Recording(FlaskClient):
        def open(self, *arguments, **options):
            response = super().open(*arguments, **options)
            given.append(response)
            return response

    monkeypatch.setattr(app, "test_client_class", Recording)  # the application outlives this test
    return given


@pytest.fixture
def spoken(answers, installed, phone, console, caplog):
    """The journey with logs as talkative as they can be, then every way to go wrong with a receipt."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="sqlalchemy")
    journey = take(phone, console, installed, text_answer=TEXT_ANSWER)
    filed = journey.filed["open"]
    assert phone.file(homework(text="another"), key=filed.key).status_code == 409
    assert phone.file({"category": 7}, key=filed.key).status_code == 422
    assert phone.mine(filed.receipt[:-1]).status_code == 422
    assert phone.mine(filed.receipt, **{"If-None-Match": phone.mine(filed.receipt).headers["ETag"]}).status_code == 304
    return journey


def secrets_of(journey):
    for filed in journey.filed.values():
        characters = Receipt.from_idempotency_key(filed.key).characters
        yield from (filed.receipt, filed.receipt.replace("-", ""), characters, str(filed.key), filed.key.hex)


@pytest.mark.promise("A3")
def test_no_header_cookie_or_url_of_an_answer_has_it(spoken, answers):
    secrets = set(secrets_of(spoken))
    assert len(answers) > 40
    assert found(secrets, "\n".join(f"{answer.request.url} {answer.headers}" for answer in answers).encode()) == []
    for answer in answers:
        names = set(answer.headers.keys())
        if (answer.request.path, answer.status_code) == (UPLOADS, 201):  # tus needs it; it names the file by its id
            assert answer.headers["Location"] == f"{UPLOADS}/{answer.json['id']}"
            names.remove("Location")
        assert not {"Set-Cookie", "Location", "Link", "Refresh", "Content-Location"} & names
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.promise("A3")
def test_only_the_answer_to_filing_says_it(spoken, answers):
    secrets = set(secrets_of(spoken))
    filing = [answer for answer in answers if (answer.request.path, answer.status_code) == ("/api/v1/reports", 201)]
    assert len(filing) == len(spoken.filed) == 5
    assert all(found(secrets, answer.data) for answer in filing)
    assert found(secrets, b"\n".join(answer.data for answer in answers if answer not in filing)) == []


@pytest.mark.promise("A3")
def test_no_log_line_and_no_file_has_it(spoken, caplog, settings):
    secrets = set(secrets_of(spoken))
    records = caplog.get_records("setup")
    assert len(records) > 500
    assert found(secrets, b"\n".join(data for _, _, data in log_lines(records) + files(settings.var))) == []


@pytest.mark.promise("A3")
def test_a_crash_while_it_is_in_use_does_not_tell_it(spoken, engine, phone, caplog):
    filed = spoken.filed["resolved"]
    with writing(engine) as db, db.begin():
        db.execute(sa.update(Report).values(sealed_key=b"damaged"))
    for answer in (phone.mine(filed.receipt), phone.say(filed.receipt, "?"), phone.file(homework(), key=filed.key)):
        assert answer.status_code in {409, 500}
        assert found(set(secrets_of(spoken)), answer.data) == []
    crashes = [record for record in caplog.records if record.getMessage().startswith("crash")]
    assert len(crashes) == 2
    assert found(set(secrets_of(spoken)), b"\n".join(data for _, _, data in log_lines(caplog.records))) == []


@pytest.mark.promise("A3")
def test_no_push_and_no_push_address_has_it(spoken, engine, clock, relay_key, relay, stand_in, tmp_path):
    secrets = set(secrets_of(spoken))
    with reading(engine) as db:
        subscriptions = db.scalars(sa.select(Subscription)).all()
    addresses = [open_address(relay_key.private, one.id, one.sealed_address) for one in subscriptions]
    assert any(address.topic for address in addresses)
    assert found(secrets, repr([vars(address) for address in addresses]).encode()) == []
    relay.run_once()
    assert len(stand_in.accepted()) > 5
    assert found(secrets, stand_in.record_path.read_bytes()) == []


@pytest.mark.promise("A3")
def test_no_line_of_the_push_log_has_it(spoken, engine, clock, relay_key, tmp_path):
    log = tmp_path / "push.jsonl"
    channels = configured_channels(fcm_credentials=None, fcm_url="", log=log)
    settings = types.SimpleNamespace(relay_private_key=relay_key.private)
    Relay(settings, engine=engine, channels=channels, now=clock).run_once()
    assert len(log.read_text(encoding="utf-8").splitlines()) > 5
    assert found(set(secrets_of(spoken)), log.read_bytes()) == []


@pytest.mark.promise("A3")
def test_it_is_taken_from_its_header_only(phone):
    """A client that puts it where logs, caches and histories see it gets nothing for it."""
    receipt, key = phone.file(homework()).json["receipt"], str(uuid.uuid4())
    get = phone.client.get
    assert get("/api/v1/reports/mine", query_string={"receipt": receipt, "authorization": receipt}).status_code == 401
    assert get(f"/api/v1/reports/{receipt}").status_code == 404
    assert get("/api/v1/reports/mine", headers={"Cookie": f"receipt={receipt}"}).status_code == 401
    assert get("/api/v1/reports/mine", headers={"Referer": f"/#{receipt}", "Receipt": receipt}).status_code == 401
    in_query = phone.client.post("/api/v1/reports", query_string={"idempotency_key": key}, json=homework())
    in_body = phone.client.post("/api/v1/reports", json=homework(idempotency_key=key))
    assert [in_query.status_code, in_body.status_code] == [400, 400]


@pytest.mark.slow
@pytest.mark.promise("A3")
def test_the_server_remembers_none(phone, app, engine, installed):
    """Nothing that outlives a request holds a receipt or its key: all that the application can reach is looked at."""
    key = uuid.uuid4()
    receipt = phone.file(homework(), key=key).json["receipt"]
    assert phone.mine(receipt).status_code == phone.mine(receipt).status_code == 200
    secrets = {receipt, Receipt.from_idempotency_key(key).characters, str(key), key.bytes, key.int}
    gc.collect()
    held = reachable(app, api, engine, without=app.extensions["jianfu"].world.policy)
    assert len(held) > 5_000
    assert secrets & held == set()
    app.extensions["cache"] = {"of receipts": [json.dumps(receipt), receipt]}
    assert secrets & reachable(app) == {receipt}


def is_of_the_tests(thing):
    """Whether it is pytest's own: by way of its log handlers all tests that it has collected could be reached."""
    return type(thing).__module__.partition(".")[0] in {"_pytest", "pluggy"}


def reachable(*roots, without=None):
    """Every text, bytes and number that can be reached, without entering other modules."""
    seen, values, left = {id(without)}, set(), list(roots)
    while left:
        thing = left.pop()
        if id(thing) in seen or (isinstance(thing, types.ModuleType) and thing not in roots) or is_of_the_tests(thing):
            continue
        seen.add(id(thing))
        if isinstance(thing, str | bytes | int):
            values.add(thing)
        else:
            left += gc.get_referents(thing)
    return values

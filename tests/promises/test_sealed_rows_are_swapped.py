"""K2, through the service: who writes to the database can break what is sealed, not pass one thing off as another."""

import secrets

import pytest
import sqlalchemy as sa

from models import Base, Staff
from models.engine import writing
from tests.promises.journey import LEAD, OTHER, PROVINCE
from tests.promises.openings import SEALED_COLUMNS
from tests.promises.search import found
from tests.support.application import forget_log_ins
from tests.support.passkeys import enter

ADDRESSES = {column for column in SEALED_COLUMNS if column[1] == "sealed_address"}
REFUSED = {("passkey", "sealed_private_key"): 401}
"""Its key is the client's: that it opens nothing is as a passkey that is not the right one."""
WHOSE = {"resolved": LEAD, "declined": LEAD, "referred_out": PROVINCE, "open": OTHER, "appealed": OTHER}


def reads(journey, phone, installed, engine):
    """What everybody gets who may read something: (who, what) → (status, body)."""
    answers = {}
    for name, filed in journey.filed.items():
        answers[name, "receipt"] = phone.mine(filed.receipt)
        answers[name, "case"] = journey.consoles[WHOSE[name]].get(f"/cases/{filed.case_id}")
    file = f"/cases/{journey.filed['open'].case_id}/evidence/{journey.kept_file}"
    answers["open", "file"] = journey.consoles[WHOSE["open"]].get(file)
    answers["resolved", "tasks"] = journey.consoles[LEAD].get(f"/cases/{journey.filed['resolved'].case_id}/tasks")
    for task_id in journey.tasks:
        answers[task_id, "task"] = journey.consoles[OTHER].get(f"/tasks/{task_id}")
    for username, console in journey.consoles.items():
        answers[username, "session"] = console.get("/staff/me")
        answers[username, "factors"] = console.get("/staff/me/factors")
        log_in = {"username": username, "password": installed.passwords[username]}
        answers[username, "log-in"] = phone.client.post("/api/v1/staff/session", json=log_in)
    for username in ("analyst", "auditor"):  # the seed is opened before a code is found to be wrong
        log_in = {"username": username, "password": installed.passwords[username], "otp": "wrong"}
        answers[username, "log-in"] = phone.client.post("/api/v1/staff/session", json=log_in)
        answers[username, "passkey", "log-in"] = enter(phone.client, journey.authenticators[username])
    with writing(engine) as db, db.begin():  # or each round would say that there was one more wrong code
        db.execute(sa.update(Staff).values(wrong_codes=0))
    return {key: (answer.status_code, answer.data if key[-1] != "log-in" else b"") for key, answer in answers.items()}


def stored(engine, table, column):
    """Primary key → value of every row that has one."""
    keys = list(Base.metadata.tables[table].primary_key.columns)
    value = Base.metadata.tables[table].c[column]
    with engine.connect() as connection:
        rows = connection.execute(sa.select(*keys, value).where(value.is_not(None)).order_by(*keys)).all()
    return {tuple(row[:-1]): row[-1] for row in rows}


def store(engine, table, column, values):
    keys = list(Base.metadata.tables[table].primary_key.columns)
    with writing(engine) as db, db.begin():
        for step in ({key: secrets.token_bytes(16) for key in values}, values):  # no two alike in between
            for key, value in step.items():
                mine = [one == part for one, part in zip(keys, key, strict=True)]
                db.execute(sa.update(Base.metadata.tables[table]).where(*mine).values({column: value}))


def rotated(values):
    """Each row gets the value of the next."""
    return dict(zip(values, [*list(values.values())[1:], next(iter(values.values()))], strict=True))


@pytest.mark.slow
@pytest.mark.promise("K2")
def test_a_value_in_the_place_of_another_is_never_shown(app, journey, phone, installed, engine, caplog):
    forget_log_ins(app)
    reads(journey, phone, installed, engine)  # a passkey tells on which day it was used last
    before = reads(journey, phone, installed, engine)
    assert {status for status, _ in before.values()} == {200, 201, 401}
    for table, column in sorted(SEALED_COLUMNS - ADDRESSES):
        values = stored(engine, table, column)
        assert len(values) > 1, (table, column)
        store(engine, table, column, rotated(values))
        after = reads(journey, phone, installed, engine)
        broken = {key for key in after if after[key] != before[key]}
        assert broken, (table, column)
        assert {after[key][0] for key in broken} == {REFUSED.get((table, column), 500)}, (table, column)
        assert not found([journey.canaries.stem], b"".join(after[key][1] for key in broken))
        store(engine, table, column, values)
    assert reads(journey, phone, installed, engine) == before
    crashes = [record.getMessage() for record in caplog.records if record.name == "jianfu.service"]
    assert {line.rpartition(" ")[2] for line in crashes} == {"error=CannotOpen"}
    assert not found([journey.canaries.stem], caplog.text.encode())


@pytest.mark.promise("K2")
def test_a_push_address_in_the_place_of_another_gets_no_push(journey, engine, relay, stand_in, caplog):
    values = stored(engine, "subscription", "sealed_address")
    store(engine, "subscription", "sealed_address", rotated(values))
    tried = relay.run_once()
    assert tried > 5
    assert stand_in.accepted() == []
    assert [record.getMessage() for record in caplog.records if "alarm" in record.getMessage()] == [
        f"push alarm address_does_not_open: {tried}"
    ]


@pytest.mark.promise("K2")
def test_a_waiting_push_whose_address_was_changed_goes_nowhere(journey, engine, relay, stand_in):
    values = stored(engine, "outbox", "sealed_address")
    store(engine, "outbox", "sealed_address", {key: value[:-1] for key, value in values.items()})
    assert relay.run_once() == 0
    assert stand_in.accepted() == []

"""A4 for staff: by a wrong password nobody learns whether there is such an account, or what it has."""

from threading import Event

import pytest
import sqlalchemy as sa

from models import Staff
from models.engine import writing
from tests.support.house import opened
from tests.support.passkeys import Authenticator, add_passkey, enter
from tests.support.statements import listening

SESSION = "/api/v1/staff/session"
WITH_PASSKEY, PLAIN, GONE = "analyst", "auditor", "who-left"
PART = dict.fromkeys(("credential_id", "client_data", "authenticator_data", "signature"), "AAAA")
GIVEN = {
    "nothing": {},
    "a code": {"otp": "123456"},
    "a passkey": {"passkey": PART},
    "a recovery code": {"recovery_code": "0000-0000-0000-0000"},
}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def house(request, tmp_path_factory, now, relay_key, argon2_cost):
    """A service of these tests alone: they change its staff."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    with opened(databases, tmp_path_factory.mktemp("house"), now, relay_key, argon2_cost) as house:
        yield house


@pytest.fixture(scope="module")
def passkey(house):
    """Of one of the accounts; and there is one of somebody who left."""
    passkey, added = add_passkey(house.log_in(WITH_PASSKEY), house.installed.passwords[WITH_PASSKEY])
    assert added.status_code == 201
    with writing(house.engine) as db:
        found = db.scalars(sa.select(Staff).where(Staff.username == PLAIN)).one()
        values = {name: getattr(found, name) for name in Staff.__table__.columns.keys() if name != "id"}  # noqa: SIM118 - no dict
        db.add(Staff(**values | {"username": GONE, "removed_on": house.clock().date()}))
        db.commit()
    return passkey


def shown(answer):
    return answer.status_code, sorted(answer.headers.items()), answer.data


def watched(house, ask):
    """The statements that ran, how often a password was hashed, and the answer."""
    ran = []
    with listening(house.engine, ran):
        answer = ask()
    return ran, shown(answer)


@pytest.mark.promise("A4")
@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
def test_a_wrong_password_is_answered_alike_whatever_the_account_has(house, passkey, given, monkeypatch):
    hashed = []
    monkeypatch.setattr(
        "services.people.sessions.check_password", lambda *_: hashed.append(1)
    )  # it is None: the password is wrong; how long a hash takes is the bench's
    found = []
    for username in (WITH_PASSKEY, PLAIN, GONE, "nobody-of-that-name"):
        body = {"username": username, "password": "7K3M-9QXD", **given}
        found.append(watched(house, lambda body=body: house.client.post(SESSION, json=body)))
    assert found[0][1][0] == 401
    assert found == [found[0]] * 4
    assert len(hashed) == 4


@pytest.mark.promise("A4")
def test_a_passkey_that_is_wrong_or_unknown_runs_the_same_statements(house, passkey):
    impostor = Authenticator()
    impostor.credential_id = passkey.credential_id
    found = [watched(house, lambda who=who: enter(house.client, who)) for who in (impostor, Authenticator())]
    assert found[0][1][0] == 401
    assert found[0] == found[1]
    assert enter(house.client, passkey).status_code == 201


@pytest.mark.promise("A4")
def test_who_goes_on_on_the_same_connection_does_not_wait_for_what_is_written_of_a_log_in(house, monkeypatch):
    """A row is written for a name that somebody has, and seldom for another: waiting for it would tell which it is."""
    aside, sent, written = house.app.extensions["jianfu"].aside, Event(), []
    monkeypatch.setattr(aside, "pause", lambda: sent.wait(20))
    monkeypatch.setattr("api.endpoint.record_refused", lambda *_: written.append(sent.is_set()))
    said = {"username": PLAIN, "password": "7K3M-9QXD"}
    for _ in range(2):
        with house.client.post(SESSION, json=said, environ_overrides={"gunicorn.socket": None}) as answer:
            assert answer.status_code == 401
    sent.set()
    aside.done()
    assert written == [True]

"""K4: outside a demo nobody works without a second factor, and no code is good twice."""

import pytest
import sqlalchemy as sa

from models import Staff
from tests.api.refusals import refused
from tests.support.phone import Console, code_now, enrol, homework

OFFICER = "officer-411102-education"
SESSION = "/api/v1/staff/session"


def log_in(app, password, otp=None):
    return app.test_client().post(SESSION, json={"username": OFFICER, "password": password, "otp": otp})


@pytest.mark.promise("K4")
def test_the_first_log_in_may_only_enrol(strict, console, phone, password):
    phone.file(homework())
    officer = console(OFFICER)
    assert officer.me["must_enrol"]
    for path in ("/cases", "/staff"):
        refused(officer.client, "GET", path, 403, "enrol_first", headers=officer.headers)
    enrol(officer, password)
    assert not officer.get("/staff/me").json["must_enrol"]
    assert len(officer.get("/cases").json["items"]) == 1


@pytest.mark.promise("K4", "in part")
def test_a_seed_counts_only_after_its_first_code(strict, console, password):
    officer = console(OFFICER)
    officer.post("/staff/me/second-factor", {"password": password})
    assert officer.put("/staff/me/second-factor", {"password": password, "otp": "000"}).status_code == 401
    assert officer.get("/cases").json["code"] == "enrol_first"
    assert log_in(strict, password).json["must_enrol"]
    enrol(officer, password)
    refused(
        officer.client,
        "POST",
        "/staff/me/second-factor",
        409,
        "second_factor_exists",
        headers=officer.headers,
        json={"password": password},
    )


@pytest.mark.promise("K4")
def test_every_later_log_in_needs_a_code_and_no_code_is_good_twice(strict, console, clock, password):
    seed = enrol(console(OFFICER), password)
    client = strict.test_client()
    body = {"username": OFFICER, "password": password}
    refused(client, "POST", "/staff/session", 401, "otp_needed", json=body)
    used = code_now(client, seed)
    refused(client, "POST", "/staff/session", 401, "bad_credentials", json=body | {"otp": used})
    clock.forward(30)
    code = code_now(client, seed)
    assert log_in(strict, password, code).status_code == 201
    assert log_in(strict, password, code).status_code == 401
    assert log_in(strict, password, used).status_code == 401
    clock.forward(30)
    assert log_in(strict, password, code_now(client, seed)).status_code == 201
    assert log_in(strict, password, code_now(client, seed, steps=1)).status_code == 401


@pytest.mark.promise("K4", "in part")
def test_a_code_without_the_password_says_nothing(strict, console, clock, password):
    seed = enrol(console(OFFICER), password)
    clock.forward(60)
    client = strict.test_client()
    for otp in (None, code_now(client, seed), "x"):
        body = {"username": OFFICER, "password": "0000-0000-0000-0000", "otp": otp}
        refused(client, "POST", "/staff/session", 401, "bad_credentials", json=body)
    assert log_in(strict, password, code_now(client, seed)).status_code == 201


@pytest.mark.promise("K4", "in part")
def test_two_who_bring_the_same_code_at_once_get_one_session(strict, console, clock, password, at_once):
    seed = enrol(console(OFFICER), password)
    clock.forward(60)
    code = code_now(strict.test_client(), seed)
    answers = at_once(lambda _: log_in(strict, password, code).status_code, range(4))
    assert sorted(answers) == [201, 401, 401, 401]


@pytest.mark.promise("K4", "in part")
def test_the_seed_is_stored_sealed_under_the_password(strict, console, engine, password):
    seed = enrol(console(OFFICER), password)
    with engine.connect() as connection:
        stored = connection.scalar(sa.select(Staff.sealed_totp_seed).where(Staff.username == OFFICER))
    assert stored is not None
    assert seed not in stored


@pytest.mark.promise("K4", "in part")
@pytest.mark.parametrize("length", [129, 200, 201, 50_000])
def test_an_overlong_password_or_code_is_refused(strict, installed, length):
    assert log_in(strict, "x" * length).status_code in {401, 422}
    assert log_in(strict, "x", "1" * length).status_code == 422


def test_in_a_demo_nobody_needs_one_and_who_has_one_is_asked(app, console, password, clock):
    officer = console(OFFICER)
    assert not officer.me["must_enrol"]
    seed = enrol(officer, password)
    assert log_in(app, password).json["code"] == "otp_needed"
    clock.forward(30)
    assert Console(app.test_client(), OFFICER, password, otp=code_now(app.test_client(), seed)).get("/cases")


@pytest.mark.promise("K4", "in part")
@pytest.mark.promise("K3", "in part")
def test_somebody_new_is_invited_enrols_and_is_let_in(strict, console, installed, phone):
    """A first day by the API alone: nobody skips the second factor, and the administrator has no key."""
    administrator, officer = console("administrator"), console(OFFICER)
    body = {"username": "new", "role": "officer", "office_id": officer.me["office_id"]}
    assert administrator.post("/staff", body).json["code"] == "enrol_first"
    enrol(administrator, installed.passwords["administrator"])
    enrol(officer, installed.passwords[OFFICER])
    invited = administrator.post("/staff", body).json
    newcomer = Console(strict.test_client(), "new", invited["password"])
    assert (newcomer.me["must_enrol"], newcomer.me["is_pending"]) == (True, True)
    assert newcomer.get("/cases").json["code"] == "enrol_first"
    seed = enrol(newcomer, invited["password"])
    assert newcomer.get("/cases").json["items"] == []
    assert officer.post(f"/staff/{invited['id']}/grants", None).status_code == 204
    phone.file(homework())
    assert len(newcomer.get("/cases").json["items"]) == 1
    password = administrator.post(f"/staff/{invited['id']}/password", None).json["password"]
    again = Console(strict.test_client(), "new", password)
    assert (again.me["must_enrol"], again.me["is_pending"]) == (True, True)
    assert enrol(again, password) != seed


@pytest.mark.promise("K4", "in part")
def test_the_first_code_ends_every_other_session_of_the_account(strict, console, password):
    """Who had only the password does not gain a full session by somebody else's code."""
    thief, officer, neighbour = console(OFFICER), console(OFFICER), console("officer-411103-education")
    enrol(officer, password)
    assert officer.get("/staff/me").status_code == 200
    assert neighbour.get("/staff/me").status_code == 200
    refused(thief.client, "GET", "/staff/me", 401, "unauthenticated", headers=thief.headers)

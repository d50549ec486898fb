"""Accounts by the API: who sees them, who lets somebody in, who ends one; and what pending staff see."""

import pytest
import sqlalchemy as sa

from models import Office, Staff
from models.engine import reading, writing
from policy.vocabulary import Role
from services.administration.staff_accounts import add_staff
from services.work import Work
from tests.api.refusals import refused
from tests.support.phone import Console, homework

OFFICER, NEIGHBOUR = "officer-411102-education", "officer-411103-education"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def newcomer(world, now, installed, app):
    """Somebody new in the office of `OFFICER`, logged in."""
    with writing(world.engine) as db:
        office_id = installed.offices["411102", "education"].id
        new = add_staff(Work(world, db, now), "newcomer", Role.OFFICER, office_id)
        db.commit()
    return Console(app.test_client(), "newcomer", new.password)


def grants(newcomer):
    return f"/staff/{newcomer.me['id']}/grants"


@pytest.mark.promise("K3", "in part")
def test_pending_staff_see_nothing_until_a_colleague_lets_them_in(phone, console, newcomer):
    reference = phone.file(homework()).json["reference"]
    case_id = console(OFFICER).case_of(reference)["id"]
    assert newcomer.me["is_pending"]
    assert newcomer.get("/cases").json["items"] == []
    refused(newcomer.client, "GET", f"/cases/{case_id}", 404, "not_found", headers=newcomer.headers)
    refused(newcomer.client, "GET", "/staff", 403, "forbidden", headers=newcomer.headers)
    refused(newcomer.client, "POST", grants(newcomer), 403, "key_not_held", headers=newcomer.headers)
    assert console(OFFICER).post(grants(newcomer), None).status_code == 204
    assert not newcomer.get("/staff/me").json["is_pending"]
    assert newcomer.get(f"/cases/{case_id}").json["reports"]


@pytest.mark.promise("K3", "in part")
@pytest.mark.parametrize(
    ("username", "code"),
    [(NEIGHBOUR, "key_not_held"), ("officer-411100-education", "key_not_held"), ("administrator", "forbidden")],
)
def test_nobody_else_can_let_them_in(console, newcomer, username, code):
    other = console(username)
    refused(other.client, "POST", grants(newcomer), 403, code, headers=other.headers)
    assert newcomer.get("/staff/me").json["is_pending"]


def test_an_account_that_is_not_there_is_not_found(console):
    officer, administrator = console(OFFICER), console("administrator")
    refused(officer.client, "POST", f"/staff/{UNKNOWN}/grants", 404, "not_found", headers=officer.headers)
    refused(administrator.client, "DELETE", f"/staff/{UNKNOWN}", 404, "not_found", headers=administrator.headers)
    refused(officer.client, "POST", f"/offices/{UNKNOWN}/rotation", 404, "not_found", headers=officer.headers)


def test_everybody_sees_the_accounts_that_are_theirs_to_see(console, newcomer, installed):
    seen = {
        username: {one["username"] for one in console(username).get("/staff").json["items"]}
        for username in ("administrator", OFFICER, "officer-411100-education")
    }
    assert seen["administrator"] == {*installed.passwords, "newcomer"}
    assert seen[OFFICER] == {OFFICER, "newcomer"}
    assert {OFFICER, NEIGHBOUR, "officer-411100-education"} < seen["officer-411100-education"]
    for username in ("analyst", "auditor"):
        other = console(username)
        refused(other.client, "GET", "/staff", 403, "forbidden", headers=other.headers)


@pytest.mark.promise("K3", "in part")
def test_an_administrator_ends_an_account_and_a_keyed_session_wraps_again(phone, console, newcomer, world):
    phone.file(homework())
    leaver, stays = console(OFFICER), newcomer
    leaver.post(grants(newcomer), None)
    refused(stays.client, "DELETE", f"/staff/{leaver.me['id']}", 403, "forbidden", headers=stays.headers)
    assert console("administrator").delete(f"/staff/{leaver.me['id']}").status_code == 204
    assert leaver.get("/staff/me").status_code == 401
    case = stays.get("/cases").json["items"][0]
    assert stays.get(f"/cases/{case['id']}").json["reports"]
    path = f"/offices/{stays.me['office_id']}/rotation"
    other = console(NEIGHBOUR)
    refused(other.client, "POST", path, 403, "key_not_held", headers=other.headers)
    assert stays.post(path, None).json == {"left": {}}
    assert stays.get(f"/cases/{case['id']}").json["reports"]
    with reading(world.engine) as db:
        assert db.get_one(Office, stays.me["office_id"]).key_version == 2
        assert db.scalar(sa.select(Staff.removed_on).where(Staff.username == OFFICER)) is not None

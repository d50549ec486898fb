"""Staff sessions: by token or by cookie, never across sites, never for long."""

import pytest

from api.guards import COOKIE
from tests.api.refusals import CANARY, check_problem, refused

OFFICER = "officer-411102-education"
ME, SESSION = "/api/v1/staff/me", "/api/v1/staff/session"
OURS = "http://localhost"


@pytest.fixture
def cookie(house):
    """The header of a console's session."""
    answer = log_in(house, cookie=True)
    return {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}


def log_in(house, username=OFFICER, password=None, **more):
    body = {"username": username, "password": password or house.installed.passwords[username], **more}
    return house.client.post(SESSION, json=body)


def status(house, headers, method="GET", path=ME):
    return house.client.open(path, method=method, headers=headers).status_code


@pytest.mark.promise("K5")
def test_the_cookie_is_for_this_host_and_its_own_pages_only(house):
    answer = log_in(house, cookie=True)
    name, _, flags = answer.headers["Set-Cookie"].partition(";")
    assert name.startswith("__Host-session=")
    assert sorted(flags.replace(" ", "").split(";")) == ["HttpOnly", "Path=/", "SameSite=Strict", "Secure"]
    assert answer.json["token"] is None
    assert name.partition("=")[2] not in answer.get_data(as_text=True)


def test_without_being_asked_no_cookie_is_set(house):
    answer = log_in(house)
    assert "Set-Cookie" not in answer.headers
    assert len(answer.json["token"]) == 43


@pytest.mark.promise("K5")
def test_a_cookie_reads_from_anywhere_and_changes_from_our_own_pages_only(house, cookie):
    assert status(house, cookie) == 200
    url = f"/api/v1/cases/{house.case_id}/notes"
    for origin in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": f"{OURS}.evil.example"}):
        refused(house.client, "POST", url.removeprefix("/api/v1"), 401, json={"text": CANARY}, headers=cookie | origin)
        assert status(house, cookie | origin, "DELETE", SESSION) == 401
    answer = house.client.post(url, json={"text": "记录"}, headers=cookie | {"Origin": OURS})
    assert answer.status_code == 204


def test_a_token_needs_no_origin(house):
    token = {"Authorization": f"Bearer {log_in(house).json['token']}"}
    assert status(house, token, "DELETE", SESSION) == 204


@pytest.mark.promise("K5")
def test_logging_out_ends_this_session_and_no_other(house, cookie):
    other = {"Authorization": f"Bearer {log_in(house).json['token']}"}
    answer = house.client.delete(SESSION, headers=cookie | {"Origin": OURS})
    assert answer.status_code == 204
    assert answer.headers["Clear-Site-Data"] == '"cookies"'
    assert answer.headers["Set-Cookie"].startswith(f"{COOKIE}=;")
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert status(house, cookie) == 401
    assert status(house, other) == 200


@pytest.mark.parametrize(
    "typed",
    [
        lambda password: password.lower(),
        lambda password: password.replace("-", ""),
        lambda password: password.replace("-", " "),
        lambda password: f"  {password}\n",
        lambda password: password.replace("0", "O").replace("1", "l"),
        lambda password: password.replace("0", "o").replace("1", "I"),
        lambda password: "".join(chr(ord(one) + 0xFEE0) for one in password),
    ],
)
def test_a_generated_password_may_be_typed_carelessly(house, typed):
    assert log_in(house, password=typed(house.installed.passwords[OFFICER])).status_code == 201


@pytest.mark.parametrize("password", [CANARY, "x" * 129, "作业", "-", "\u0130"])
def test_a_wrong_password_and_an_unknown_name_are_refused_alike(house, password):
    for username in (OFFICER, CANARY, "作业"):
        body = {"username": username, "password": password}
        refused(house.client, "POST", "/staff/session", 401, "bad_credentials", json=body)


@pytest.mark.promise("K5")
def test_a_session_ends_after_half_an_hour_of_silence(console, clock):
    officer = console(OFFICER)
    clock.forward(minutes(29))
    assert officer.get("/staff/me").status_code == 200
    clock.forward(minutes(29))
    assert officer.get("/staff/me").status_code == 200
    clock.forward(minutes(30))
    check_problem(officer.get("/staff/me"), 401, "unauthenticated", locale="en")
    assert officer.post("/staff/session", {}).status_code == 422


@pytest.mark.promise("K5")
def test_a_session_ends_after_twelve_hours_however_busy(console, clock):
    officer = console(OFFICER)
    for _ in range(12 * 3 - 1):
        clock.forward(minutes(20))
        assert officer.get("/staff/me").status_code == 200
    clock.forward(minutes(20))
    check_problem(officer.get("/staff/me"), 401, "unauthenticated", locale="en")


def minutes(number):
    return 60 * number


@pytest.mark.parametrize("username", [OFFICER, "supervisor-410000", "analyst", "auditor", "administrator"])
def test_everybody_is_told_who_they_are(house, username):
    me = house.log_in(username).get("/staff/me").json
    assert me["username"] == username
    assert me["role"] == username.partition("-")[0]
    assert (me["office"] is None) == (me["office_id"] is None) == ("-" not in username)
    assert me["permissions"] == sorted(me["permissions"])

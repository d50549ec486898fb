"""What an administrator does by the API, without a key: offices and accounts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from models import KeyGrant
from models.engine import reading, writing
from services.administration.rotation import finish_rotations
from services.work import Work
from tests.api.administration import INSTITUTION, OFFICER, SCHOOL, SUPERVISOR, UNKNOWN, administrator, offices
from tests.api.refusals import refused
from tests.services.test_heavy_work import watching
from tests.support.phone import Console, homework

__all__ = ["administrator", "offices"]


def invited(app, answer):
    assert answer.status_code == 201, answer.json
    return Console(app.test_client(), answer.json["username"], answer.json["password"])


def let_in(console, newcomer, by=SUPERVISOR):
    assert console(by).post(f"/staff/{newcomer.me['id']}/grants", None).status_code == 204


@pytest.mark.promise("K3", "in part")
def test_an_office_and_its_staff_are_made_without_a_key(app, console, phone, administrator, world):
    office = administrator.post("/offices", {"division_code": "411104", "department": "education"})
    assert (office.status_code, office.json["key_version"], office.json["name"]) == (201, 1, "召陵区 教育部门")
    body = {"username": "new", "role": "officer", "office_id": office.json["id"]}
    newcomer = invited(app, administrator.post("/staff", body))
    assert newcomer.me["is_pending"]
    filed = phone.file(homework(place={"division_code": "411104"})).json
    assert filed["office"]["name"] == office.json["name"]
    assert newcomer.get("/cases").json["items"] == []
    let_in(console, newcomer)
    case = newcomer.get("/cases").json["items"][0]
    assert newcomer.get(f"/cases/{case['id']}").json["reports"]
    with reading(world.engine) as db:
        mine = sa.select(KeyGrant.id).where(KeyGrant.staff_id == administrator.me["id"])
        assert db.scalars(mine).all() == []
    refused(administrator.client, "GET", f"/cases/{case['id']}", 403, headers=administrator.headers)


def test_a_role_without_an_office_is_active_at_once_and_opens_nothing(app, administrator):
    analyst = invited(app, administrator.post("/staff", {"username": "new", "role": "analyst", "office_id": None}))
    assert (analyst.me["is_pending"], analyst.me["permissions"]) == (False, ["read_figures"])


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"role": "officer", "office_id": None}, 409, "bad_office"),
        ({"role": "officer", "office_id": UNKNOWN}, 409, "bad_office"),
        ({"role": "analyst", "office_id": "own"}, 409, "bad_office"),
        ({"username": OFFICER}, 409, "username_taken"),
        ({"username": OFFICER.upper()}, 409, "username_taken"),
        ({"username": "two words"}, 409, "bad_username"),
        ({"role": "reporter"}, 422, "invalid_fields"),
        ({"password": "chosen"}, 422, "invalid_fields"),
    ],
)
def test_an_account_that_cannot_be_is_refused(administrator, installed, body, status, code):
    own = installed.offices["411102", "education"].id
    good = {"username": "new", "role": "officer", "office_id": own}
    sent = good | body | ({"office_id": own} if body.get("office_id") == "own" else {})
    answer = administrator.post("/staff", sent)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert "new" not in {one["username"] for one in administrator.get("/staff").json["items"]}


@pytest.mark.promise("K3", "in part")
def test_a_forgotten_password_is_replaced_and_the_account_pending_until_somebody_lets_it_in(
    app, console, phone, administrator
):
    phone.file(homework())
    before = console(OFFICER)
    answer = administrator.post(f"/staff/{before.me['id']}/password", None)
    assert answer.status_code == 201
    assert before.get("/staff/me").status_code == 401
    again = Console(app.test_client(), OFFICER, answer.json["password"])
    assert again.me["is_pending"]
    assert again.get("/cases").json["items"] == []
    let_in(console, again, "supervisor-410000")
    case = again.get("/cases").json["items"][0]
    assert again.get(f"/cases/{case['id']}").json["reports"]
    refused(administrator.client, "POST", f"/staff/{UNKNOWN}/password", 404, "not_found", headers=administrator.headers)


@pytest.mark.promise("K1", "in part")
@pytest.mark.parametrize("username", [OFFICER, SUPERVISOR, "analyst", "auditor"])
def test_only_an_administrator_may(console, installed, username):
    other, office = console(username), installed.offices["411102", "education"]
    school, institution = installed.schools["plain"].id, installed.institutions["art"].id
    calls = [
        ("GET", "/offices", None),
        ("POST", "/offices", {"division_code": "411104", "department": "education"}),
        ("PUT", f"/offices/{office.id}", {"name": "x", "superior_id": office.superior_id}),
        ("POST", f"/offices/{office.id}/keys", None),
        ("POST", "/staff", {"username": "x", "role": "analyst", "office_id": None}),
        ("POST", f"/staff/{other.me['id']}/password", None),
        ("PUT", f"/registry/schools/{school}", {"office_id": None}),
        ("PUT", f"/registry/institutions/{institution}", {"office_id": None, "approving_division_code": None}),
        ("POST", "/registry/schools", SCHOOL),
        ("POST", "/registry/institutions", INSTITUTION),
    ]
    for method, path, body in calls:
        refused(other.client, method, path, 403, "forbidden", json=body, headers=other.headers)
        refused(other.client, method, path, 401, "unauthenticated", json=body)


def test_an_office_is_renamed_and_the_reporter_reads_the_new_name(phone, administrator, offices):
    filed = phone.file(homework()).json
    office = offices()["411102", "education"]
    body = {"name": "源汇区教育局", "superior_id": office["superior_id"]}
    answer = administrator.put(f"/offices/{office['id']}", body)
    assert (answer.status_code, answer.json["name"], answer.json["key_version"]) == (200, "源汇区教育局", 1)
    assert phone.mine(filed["receipt"]).json["office"]["name"] == "源汇区教育局"


@pytest.mark.promise("K3", "in part")
def test_with_another_superior_that_one_reaches_the_keys_and_the_old_one_no_more(
    app, console, phone, administrator, offices, clock, world
):
    filed = phone.file(homework()).json
    office, city = offices()["411102", "education"], offices()["411100", "education"]
    head = invited(
        app, administrator.post("/staff", {"username": "head", "role": "supervisor", "office_id": city["id"]})
    )
    let_in(console, head)
    body = {"role": "officer", "office_id": office["id"]}
    first = invited(app, administrator.post("/staff", body | {"username": "first"}))
    assert head.post(f"/staff/{first.me['id']}/grants", None).status_code == 204
    changed = administrator.put(
        f"/offices/{office['id']}", {"name": office["name"], "superior_id": offices()["410000", "education"]["id"]}
    ).json
    assert (changed["key_version"], bool(changed["rotating_since"])) == (2, True)
    officer = console(OFFICER)
    assert officer.post(f"/offices/{office['id']}/rotation", None).json == {"left": {}}
    with writing(world.engine) as db:
        assert finish_rotations(Work(world, db, clock() + timedelta(minutes=11))) == 1
        db.commit()
    second = invited(app, administrator.post("/staff", body | {"username": "second"}))
    path = f"/staff/{second.me['id']}/grants"
    refused(head.client, "POST", path, 403, "key_not_held", headers=head.headers)
    let_in(console, second)
    for one in (officer, first, second):
        case = one.case_of(filed["reference"])
        assert one.get(f"/cases/{case['id']}").json["reports"]
    assert phone.file(homework()).json["office"]["name"] == office["name"]


@pytest.mark.parametrize("wanted", ["itself", "below", "unknown", None])
def test_an_office_never_stands_above_itself(administrator, offices, wanted):
    city = offices()["411100", "education"]
    ids = {"itself": city["id"], "below": offices()["411102", "education"]["id"], "unknown": UNKNOWN, None: None}
    answer = administrator.put(f"/offices/{city['id']}", {"name": city["name"], "superior_id": ids[wanted]})
    assert (answer.status_code, answer.json["code"]) == (409, "bad_superior")
    assert offices()["411100", "education"] == city


def test_the_root_stays_the_root_and_can_be_renamed(administrator, offices):
    root, city = offices()["000000", "education"], offices()["411100", "education"]
    answer = administrator.put(f"/offices/{root['id']}", {"name": root["name"], "superior_id": city["id"]})
    assert answer.json["code"] == "bad_superior"
    answer = administrator.put(f"/offices/{root['id']}", {"name": "总台", "superior_id": None})
    assert (answer.status_code, answer.json["name"]) == (200, "总台")
    unknown = administrator.put(f"/offices/{UNKNOWN}", {"name": "x", "superior_id": None})
    assert unknown.status_code == 404


@pytest.mark.promise("K3", "in part")
def test_new_keys_for_an_office_leave_nobody_out(console, phone, administrator, offices):
    filed, office = phone.file(homework()).json, offices()["411102", "education"]
    assert administrator.post(f"/offices/{office['id']}/keys", None).status_code == 204
    assert administrator.post(f"/offices/{UNKNOWN}/keys", None).status_code == 404
    officer = console(OFFICER)
    case = officer.case_of(filed["reference"])
    assert officer.get(f"/cases/{case['id']}").json["reports"]
    assert officer.post(f"/offices/{office['id']}/rotation", None).json == {"left": {}}
    assert offices()["411102", "education"]["key_version"] == 2
    again = phone.file(homework()).json
    assert officer.get(f"/cases/{officer.case_of(again['reference'])['id']}").json["reports"]


@pytest.mark.parametrize(
    "body",
    [
        {"division_code": "411102", "department": "education"},
        {"division_code": "999999", "department": "education"},
        {"division_code": "411102", "department": "parking"},
    ],
)
def test_an_office_that_cannot_be_is_refused(administrator, offices, body):
    before = offices()
    answer = administrator.post("/offices", body)
    assert (answer.status_code, answer.json["code"]) == (409, "bad_office")
    assert offices() == before


@pytest.mark.promise("T1", "in part")
def test_a_development_zone_goes_to_its_host_city_until_it_has_an_office(phone, administrator):
    zone = homework(place={"division_code": "411171"})
    filed = phone.file(zone).json
    assert (filed["office"]["division_code"], filed["routing_reason"]["code"]) == ("411100", "routing.lead_above")
    assert administrator.post("/offices", {"division_code": "411171", "department": "education"}).status_code == 201
    filed = phone.file(zone).json
    assert (filed["office"]["division_code"], filed["routing_reason"]["code"]) == ("411171", "routing.lead")


def test_nothing_heavy_is_done_while_others_wait(administrator, offices, world):
    office, province = offices()["411102", "education"], offices()["410000", "education"]
    with watching(world.engine) as watch:
        administrator.post("/staff", {"username": "new", "role": "officer", "office_id": office["id"]})
        administrator.post("/offices", {"division_code": "411104", "department": "education"})
        administrator.put(f"/offices/{office['id']}", {"name": "x", "superior_id": province["id"]})
        administrator.post(f"/offices/{office['id']}/keys", None)
    assert set(watch.done) == {"argon2", "wrap", "generate_key_pair"}
    assert watch.in_the_way == []


@pytest.mark.promise("K3", "in part")
def test_two_administrators_at_once_make_no_circle(app, installed, administrator, offices):
    """Each wants the other's office above: one gets it, the other is told why not."""
    city = offices()["411100", "education"]
    for below in ("market_regulation", "culture_tourism"):
        office = offices()["411100", below]
        administrator.put(f"/offices/{office['id']}", {"name": office["name"], "superior_id": city["id"]})
    one, other = offices()["411100", "market_regulation"], offices()["411100", "culture_tourism"]
    barrier = Barrier(2)

    def put(pair):
        office, above = pair
        barrier.wait()
        return administrator.put(f"/offices/{office['id']}", {"name": "x", "superior_id": above["id"]}).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(put, [(one, other), (other, one)]))
    assert answers in ([200, 409], [200, 503])
    above = {office["id"]: office["superior_id"] for office in offices().values()}
    for start in above:
        seen, here = [], start
        while here is not None:
            assert here not in seen
            seen.append(here)
            here = above[here]

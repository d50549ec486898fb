"""What an administrator cannot do by mistake: use a closed office again, or leave nobody to administer."""

import pytest

from tests.api.refusals import refused

OFFICER = "officer-411102-education"
NEIGHBOUR = "officer-411103-education"


@pytest.fixture
def administrator(console):
    return console("administrator")


@pytest.fixture
def closed(administrator, installed):
    """An office that was closed."""
    office_id = installed.offices["411103", "education"].id
    assert administrator.delete(f"/offices/{office_id}").status_code == 204
    return office_id


def test_a_closed_office_gets_no_staff_no_office_below_and_is_not_added_again(administrator, installed, closed):
    other = installed.offices["411102", "education"]
    calls = [
        ("POST", "/staff", {"username": "new", "role": "officer", "office_id": closed}),
        ("PUT", f"/offices/{other.id}", {"name": "x", "superior_id": closed}),
        ("POST", "/offices", {"division_code": "411103", "department": "education"}),
    ]
    for method, path, body in calls:
        refused(administrator.client, method, path, 409, "office_closed", headers=administrator.headers, json=body)


def test_no_school_and_no_institution_is_bound_to_a_closed_office(administrator, installed, closed):
    school, institution = installed.schools["plain"].id, installed.institutions["art"].id
    answers = [
        administrator.put(f"/registry/schools/{school}", {"office_id": closed}),
        administrator.put(
            f"/registry/institutions/{institution}", {"office_id": closed, "approving_division_code": None}
        ),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert [each["code"] for each in answer.json["errors"]] == ["transfer.closed_office"]


def test_the_last_administrator_cannot_be_removed(app, administrator):
    own = f"/staff/{administrator.me['id']}"
    refused(administrator.client, "DELETE", own, 409, "last_administrator", headers=administrator.headers)
    body = {"username": "new", "role": "administrator", "office_id": None}
    added = administrator.post("/staff", body).json
    assert administrator.delete(f"/staff/{added['id']}").status_code == 204
    refused(administrator.client, "DELETE", own, 409, "last_administrator", headers=administrator.headers)
    assert administrator.post("/staff", body | {"username": "newer"}).status_code == 201
    assert administrator.delete(own).status_code == 204


def test_keys_are_refused_alike_for_active_and_pending_accounts_of_a_foreign_office(console, administrator, installed):
    foreign = console(NEIGHBOUR)
    body = {"username": "new", "role": "officer", "office_id": installed.offices["411102", "education"].id}
    pending, active = administrator.post("/staff", body).json["id"], console(OFFICER).me["id"]
    for staff_id in (pending, active):
        refused(foreign.client, "POST", f"/staff/{staff_id}/grants", 403, "key_not_held", headers=foreign.headers)
    own = console(OFFICER)
    assert own.post(f"/staff/{active}/grants", None).status_code == 204

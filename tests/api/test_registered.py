"""A case says what the registry knows of its school or institution, and nothing where it is bound to none."""

import pytest

from tests.support.installation import SCHOOL_ID
from tests.support.phone import homework

OFFICER = "officer-411102-education"


def registered(console):
    officer = console(OFFICER)
    (item,) = officer.get("/cases").json["items"]
    return officer.get(f"/cases/{item['id']}").json["registered"]


def test_a_school_has_its_stage_and_place(phone, console):
    phone.file(homework(place={"division_code": "411102", "school_id": SCHOOL_ID}))
    found = registered(console)
    assert found.pop("division").endswith("源汇区")
    assert found == {
        "kind": "school",
        "name": "演示小学",
        "stage": "primary",
        "boarding": False,
        "school_kind": None,
        "approved_in": None,
        "own_office": None,
        "facts": None,
        "price_caps": [],
        "open_cases": 0,
    }


def test_a_case_about_nobody_registered_has_nothing(phone, console):
    phone.file(homework())
    assert registered(console) is None


def test_what_approved_an_institution_is_named(phone, console, installed):
    art = installed.institutions["art"]
    administrator = console("administrator")
    change = {"office_id": art.office_id, "approving_division_code": "410000"}
    assert administrator.put(f"/registry/institutions/{art.id}", change).status_code == 200
    phone.file(homework(place={"division_code": "411102", "institution_id": art.id}))
    found = registered(console)
    assert (found["kind"], found["approved_in"], found["stage"]) == ("institution", "河南省", None)


def test_a_concern_that_is_none_is_refused(console):
    assert console(OFFICER).get("/cases", concern="loud").status_code == 422
    assert console(OFFICER).get("/cases", concern="appealed").json["items"] == []


FACTS = {
    "credit_code": "9144030071526726XG",
    "licence_number": "教民141110260000001",
    "teaches_subjects": True,
    "has_prepaid_account": False,
    "converted_on": "2021-12-01",
    "approved_on": None,
    "closed_on": None,
}


def test_an_institution_has_its_licence_and_what_it_may_charge(phone, console, installed):
    art, administrator = installed.institutions["art"], console("administrator")
    change = FACTS | {"office_id": art.office_id, "approving_division_code": "140000"}
    assert administrator.put(f"/registry/institutions/{art.id}", change).status_code == 200
    text = (
        "division_code,mode,price_stage,minutes,smallest,largest,yuan,effective_from\n"
        "411100,offline,compulsory,45,1,9,30,2026-01-01\n411100,offline,compulsory,45,10,,20.50,2026-01-01\n"
        "411100,offline,compulsory,45,1,,10,2027-01-01\n"
    )
    headers = {**administrator.headers, "Content-Type": "text/csv"}
    url = "/api/v1/registry/imports"
    made = administrator.client.post(f"{url}?list_kind=prices", data=text.encode(), headers=headers).json
    assert administrator.post(f"/registry/imports/{made['id']}/application", None).json["applied"] == 3
    phone.file(homework(place={"division_code": "411102", "institution_id": art.id}))
    found = registered(console)
    assert found["facts"] == FACTS
    caps = [
        (cap["mode"], cap["price_stage"], cap["smallest"], cap["largest"], cap["yuan"]) for cap in found["price_caps"]
    ]
    assert caps == [
        ("offline", "compulsory", 1, 9, 33.0),
        ("offline", "compulsory", 10, None, 22.55),
        ("online", "compulsory", 1, None, 17.6),
        ("online", "senior", 1, None, 19.8),
    ]


@pytest.mark.promise("T12", "in part")
def test_other_open_cases_are_counted_where_the_reader_sees_them_and_nowhere_else(phone, console):
    """Another matter, so that nothing joins; the case that went past the office is not told by a number."""
    place = {"division_code": "411102", "school_id": SCHOOL_ID}
    first = phone.file(homework(place=place)).json
    officer = console(OFFICER)
    path = f"/cases/{officer.case_of(first['reference'])['id']}"
    phone.file(homework(place=place, avoid_local_office=True))
    assert officer.get(path).json["registered"]["open_cases"] == 0
    other = {"category": "school_conduct", "answers": {"grade": 5, "problem": ["other"]}}
    answer = phone.file(homework(place=place) | other)
    assert answer.status_code == 201, answer.json
    assert officer.get(path).json["registered"]["open_cases"] == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [({"credit_code": "9144030071526726XH"}, "credit_code"), ({"converted_on": "2026-02-30"}, "converted_on")],
)
def test_facts_that_cannot_be_are_refused(console, installed, change, field):
    art = installed.institutions["art"]
    body = {"office_id": None, "approving_division_code": None} | change
    answer = console("administrator").put(f"/registry/institutions/{art.id}", body)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


def test_a_code_that_another_entry_has_is_refused(console, installed):
    administrator = console("administrator")
    code = {"office_id": None, "school_code": "2141000001"}
    plain, city_run = (installed.schools[name].id for name in ("plain", "city_run"))
    assert administrator.put(f"/registry/schools/{plain}", code).json["school_code"] == "2141000001"
    assert administrator.put(f"/registry/schools/{plain}", code).status_code == 200
    answer = administrator.put(f"/registry/schools/{city_run}", code)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "field.repeated")
    moved = administrator.put(f"/registry/schools/{plain}", {"office_id": None, "division_code": "410000"})
    assert moved.json["errors"][0]["field"] == "division_code"

"""A case says what the registry knows of its school or institution, and nothing where it is bound to none."""

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
        "approved_in": None,
        "own_office": None,
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
    assert console(OFFICER).get("/cases", concern="silent").status_code == 422
    assert console(OFFICER).get("/cases", concern="appealed").json["items"] == []

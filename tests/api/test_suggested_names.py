"""A name that no register has: an officer suggests it, an administrator decides, and the case is about it then."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import RegistrySuggestion, Report, Staff
from models.engine import reading, writing
from tests.api.administration import UNKNOWN, administrator
from tests.support.phone import homework

__all__ = ["administrator"]
OFFICER = "officer-411102-education"
NAME = "新华路小学"


@pytest.fixture
def officer(console):
    return console(OFFICER)


@pytest.fixture
def case(phone, officer):
    """A case about a school that the reporter named and no register has; its path."""
    filed = phone.file(homework(place={"division_code": "411102", "target_name": "新华路那个学校"})).json
    return f"/cases/{officer.case_of(filed['reference'])['id']}"


@pytest.fixture
def suggested(officer, case, administrator):
    """The suggestion as the administrator reads it."""

    def suggest(name=NAME, target_kind="school"):
        answer = officer.post(f"{case}/registry_suggestion", {"target_kind": target_kind, "name": name})
        assert answer.status_code == 204, answer.json
        (waiting,) = administrator.get("/registry/suggestions").json["items"]
        return waiting

    return suggest


def accept(administrator, waiting, **body):
    return administrator.post(f"/registry/suggestions/{waiting['id']}/acceptance", {"name": waiting["name"], **body})


def test_what_is_accepted_is_registered_and_the_case_is_about_it(officer, case, suggested, administrator):
    waiting = suggested()
    assert officer.get(case).json["suggested_name"] == NAME
    assert set(waiting) == {"id", "target_kind", "name", "division_code", "division", "office", "suggested_on"}
    assert "新华路那个学校" not in str(waiting)
    version = officer.get(case).json["version"]
    accepted = accept(administrator, waiting, stage="primary").json
    assert set(accepted) == {"entry_id"}  # an administrator is not told whether the case is still open
    shown = officer.get(case).json
    assert (shown["school"]["id"], shown["version"]) == (accepted["entry_id"], version + 1)
    assert (shown["history"][-1]["event"], shown["history"][-1]["by"]) == ("bind_target", OFFICER)
    assert shown["suggested_name"] is None
    assert administrator.get("/registry/suggestions").json["items"] == []
    assert accept(administrator, waiting, stage="primary").status_code == 404


def test_an_entry_that_is_there_already_can_be_meant(officer, case, suggested, administrator, installed):
    school = installed.schools["plain"].id
    assert accept(administrator, suggested(), entry_id=school).json == {"entry_id": school}
    assert officer.get(case).json["school"]["id"] == school


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "stage"), ({"stage": "primary", "name": "演示小学"}, "name"), ({"entry_id": UNKNOWN}, "entry_id")],
)
def test_what_cannot_be_registered_goes_on_waiting(suggested, administrator, body, field):
    waiting = suggested()
    answer = accept(administrator, waiting, **body)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert administrator.get("/registry/suggestions").json["items"] == [waiting]


def test_the_later_name_takes_the_place_of_the_earlier(suggested):
    suggested("甲")
    assert suggested("乙", "institution")["name"] == "乙"


def test_a_case_that_went_on_is_left_alone(officer, case, suggested, administrator, installed):
    waiting = suggested()
    version = officer.get(case).json["version"]
    bound = {"school_id": installed.schools["plain"].id, "institution_id": None}
    assert officer.post(f"{case}/target", bound, version).status_code == 200
    again = officer.post(f"{case}/registry_suggestion", {"target_kind": "school", "name": "丙"})
    assert (again.status_code, again.json["code"]) == (409, "target_known")
    assert accept(administrator, waiting, stage="primary").status_code == 200
    assert officer.get(case).json["school"]["id"] == bound["school_id"]


@pytest.fixture
def joined(officer, case, phone):
    """Join the case to another of the same place, after something was done to that; the path of that."""

    def join(*first):
        filed = phone.file(homework(place={"division_code": "411102", "target_name": "新华路那个学校"})).json
        into = officer.case_of(filed["reference"])["id"]
        for path, body in first:
            version = None if path == "registry_suggestion" else 1
            assert officer.post(f"/cases/{into}/{path}", body, version).status_code in {200, 204}
        version = officer.get(f"/cases/{into}").json["version"]
        merged = officer.post(f"/cases/{into}/merge", {"case_ids": [case.rpartition("/")[2]]}, version)
        assert merged.status_code == 200, merged.json
        return f"/cases/{into}"

    return join


def test_a_name_goes_with_the_reports_into_the_case_that_takes_them_in(officer, suggested, joined, administrator):
    waiting = suggested()
    into = joined()
    assert administrator.get("/registry/suggestions").json["items"] == [waiting]
    assert officer.get(into).json["suggested_name"] == NAME
    accepted = accept(administrator, waiting, stage="primary").json
    assert officer.get(into).json["school"]["id"] == accepted["entry_id"]


@pytest.mark.parametrize("has", ["a target", "a name"])
def test_a_case_that_has_a_target_or_a_name_takes_no_other(officer, suggested, joined, administrator, installed, has):
    suggested()
    bound = {"school_id": installed.schools["plain"].id, "institution_id": None}
    named = {"target_kind": "school", "name": "己"}
    into = joined(("target", bound) if has == "a target" else ("registry_suggestion", named))
    waiting = [one["name"] for one in administrator.get("/registry/suggestions").json["items"]]
    assert waiting == ([] if has == "a target" else ["己"])
    assert officer.get(into).json["suggested_name"] == (None if has == "a target" else "己")


def test_a_case_that_was_answered_takes_no_suggestion(officer, case, suggested, administrator):
    waiting = suggested()
    now = officer.get(case).json
    assert officer.end(now["id"], now["version"], "decline", reason="r", public_reply="p").status_code == 200
    assert set(accept(administrator, waiting, stage="primary").json) == {"entry_id"}
    assert officer.get(case).json["school"] is None
    assert officer.post(f"{case}/registry_suggestion", {"target_kind": "school", "name": "丁"}).status_code == 422


@pytest.mark.promise("A10", "in part")
def test_when_the_report_is_taken_back_the_suggestion_goes_too(phone, officer, world, administrator):
    filed = phone.file(homework(place={"division_code": "411102", "target_name": "新华路那个学校"})).json
    path = f"/cases/{officer.case_of(filed['reference'])['id']}"
    officer.post(f"{path}/registry_suggestion", {"target_kind": "school", "name": NAME})
    headers = phone.with_receipt(filed["receipt"])
    assert phone.client.post("/api/v1/reports/mine/withdrawal", headers=headers).status_code == 204
    with reading(world.engine) as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(RegistrySuggestion)) == 0
    assert administrator.get("/registry/suggestions").json["items"] == []


SUGGESTED, DAYS = 5, (3, 1, 2, 1, 3)


@pytest.fixture
def many(phone, world, now):
    """Names that wait since different days; two pairs of them since the same."""
    filed = [phone.file(homework(place={"division_code": "411102", "target_name": f"学校{n}"})).json for n in DAYS]
    with writing(world.engine) as db:
        staff_id = db.scalars(sa.select(Staff.id).where(Staff.username == OFFICER)).one()
        cases = db.scalars(sa.select(Report.case_id).where(Report.reference.in_([one["reference"] for one in filed])))
        for number, (case_id, ago) in enumerate(zip(cases.all(), DAYS, strict=True)):
            named = {"target_kind": "school", "division_code": "411102", "name": f"新学校{number}"}
            on = now.date() - timedelta(days=ago)
            db.add(RegistrySuggestion(case_id=case_id, staff_id=staff_id, suggested_on=on, **named))
        db.commit()


def parts(administrator, limit):
    """What is read part by part."""
    found, query = [], {"limit": limit}
    while True:
        part = administrator.get("/registry/suggestions", **query).json
        assert len(part["items"]) <= limit
        found += part["items"]
        if part["next_cursor"] is None:
            return found
        query["cursor"] = part["next_cursor"]


@pytest.mark.parametrize("limit", [1, 2, 3, SUGGESTED])
def test_they_come_in_parts_each_once_and_the_oldest_first(many, administrator, limit):
    whole = administrator.get("/registry/suggestions").json
    assert (len(whole["items"]), whole["next_cursor"]) == (SUGGESTED, None)
    assert parts(administrator, limit) == whole["items"]
    days = [one["suggested_on"] for one in whole["items"]]
    assert days == sorted(days)
    assert len({one["id"] for one in whole["items"]}) == SUGGESTED


def test_who_decides_one_goes_on_with_those_that_still_wait(many, administrator):
    whole = parts(administrator, SUGGESTED)
    first = administrator.get("/registry/suggestions", limit=2).json
    for decided in (whole[1], whole[2]):  # the last of the first part, and the first of the next
        assert administrator.delete(f"/registry/suggestions/{decided['id']}").status_code == 204
    rest = administrator.get("/registry/suggestions", cursor=first["next_cursor"]).json
    assert rest == {"items": whole[3:], "next_cursor": None}


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 101}, {"limit": "x"}, {"cursor": "x"}, {"cursor": ""}, {"cursor": "A" * 1001}]
)
def test_no_other_part_is_asked_for(many, administrator, query):
    refused = administrator.get("/registry/suggestions", **query)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, next(iter(query)))


def test_a_cursor_of_another_list_is_refused(many, administrator):
    theirs = administrator.get("/registry/schools", limit=1).json["next_cursor"]
    own = administrator.get("/registry/suggestions", limit=1).json["next_cursor"]
    assert theirs
    assert administrator.get("/registry/suggestions", cursor=theirs).status_code == 422
    assert administrator.get("/registry/schools", cursor=own).status_code == 422

"""A supervisor sees that a case of an office below is there and how it stands: nothing that needs a key."""

import json

import pytest

from policy.access import permissions
from policy.vocabulary import Role
from tests.services.lives import CITY, NEIGHBOUR, OFFICER
from tests.support.house import house
from tests.support.phone import homework

__all__ = ["house"]
ABOVE, AT_ROOT = "supervisor-410000", "supervisor-000000"
SECRET = "只有区里能读"
CHANGES = {
    "/moves": {"event": "hand_over", "reason": "r"},
    "/assignment": {"assignee": "me"},
    "/notes": {"text": "n"},
    "/transfer": {"to_office_id": "00000000-0000-4000-8000-000000000000", "reason_code": "wrong_place", "reason": "r"},
}


@pytest.fixture
def above(house):
    return house.log_in(ABOVE)


@pytest.fixture
def case_id(house):
    """A case of the county with something said in every way."""
    filed = house.phone.file(homework(text=SECRET, place={"target_name": SECRET})).json
    case_id, officer = house.case_of(filed)["id"], house.log_in(OFFICER)
    officer.move(case_id, 1, "accept", reason=SECRET)
    officer.post(f"/cases/{case_id}/notes", {"text": SECRET})
    officer.post(f"/cases/{case_id}/messages", {"text": SECRET, "ask": False}, 2)
    officer.move(case_id, 3, "investigate")
    officer.end(case_id, 4, "resolve", outcome="substantiated", public_reply=SECRET)
    assert officer.get(f"/cases/{case_id}").text.count(SECRET) >= 5
    return case_id


def items_of(console, **asked):
    return console.get("/cases", limit=100, **asked).json["items"]


@pytest.mark.parametrize("username", [ABOVE, AT_ROOT])
def test_from_above_a_case_shows_what_stands_clear_and_nothing_else(house, case_id, username):
    answer = house.log_in(username).get(f"/cases/{case_id}")
    seen = answer.json
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"5"')
    assert SECRET not in json.dumps(seen, ensure_ascii=False)
    assert (seen["is_sealed"], seen["reports"], seen["notes"]) == (True, [], [])
    assert seen["allowed_events"] == ["reopen", "oversee"]
    assert [line["event"] for line in seen["history"]] == ["file", "accept", "message", "investigate", "resolve"]
    own = house.log_in(OFFICER).get(f"/cases/{case_id}").json
    assert (seen["may_note"], [step["event"] for step in seen["steps"]]) == (False, ["reopen", "oversee"])
    opened = {"is_sealed", "reports", "notes", "allowed_events", "steps", "may_note", "history"}
    assert not own["is_sealed"]
    assert {name: value for name, value in seen.items() if name not in opened} == {
        name: value for name, value in own.items() if name not in opened
    }


@pytest.mark.promise("K1", "in part")
@pytest.mark.parametrize("path", CHANGES)
def test_from_above_nothing_is_changed(above, case_id, path):
    assert above.post(f"/cases/{case_id}{path}", CHANGES[path], 5).status_code == 403
    assert above.get(f"/cases/{case_id}").json["version"] == 5


@pytest.mark.promise("K1", "in part")
@pytest.mark.parametrize("username", [NEIGHBOUR, CITY, "officer-410000-education"])
def test_an_officer_looks_at_no_other_office(house, case_id, username):
    officer = house.log_in(username)
    assert officer.get(f"/cases/{case_id}").status_code == 404
    assert case_id not in {item["id"] for item in items_of(officer)}
    assert officer.get("/offices/below").status_code == 403


def test_a_supervisor_lists_the_own_office_and_all_below_or_one_of_them(house, above, case_id):
    own = house.phone.file(homework(place={"division_code": "419001"}))
    places = {item["office"]["division_code"] for item in items_of(above)}
    assert own.json["office"]["division_code"] == "410000"
    assert {"410000", "411102"} <= places
    office_id = house.installed.offices["411102", "education"].id
    assert items_of(above, office_id=office_id) == items_of(house.log_in(OFFICER))
    mine = house.installed.offices["410000", "education"].id
    assert {item["office_id"] for item in items_of(above, office_id=mine)} == {mine}


@pytest.mark.promise("K1", "in part")
def test_an_office_above_and_an_unknown_one_are_told_apart_by_nothing(house, above):
    asked = [house.installed.offices["000000", "education"].id, "00000000-0000-4000-8000-000000000000"]
    answers = [above.get("/cases", office_id=each) for each in asked]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data


@pytest.mark.promise("K1", "in part")
def test_nothing_of_an_office_above_is_seen_from_below(house, above):
    filed = house.phone.file(homework(place={"division_code": "110101"})).json
    case_id = house.case_of(filed)["id"]
    assert filed["office"]["division_code"] == "000000"
    assert above.get(f"/cases/{case_id}").status_code == 404
    assert case_id not in {item["id"] for item in items_of(above)}
    assert case_id in {item["id"] for item in items_of(house.log_in(AT_ROOT))}


def test_the_overdue_cases_below_are_listed_and_counted(house, above, now):
    house.phone.file(homework(place={"division_code": "411103"}))
    house.clock.time = now.replace(year=2028)
    try:
        above, root = house.log_in(ABOVE), house.log_in(AT_ROOT)
        late = items_of(above, overdue="true")
        assert late
        assert all(item["is_overdue"] for item in late)
        for supervisor in (above, root):
            counted = {one["id"]: one for one in supervisor.get("/offices/below").json["items"]}
            for office_id, one in counted.items():
                overdue = items_of(supervisor, overdue="true", office_id=office_id)
                assert one["overdue"] == len(overdue)
                everything = items_of(supervisor, office_id=office_id)
                assert one["open"] == len([item for item in everything if is_open(item)])
        assert set(counted) == {one.id for one in house.installed.offices.values()} - {root.me["office_id"]}
        assert {one["division_code"] for one in above.get("/offices/below").json["items"]} == {
            "411100",
            "411102",
            "411103",
        }
    finally:
        house.clock.time = now


def is_open(item):
    return item["status"] in {"submitted", "accepted", "investigating", "awaiting_reporter"}


@pytest.mark.promise("T12", "in part")
def test_a_case_that_goes_past_an_office_is_counted_where_it_lies(house, above):
    def counted():
        return {one["division_code"]: one for one in above.get("/offices/below").json["items"] if is_education(one)}

    before = counted()
    filed = house.phone.file(homework(avoid_local_office=True)).json
    after = counted()
    assert after["411102"] == before["411102"]
    assert after["411100"]["open"] == before["411100"]["open"] + 1
    assert above.get(f"/cases/{house.case_of(filed)['id']}").json["is_sealed"]
    below = items_of(above, office_id=after["411102"]["id"])
    assert filed["reference"] not in {reference for item in below for reference in item["references"]}


def is_education(one):
    return one["department"] == "education"


def test_every_page_of_a_supervisors_queue_has_each_case_once(house, above):
    for number in range(7):
        place = {"division_code": "411102" if number % 2 else "411103"}
        house.phone.file(homework(place=place, safety=number % 3 == 0))
    everything = [item["id"] for item in items_of(above)]
    pages, cursor = [], {}
    while cursor is not None:
        page = above.get("/cases", limit=3, **cursor).json
        pages += [item["id"] for item in page["items"]]
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None
    assert pages == everything
    assert len(set(pages)) == len(pages) >= 7


def test_only_a_supervisor_looks_below():
    assert [role for role in Role if "read_offices_below" in permissions(role)] == [Role.SUPERVISOR]

"""A city's education office sees how the departments share the work: numbers, and none that a reporter kept from it."""

import pytest

from models import Recusal
from models.engine import writing
from policy.vocabulary import Role
from tests.services.lives import CITY, MARKET, PROVINCE
from tests.services.tasked import REQUEST, Tasked
from tests.services.town import SUPERVISOR, Town
from tests.support.house import House

AT_CITY = "supervisor-411100"


@pytest.fixture
def town(app, clock, installed):
    """With somebody at the city who looks below."""
    town = Town(House(app, clock, installed))
    town.hires(AT_CITY, Role.SUPERVISOR, town.office("411100"), SUPERVISOR)
    return town


def shares(town, username=AT_CITY):
    """What each office has to do, as a supervisor sees it."""
    found = town.console(username).get("/coordination", limit=100).json["items"]
    numbers = ("open", "overdue", "tasks_open", "tasks_overdue")
    return {(one["office"]["division_code"], one["office"]["department"]): [one[n] for n in numbers] for one in found}


def grown(before, after):
    """By which numbers each office has more to do."""
    more = {key: [new - old for new, old in zip(after[key], before[key], strict=True)] for key in before}
    return {key: numbers for key, numbers in more.items() if any(numbers)}


@pytest.mark.promise("T4")
def test_the_education_office_of_a_city_sees_how_its_departments_share_the_work(town):
    before = shares(town)
    assert set(before) == {
        *((code, "education") for code in ("411100", "411102", "411103")),
        *(("411100", department) for department in ("market_regulation", "culture_tourism")),
    }
    tasked = Tasked(town)
    task_id = tasked.asked(due_on="2026-11-18")
    assert grown(before, shares(town)) == {
        ("411102", "education"): [1, 0, 0, 0],
        ("411100", "market_regulation"): [0, 0, 1, 0],
    }
    listed = town.console(AT_CITY).get("/coordination/tasks", office_id=town.office("411100", "market_regulation"))
    assert [item["id"] for item in listed.json["items"]] == [task_id]
    assert REQUEST not in listed.text
    assert town.console(AT_CITY).get("/coordination/tasks", office_id=town.office("411102")).json["items"] == []
    town.clock.forward(86400)
    assert len(town.console(AT_CITY).get("/coordination/tasks", overdue="true").json["items"]) == 1
    assert shares(town)["411100", "market_regulation"][3] > before["411100", "market_regulation"][3]


@pytest.mark.promise("T12", "in part")
def test_what_went_past_the_city_is_in_none_of_its_numbers(town):
    place = {"school_id": town.installed.schools["city_run"].id}
    before, below = shares(town), town.console(AT_CITY).get("/offices/below").data
    tasked = Tasked(town, lead=PROVINCE, avoid_local_office=True, place=place)
    market = town.office("411100", "market_regulation")
    wish = {"to_office_id": market}
    assert tasked.by(PROVINCE).post(f"/cases/{tasked.case_id}/consent", wish, tasked.case.version).status_code == 200
    assert town.act(tasked.filed, "consent", {"agree": True}).status_code == 204
    assert tasked.reads(MARKET, tasked.asked(lead=PROVINCE, office_id=market)) == (REQUEST, None)
    assert shares(town) == before
    assert town.console(AT_CITY).get("/coordination/tasks").json["items"] == []
    assert town.console(AT_CITY).get("/offices/below").data == below


def test_who_does_not_look_below_sees_no_departments(town):
    assert town.console(CITY).get("/coordination").status_code == 403


@pytest.mark.promise("K3", "in part")
def test_a_supervisor_who_stepped_aside_finds_no_task_of_the_case(town):
    tasked = Tasked(town)
    task_id = tasked.asked()
    assert [item["id"] for item in town.console(AT_CITY).get("/coordination/tasks").json["items"]] == [task_id]
    with writing(town.house.engine) as db:
        db.add(Recusal(case_id=tasked.case_id, staff_id=town.staff_id(AT_CITY)))
        db.commit()
    assert town.console(AT_CITY).get("/coordination/tasks").json["items"] == []

"""A division merged last month: new reports go to today's office, open cases stay where they are and go on."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

import policy
from models import Case, Report, School
from models.engine import reading, writing
from policy.divisions import load_divisions
from policy.reading import DATA
from services.administration.office_registry import add_office
from services.schedule import JOBS
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE, Lives
from tests.support.phone import homework

OLD, NEW = "411102", "411103"
EVERYBODY = (OFFICER, NEIGHBOUR, CITY, PROVINCE)
DAY_S = 86400


def merged(tmp_path, *, into):
    """The divisions once `OLD` is gone into another one."""
    known = policy.load()
    gone = known.divisions.by_code[OLD]
    lines = (DATA / "divisions.csv").read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if not line.startswith(OLD)]
    if into not in known.divisions.by_code:
        lines.append(f"{into},新区,county,411100")
    former = (DATA / "former_divisions.csv").read_text(encoding="utf-8").rstrip("\n")
    (tmp_path / "divisions.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "former_divisions.csv").write_text(f"{former}\n{OLD},{gone.name},{into}\n", encoding="utf-8")
    (tmp_path / "areas.csv").write_text((DATA / "areas.csv").read_text(encoding="utf-8"), encoding="utf-8")
    return replace(known, divisions=load_divisions(tmp_path))


@pytest.fixture
def after(house, now, tmp_path):
    """Call it to let the division be gone; the house has its own divisions again afterwards."""
    service = house.app.extensions["jianfu"]

    def happen(into=NEW):
        world = replace(service.world, policy=merged(tmp_path, into=into))
        house.app.extensions["jianfu"] = replace(service, world=world)
        house.clock.forward(30 * DAY_S)
        return Lives(house)

    yield happen
    house.app.extensions["jianfu"] = service
    house.clock.time = now


def place(code, **more):
    return homework(place={"division_code": code} | more)


@pytest.mark.promise("T2", "in part")
def test_the_former_code_and_name_lead_to_todays_office(after, house):
    lives = after()
    found = house.client.get("/api/v1/divisions", query_string={"q": "源汇区"}).json["items"]
    assert [one["code"] for one in found] == [NEW]
    for code in (OLD, NEW):
        mine = lives.phone.file(place(code)).json
        assert (mine["office"]["division_code"], mine["routing_reason"]["code"]) == (NEW, "routing.lead")
        assert lives.openers(mine, EVERYBODY) == {NEIGHBOUR}
    with reading(house.engine) as db:
        assert db.get(Case, house.case_of(mine)["id"]).division_code == NEW


def test_its_schools_are_found_at_todays_division_and_can_be_named_by_either_code(after, house, installed_schools):
    lives = after()
    plain, city_run = installed_schools
    for school in (house.installed.schools["plain"], house.installed.schools["city_run"]):
        items = house.client.get(f"/api/v1/schools?division_code={NEW}&q={school.name}").json["items"]
        assert school.id in {item["id"] for item in items}
    for code in (OLD, NEW):
        answer = lives.phone.file(place(code, school_id=plain))
        assert (answer.status_code, answer.json["office"]["division_code"]) == (201, NEW)
        assert lives.phone.file(place(code, school_id=city_run)).json["office"]["division_code"] == "411100"
    elsewhere = lives.phone.file(place("411104", school_id=plain))
    assert elsewhere.json["errors"][0]["code"] == "place.target_unknown"


@pytest.fixture
def installed_schools(house):
    return [house.installed.schools[name].id for name in ("plain", "city_run")]


def test_open_cases_stay_and_are_worked_off(after, house, lives, installed_schools):
    mine = lives.phone.file(homework()).json
    lives = after()
    officer, case = lives.console(OFFICER), house.case_of(mine)
    path = f"/cases/{case['id']}"
    assert officer.case_of(mine["reference"])["id"] == case["id"]
    assert officer.get(path).json["reports"]
    bound = officer.post(f"{path}/target", {"school_id": installed_schools[0]}, 1)
    assert (bound.status_code, bound.json["proposed_owner"]) == (200, None)
    for version, (event, more) in enumerate(
        [("accept", {}), ("investigate", {}), ("resolve", {"outcome": "substantiated", "public_reply": "已减少。"})], 2
    ):
        does = officer.end if event == "resolve" else officer.move
        answer = does(case["id"], version, event, **more)
        assert answer.status_code == 200, answer.json
    assert lives.mine(mine)["outcome"] == "substantiated"
    assert lives.act(mine, "appeal", {"reason": "没有减少。"}).status_code == 204
    assert lives.openers(mine, EVERYBODY) == {CITY}
    assert lives.mine(mine)["due_on"] > house.clock().date().isoformat()


@pytest.mark.promise("T8", "in part")
def test_an_answered_case_can_be_done_again(after, house, lives):
    mine = lives.phone.file(homework()).json
    lives = after()
    lives.answer(mine)
    case = house.case_of(mine)
    answer = lives.console("supervisor-000000").post(
        f"/cases/{case['id']}/reopening", {"reason": "请重新核实。"}, case["version"]
    )
    assert answer.status_code == 204, answer.json
    assert lives.mine(mine)["status"] == "submitted"


def test_an_open_case_can_be_passed_to_todays_office_and_to_the_one_above(after, house, lives):
    mine, other = lives.phone.file(homework()).json, lives.phone.file(homework()).json
    lives = after()
    near = lives.console(OFFICER).get(f"/cases/{house.case_of(mine)['id']}/owners").json["items"]
    assert near[0]["id"] == lives.office(NEW)
    assert lives.send(mine, OFFICER, lives.office(NEW)).status_code == 200
    assert lives.openers(mine, EVERYBODY) == {NEIGHBOUR}
    assert lives.send(other, OFFICER, lives.office("411100")).status_code == 200
    assert lives.send(other, CITY, lives.office(OLD)).status_code == 200
    assert lives.openers(other, EVERYBODY) == {OFFICER}
    assert lives.mine(other)["routing_reason"]["text"]


@pytest.mark.promise("T3", "in part")
def test_the_third_bounce_still_finds_the_office_above_both(after, lives):
    mine = lives.phone.file(homework()).json
    lives = after()
    for username, to in ((OFFICER, NEW), (NEIGHBOUR, OLD), (OFFICER, NEW), (NEIGHBOUR, OLD)):
        answer = lives.send(mine, username, lives.office(to))
    assert answer.json["settles"]
    assert lives.openers(mine, EVERYBODY) == {CITY}


@pytest.mark.promise("T1", "in part")
def test_a_county_with_a_new_code_keeps_its_office_until_one_of_the_new_code_is_made(after, house):
    lives = after(into="411199")
    mine = lives.phone.file(place("411199")).json
    assert (mine["office"]["division_code"], mine["routing_reason"]["code"]) == (OLD, "routing.lead")
    assert lives.openers(mine, EVERYBODY) == {OFFICER}
    avoiding = lives.phone.file(place("411199") | {"avoid_local_office": True}).json
    assert avoiding["office"]["division_code"] == "411100"
    with writing(house.engine) as db:
        made = add_office(house.work(db), "411199", "education")
        assert made.superior_id == lives.office("411100")
        db.flush()
        db.rollback()


@pytest.mark.promise("T2", "in part")
def test_a_unit_that_was_split_lets_the_reporter_choose_and_never_guesses(after, house):
    lives = after(into="411100")
    found = house.client.get("/api/v1/divisions", query_string={"q": "源汇区"}).json["items"]
    assert [(one["code"], one["reportable"]) for one in found] == [("411100", False)]
    refused = lives.phone.file(place(OLD))
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "place.division_code")
    below = house.client.get("/api/v1/divisions?parent=411100").json["items"]
    assert NEW in {one["code"] for one in below}
    assert OLD not in {one["code"] for one in below}
    assert lives.phone.file(place(NEW)).json["office"]["division_code"] == NEW
    by_code = house.client.get("/api/v1/divisions", query_string={"parent": OLD}).json["items"]
    assert by_code == below


def test_a_former_division_of_the_data_that_was_split_is_offered_as_its_city(house):
    """Of the country's real list: who types a name that is gone is led to the city, and chooses there."""
    known = house.app.extensions["jianfu"].world.policy.divisions
    split = [code for code, today in sorted(known.former.items()) if not known.reportable(today)]
    assert split
    for code in split:
        answer = house.phone.file(place(code))
        assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "place.division_unknown")
        (found,) = house.client.get("/api/v1/divisions", query_string={"q": code}).json["items"]
        assert found["code"] == known.former[code]
        below = house.client.get(f"/api/v1/divisions?parent={code}").json["items"]
        assert any(one["reportable"] for one in below)


def test_a_clock_that_passes_the_merger_closes_and_reminds_as_ever(after, house, lives):
    mine = lives.phone.file(homework()).json
    before = lives.mine(mine)["due_on"]
    lives = after()
    assert lives.mine(mine)["due_on"] == before
    overdue = lives.console(OFFICER).get("/cases", overdue="true", limit=100).json["items"]
    assert mine["reference"] in {reference for item in overdue for reference in item["references"]}
    with writing(house.engine) as db:
        db.execute(sa.update(Case).where(Case.id == house.case_of(mine)["id"]).values(due_is_provisional=True))
        db.execute(sa.update(Report).where(Report.reference == mine["reference"]).values(due_is_provisional=True))
        db.commit()
    for job in JOBS:
        with writing(house.engine) as db:
            job(house.work(db))
            db.commit()
    assert lives.mine(mine)["due_is_provisional"] is False
    with reading(house.engine) as db:
        held = db.scalars(sa.select(School.division_code).where(School.division_code == OLD)).all()
    assert held

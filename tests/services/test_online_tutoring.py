"""Online tutoring: the approving province's office takes it; once the organiser is found, a transfer is proposed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Case, Institution
from models.engine import writing
from tests.services.lives import CITY, OFFICER, PROVINCE
from tests.services.test_heavy_work import check, watching
from tests.support.phone import homework
from tests.support.statements import listening

EVERYBODY = (OFFICER, CITY, PROVINCE)
FAR_AWAY = "云端在线课堂"


@pytest.fixture(scope="module")
def online(house):
    """An institution that sits elsewhere and teaches online, approved by the province of the house."""
    with writing(house.engine) as db:
        found = db.scalar(sa.select(Institution).where(Institution.name == FAR_AWAY))
        if found is None:
            found = Institution(division_code="140105", name=FAR_AWAY, approving_division_code="410000")
            db.add(found)
        db.commit()
        return found.id


def tutoring(house, *, mode="online", problem="too_late", **place):
    lesson = (house.clock() - timedelta(days=1)).date().isoformat()
    answers = {"grade": 5, "subject": "math", "mode": mode, "problem": [problem], "lesson_date": lesson}
    if problem == "too_late":
        answers["lesson_end"] = "21:30"
    body = {"category": "tutoring", "answers": answers, "text": "每晚上课到九点半。"}
    return body | {"place": {"division_code": "411102"} | place}


def filed(house, **how):
    answer = house.phone.file(tutoring(house, **how))
    assert answer.status_code == 201, answer.json
    return answer.json


def bind(house, lives, filed, username=OFFICER, **target):
    case = house.case_of(filed)
    return lives.console(username).post(f"/cases/{case['id']}/target", target, case["version"])


@pytest.mark.promise("T1")
def test_a_registered_one_goes_to_the_office_of_the_approving_province(house, lives, online):
    mine = filed(house, institution_id=online)
    assert (mine["office"]["division_code"], mine["routing_reason"]["code"]) == ("410000", "routing.approving_province")
    assert "approved" in mine["routing_reason"]["text"]
    assert lives.openers(mine, EVERYBODY) == {PROVINCE}


def test_the_same_institution_stays_with_the_place_for_lessons_in_a_room(house, online):
    mine = filed(house, mode="offline", institution_id=online)
    assert (mine["office"]["division_code"], mine["routing_reason"]["code"]) == ("411102", "routing.lead")


def test_prices_of_online_lessons_are_those_of_the_approving_province(house, online):
    more = {"fee_amount": 5000, "fee_lessons": 10, "lesson_minutes": 30}
    body = tutoring(house, problem="price_over_guided", institution_id=online)
    body["answers"] |= {key: value for key, value in more.items() if key in _asked(house)}
    finding = _price_finding(house, body)
    here = _price_finding(house, {**body, "place": {"division_code": "140105"}})
    assert finding["result"] == "unclear"
    assert here["result"] != finding["result"]


def _asked(house):
    forms = house.client.get("/api/v1/categories").json["items"]
    return {question["id"] for form in forms if form["id"] == "tutoring" for question in form["questions"]}


def _price_finding(house, body):
    complaint = {name: body[name] for name in ("category", "place", "answers")}
    answer = house.client.post("/api/v1/findings", json=complaint)
    assert answer.status_code == 200, answer.json
    return next(one for one in answer.json["findings"] if one["rule_id"] == "TU-21")


def test_it_is_found_by_name_from_everywhere_behind_those_of_the_place(house, online):
    def names(**query):
        return [one["name"] for one in house.client.get("/api/v1/institutions", query_string=query).json["items"]]

    assert FAR_AWAY not in names(division_code="411102")
    assert names(division_code="411102", q="演示") == ["演示艺术培训"]
    assert FAR_AWAY in names(division_code="411102", q="在线")
    assert names(division_code="140105") == [FAR_AWAY]
    assert house.client.get("/api/v1/schools?division_code=411102&q=在线").json["items"] == []


@pytest.mark.promise("T1")
def test_while_nobody_knows_whose_they_are_the_place_stays_in_charge(house, lives):
    for place in ({}, {"target_name": "某直播间"}):
        mine = filed(house, **place)
        assert (mine["office"]["division_code"], mine["routing_reason"]["code"]) == ("411102", "routing.online_place")
        assert "not known yet" in mine["routing_reason"]["text"]
    assert lives.openers(mine, EVERYBODY) == {OFFICER}


def test_when_the_organiser_is_found_the_transfer_is_proposed_and_made_by_a_person(house, lives, online):
    mine = filed(house, target_name="某直播间")
    answer = bind(house, lives, mine, institution_id=online)
    proposed = answer.json["proposed_owner"]
    assert answer.status_code == 200
    assert proposed["office"]["id"] == lives.office("410000")
    assert proposed["reason"]["code"] == "routing.approving_province"
    assert lives.openers(mine, EVERYBODY) == {OFFICER}
    assert lives.mine(mine)["office"]["division_code"] == "411102"
    path = f"/cases/{house.case_of(mine)['id']}"
    officer = lives.console(OFFICER)
    assert officer.get(path).json["proposed_owner"] == proposed
    assert officer.get(f"{path}/owners").json["items"][0]["id"] == proposed["office"]["id"]
    assert lives.send(mine, OFFICER, proposed["office"]["id"], reason_code="wrong_place").status_code == 200
    assert lives.openers(mine, EVERYBODY) == {PROVINCE}
    assert lives.console(PROVINCE).get(path).json["proposed_owner"] is None


def test_who_sent_it_back_is_not_proposed_again(house, lives, online):
    mine = filed(house)
    bind(house, lives, mine, institution_id=online)
    assert lives.send(mine, OFFICER, lives.office("410000")).status_code == 200
    assert lives.send(mine, PROVINCE, lives.office("411102"), reason_code="sent_back").status_code == 200
    opened = lives.console(OFFICER).get(f"/cases/{house.case_of(mine)['id']}").json
    assert opened["proposed_owner"] is None


def test_nothing_is_proposed_where_the_case_is_right(house, lives, online):
    offline = filed(house, mode="offline")
    assert bind(house, lives, offline, institution_id=online).json["proposed_owner"] is None
    at_school = lives.phone.file(homework()).json
    plain, city_run = (house.installed.schools[name].id for name in ("plain", "city_run"))
    assert bind(house, lives, at_school, school_id=plain).json["proposed_owner"] is None
    proposed = bind(house, lives, at_school, school_id=city_run).json["proposed_owner"]
    assert (proposed["office"]["id"], proposed["reason"]["code"]) == (lives.office("411100"), "routing.own_office")
    lives.answer(at_school)
    opened = lives.console(OFFICER).get(f"/cases/{house.case_of(at_school)['id']}").json
    assert opened["proposed_owner"] is None


@pytest.mark.promise("T12", "in part")
def test_who_avoids_the_local_office_is_not_proposed_downward(house, lives, online):
    body = tutoring(house) | {"avoid_local_office": True}
    mine = lives.phone.file(body).json
    assert mine["office"]["division_code"] == "411100"
    plain = house.installed.schools["plain"].id
    assert bind(house, lives, mine, CITY, school_id=plain).json["proposed_owner"] is None
    assert bind(house, lives, mine, CITY, institution_id=online).json["proposed_owner"]["office"]["id"] == lives.office(
        "410000"
    )


def test_a_school_of_another_division_cannot_be_bound_and_an_online_institution_can(house, lives, online):
    mine = lives.phone.file(homework(place={"division_code": "411103"})).json
    neighbour, plain = "officer-411103-education", house.installed.schools["plain"].id
    refused = bind(house, lives, mine, neighbour, school_id=plain)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "place.target_unknown")
    assert bind(house, lives, mine, neighbour, institution_id=online).status_code == 200
    with writing(house.engine) as db:
        assert db.get(Case, house.case_of(mine)["id"]).institution_id == online


def test_it_is_still_one_question_to_the_database(house, online):
    challenge, statements = house.phone.challenge(), []
    with listening(house.engine, statements):
        assert house.phone.file(tutoring(house, institution_id=online), challenge=challenge).status_code == 201
    assert sum(statement.startswith("SELECT") for statement in statements) == 1


def test_binding_does_nothing_heavy_while_others_wait(house, lives, online):
    officer, case = lives.console(OFFICER), house.case_of(filed(house))
    with watching(house.engine) as watch:
        answer = officer.post(f"/cases/{case['id']}/target", {"institution_id": online}, case["version"])
    assert answer.json["proposed_owner"]
    check(watch, "unwrap")


def test_a_proposal_is_for_whoever_may_pass_the_case_on(house, lives, online):
    mine = lives.phone.file(tutoring(house) | {"safety": True}).json
    bind(house, lives, mine, institution_id=online)
    path = f"/cases/{house.case_of(mine)['id']}"
    assert lives.console(OFFICER).get(path).json["proposed_owner"]["office"]["id"] == lives.office("410000")
    assert lives.console(CITY).get(path).json["proposed_owner"] is None

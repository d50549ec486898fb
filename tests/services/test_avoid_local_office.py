"""Who asks to go past the local office is read one level up, and the local office notices nothing."""

import uuid

import pytest

from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE, REASON, ROOT
from tests.support.phone import homework

EVERYBODY = (OFFICER, NEIGHBOUR, CITY, PROVINCE, ROOT)


@pytest.fixture
def filed(lives):
    return lives.phone.file(homework(avoid_local_office=True)).json


@pytest.mark.promise("T12", "in part")
@pytest.mark.promise("K3", "in part")
@pytest.mark.parametrize("safety", [False, True])
def test_it_opens_above_and_not_at_the_place(lives, safety):
    filed = lives.phone.file(homework(avoid_local_office=True, safety=safety)).json
    assert filed["office"]["division_code"] == "411100"
    assert filed["routing_reason"]["code"] == "routing.past_local"
    assert lives.openers(filed, EVERYBODY) == ({CITY, PROVINCE} if safety else {CITY})


@pytest.mark.promise("T12", "in part")
def test_the_local_office_sees_the_same_as_if_nobody_had_reported(lives, house):
    officer = lives.console(OFFICER)
    before = officer.get("/cases", limit=100).data
    filed = lives.phone.file(homework(avoid_local_office=True, safety=True)).json
    assert officer.get("/cases", limit=100).data == before
    case_id = house.case_of(filed)["id"]
    unknown = str(uuid.uuid4())
    answers = [officer.get(f"/cases/{each}") for each in (case_id, unknown)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data
    assert officer.move(case_id, 1, "accept").status_code == 404


@pytest.mark.promise("T12", "in part")
def test_it_never_goes_down(filed, lives, house):
    for code in ("411102", "411103"):
        answer = lives.send(filed, CITY, lives.office(code))
        assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "transfer.below")
    items = lives.console(CITY).get(f"/cases/{house.case_of(filed)['id']}/owners").json["items"]
    assert {item["division_code"] for item in items} == {"410000", "000000"}
    assert lives.send(filed, CITY, lives.office("410000"), **REASON).status_code == 200
    assert lives.send(filed, PROVINCE, lives.office("411100")).status_code == 422
    assert lives.openers(filed, EVERYBODY) == {PROVINCE}


@pytest.mark.promise("T12", "in part")
def test_an_appeal_goes_further_up_and_stays_out_of_sight(filed, lives):
    lives.answer(filed, CITY)
    assert lives.act(filed, "appeal", {"reason": "没有人来过。"}).status_code == 204
    assert lives.openers(filed, EVERYBODY) == {PROVINCE}
    assert lives.send(filed, PROVINCE, lives.office("411102")).status_code == 422


def test_the_own_office_of_a_school_is_passed_as_well(lives):
    place = {"school_id": lives.installed.schools["city_run"].id}
    filed = lives.phone.file(homework(place=place, avoid_local_office=True)).json
    assert lives.openers(filed, EVERYBODY) == {PROVINCE}


def test_above_the_root_there_is_nobody(lives):
    filed = lives.phone.file(homework(place={"division_code": "110101"}, avoid_local_office=True)).json
    assert filed["routing_reason"]["code"] == "routing.root"
    assert lives.openers(filed, EVERYBODY) == {ROOT}


def test_the_same_key_with_the_other_wish_is_another_body(lives):
    key = uuid.uuid4()
    assert lives.phone.file(homework(avoid_local_office=True), key=key).status_code == 201
    assert lives.phone.file(homework(), key=key).status_code == 409

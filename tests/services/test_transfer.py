"""A case that is passed on: its keys move with it, its clocks do not, and it comes to rest."""

import pytest
import sqlalchemy as sa

from models import Case, Outbox, Report, Transfer
from models.engine import reading
from services.handing import transfers
from tests.services.lives import CITY, MARKET, NEIGHBOUR, OFFICER, PROVINCE, REASON
from tests.services.test_heavy_work import check, watching
from tests.support.phone import homework

EVERYBODY = (OFFICER, NEIGHBOUR, CITY, PROVINCE, MARKET)
FID = {"channel": "fcm", "locale": "en", "fid": "fid-1"}
DAY_S = 86400


@pytest.fixture
def filed(lives):
    return lives.phone.file(homework(subscription=FID)).json


@pytest.fixture
def next_door(lives):
    return lives.office("411103")


def case_of(house, filed):
    with reading(house.engine) as db:
        return db.get(Case, house.case_of(filed)["id"])


@pytest.mark.promise("K3")
def test_before_a_transfer_the_old_office_opens_it_and_afterwards_the_new_one_alone(filed, lives, next_door):
    here = lives.office("411102")
    assert lives.openers(filed, EVERYBODY) == {OFFICER}
    assert lives.holders(filed) == ({here}, {here})
    answer = lives.send(filed, OFFICER, next_door)
    assert (answer.status_code, answer.json["settles"]) == (200, False)
    assert lives.openers(filed, EVERYBODY) == {NEIGHBOUR}
    assert lives.holders(filed) == ({next_door}, {next_door})
    assert lives.mine(filed)["messages"] == []


@pytest.mark.promise("K3")
def test_a_safety_case_stays_with_two_offices_the_new_one_and_the_one_above_it(lives):
    filed = lives.phone.file(homework(place={"school_id": lives.installed.schools["city_run"].id}, safety=True)).json
    assert lives.openers(filed, EVERYBODY) == {CITY, PROVINCE}
    assert lives.send(filed, CITY, lives.office("411102")).status_code == 200
    assert lives.openers(filed, EVERYBODY) == {OFFICER, CITY}
    assert lives.send(filed, OFFICER, lives.office("411100")).status_code == 200
    assert lives.openers(filed, EVERYBODY) == {CITY, PROVINCE}


@pytest.mark.promise("T3")
def test_the_old_office_is_told_that_there_is_nothing(filed, lives, house, next_door):
    case_id = house.case_of(filed)["id"]
    officer = lives.console(OFFICER)
    lives.send(filed, OFFICER, next_door)
    assert officer.get(f"/cases/{case_id}").status_code == 404
    assert officer.move(case_id, 1, "accept").status_code == 404
    assert officer.post(f"/cases/{case_id}/notes", {"text": "x"}).status_code == 404
    assert officer.post(f"/cases/{case_id}/messages", {"text": "x", "ask": False}).status_code == 404
    assert lives.console(NEIGHBOUR).move(case_id, 2, "accept").status_code == 200


@pytest.mark.promise("T3")
def test_no_deadline_begins_again(filed, lives, house, next_door):
    before = case_of(house, filed)
    lives.console(OFFICER).post(f"/cases/{before.id}/assignment", {"assignee": "me"}, 1)
    lives.clock.forward(3 * DAY_S)
    assert lives.send(filed, OFFICER, next_door).status_code == 200
    after = case_of(house, filed)
    for name in ("submitted_on", "accept_on", "first_answer_on", "finish_on", "told_on", "next_due_on"):
        assert getattr(after, name) == getattr(before, name)
    assert (after.status, after.assignee_id) == ("submitted", None)
    assert lives.mine(filed)["due_on"] == filed["due_on"]


def test_the_reporter_reads_where_it_went_and_gets_a_push(filed, lives, house, next_door):
    with reading(house.engine) as db:
        waiting = len(db.scalars(sa.select(Outbox.id)).all())
    lives.send(filed, OFFICER, next_door)
    mine = lives.mine(filed)
    name = lives.installed.offices["411103", "education"].name
    assert mine["office"]["name"] == name
    assert mine["timeline"][-1]["event"] == "transfer"
    assert name in mine["timeline"][-1]["text"]
    assert mine["routing_reason"]["code"] == "routing.transferred"
    with reading(house.engine) as db:
        assert len(db.scalars(sa.select(Outbox.id)).all()) == waiting + 1
        stored = str(db.execute(sa.select(Transfer.__table__)).all())
    assert REASON["reason"] not in stored


def test_the_new_office_reads_why(filed, lives, house, next_door):
    lives.send(filed, OFFICER, next_door)
    line = lives.console(NEIGHBOUR).get(f"/cases/{house.case_of(filed)['id']}").json["history"][-1]
    assert (line["event"], line["reason"], line["reason_code"]) == ("transfer", REASON["reason"], "wrong_place")
    assert line["office"] == lives.installed.offices["411103", "education"].name


def test_a_question_that_waits_gives_its_days_back(filed, lives, house, next_door):
    case_id, officer = house.case_of(filed)["id"], lives.console(OFFICER)
    officer.move(case_id, 1, "accept")
    officer.post(f"/cases/{case_id}/messages", {"text": "?", "ask": True}, 2)
    assert lives.send(filed, OFFICER, next_door).status_code == 200
    assert (case_of(house, filed).status, case_of(house, filed).asked_on) == ("submitted", None)


@pytest.mark.promise("T3")
def test_the_third_bounce_goes_to_the_office_above_both_which_settles_it(filed, lives, next_door):
    here, city = lives.office("411102"), lives.office("411100")
    for username, to in ((OFFICER, next_door), (NEIGHBOUR, here), (OFFICER, next_door)):
        answer = lives.send(filed, username, to)
        assert (answer.status_code, answer.json["settles"]) == (200, False)
    answer = lives.send(filed, NEIGHBOUR, here)
    assert (answer.status_code, answer.json["settles"]) == (200, True)
    assert lives.openers(filed, EVERYBODY) == {CITY}
    assert lives.send(filed, CITY, here, reason_code="owner_settled").status_code == 200
    for to in (next_door, city):
        refused = lives.send(filed, OFFICER, to)
        assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "transfer.settled")
    assert lives.openers(filed, EVERYBODY) == {OFFICER}


@pytest.mark.promise("T3")
def test_a_transfer_needs_an_owner_a_code_and_a_reason(filed, lives, house):
    officer, case_id = lives.console(OFFICER), house.case_of(filed)["id"]
    body = {"to_office_id": lives.office("411103"), **REASON}
    for field, value in (("to_office_id", None), ("reason_code", "lazy"), ("reason", " ")):
        answer = officer.post(f"/cases/{case_id}/transfer", body | {field: value}, 1)
        assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert officer.post(f"/cases/{case_id}/transfer", body).status_code == 428
    stale = officer.post(f"/cases/{case_id}/transfer", body, 0)
    assert stale.status_code == 409
    assert lives.openers(filed, EVERYBODY) == {OFFICER}


@pytest.mark.parametrize(
    ("to", "code"),
    [
        (("411102", "education"), "transfer.same_office"),
        (("411100", "culture_tourism"), "transfer.not_its_matter"),
        (None, "transfer.unknown_office"),
    ],
)
def test_an_office_that_cannot_be_its_owner_is_refused(filed, lives, to, code):
    office_id = lives.office(*to) if to else "00000000-0000-4000-8000-000000000000"
    answer = lives.send(filed, OFFICER, office_id)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, code)
    assert lives.openers(filed, EVERYBODY) == {OFFICER}


def test_an_answered_case_stays_where_it_is(filed, lives, next_door):
    lives.answer(filed)
    answer = lives.send(filed, OFFICER, next_door)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "move.not_in_this_status")


def test_the_offices_named_as_owners_are_those_that_would_take_it(filed, lives, house, next_door):
    path = f"/cases/{house.case_of(filed)['id']}/owners"
    items = lives.console(OFFICER).get(path).json["items"]
    assert items[0]["id"] == next_door
    assert {(item["division_code"], item["department"]) for item in items} == {
        (code, "education") for code in ("411103", "411100", "410000", "000000")
    }
    assert lives.console(NEIGHBOUR).get(path).status_code == 404


def test_passing_on_does_nothing_heavy_while_others_wait(filed, lives, house, next_door):
    officer, case_id = lives.console(OFFICER), house.case_of(filed)["id"]
    with watching(house.engine) as watch:
        answer = officer.post(f"/cases/{case_id}/transfer", {"to_office_id": next_door, **REASON}, 1)
    assert answer.status_code == 200
    check(watch, "wrap", "unwrap")


def test_two_officers_pass_it_on_at_once_and_one_is_told_it_is_gone(filed, lives, house, at_once, next_door):
    officer, case_id = lives.console(OFFICER), house.case_of(filed)["id"]
    body = {"to_office_id": next_door, **REASON}
    answers = at_once(lambda _: officer.post(f"/cases/{case_id}/transfer", body, 1).status_code, range(3))
    assert set(answers) <= {200, 404, 409}
    assert answers.count(200) == 1
    assert lives.openers(filed, EVERYBODY) == {NEIGHBOUR}


@pytest.mark.promise("K3")
def test_a_report_that_joins_meanwhile_does_not_lose_its_key(filed, lives, house, monkeypatch, next_door):
    """It is passed on again with the keys of both."""
    second, case_id = lives.phone.file(homework()).json, house.case_of(filed)["id"]
    lock = transfers.lock_case

    def joined_just_before(*given, **named):
        with house.engine.begin() as connection:
            one = Report.reference == second["reference"]
            connection.execute(sa.update(Report).where(one).values(case_id=case_id))
        return lock(*given, **named)

    monkeypatch.setattr(transfers, "lock_case", joined_just_before)
    assert lives.send(filed, OFFICER, next_door).status_code == 200
    assert lives.holders(second)[1] == lives.holders(filed)[1] == {next_door}

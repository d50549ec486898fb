"""An appeal is above at once, and no longer below; a rating goes with its report."""

import pytest
import sqlalchemy as sa

from models import Appeal, Case, CaseEvent
from models.engine import reading
from policy.lifecycle import APPEAL_DAYS
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE, ROOT
from tests.services.test_heavy_work import check, watching
from tests.support.phone import homework

EVERYBODY = (OFFICER, NEIGHBOUR, CITY, PROVINCE, ROOT)
DAY_S = 86400
WHY = {"reason": "没有人来过学校。"}


@pytest.fixture
def filed(lives):
    return lives.phone.file(homework()).json


@pytest.fixture
def declined(filed, lives):
    lives.answer(filed)
    return filed


@pytest.mark.promise("K3")
@pytest.mark.promise("T8", "in part")
def test_an_appeal_is_readable_above_at_once_and_no_longer_below(declined, lives):
    below, above = lives.office("411102"), lives.office("411100")
    assert lives.openers(declined, EVERYBODY) == {OFFICER}
    assert lives.holders(declined) == ({below}, {below})
    assert lives.act(declined, "appeal", WHY).status_code == 204
    assert lives.openers(declined, EVERYBODY) == {CITY}
    assert lives.holders(declined) == ({above}, {above})


def test_the_office_that_answered_keeps_its_history_and_no_report(declined, lives, house):
    case_id = house.case_of(declined)["id"]
    lives.act(declined, "appeal", WHY)
    old = lives.console(OFFICER).get(f"/cases/{case_id}").json
    assert (old["status"], old["reports"]) == ("declined", [])
    assert [line["event"] for line in old["history"]] == ["file", "propose", "approve", "decline", "appeal"]
    assert old["history"][1]["reason"] == "不属实。"
    new_id = house.case_of(declined)["id"]
    assert new_id != case_id
    assert lives.console(OFFICER).get(f"/cases/{new_id}").status_code == 404


@pytest.mark.promise("T8")
def test_the_office_above_reads_everything_and_can_answer_anew(declined, lives, house):
    lives.phone.say(declined["receipt"], "请看照片。")
    lives.act(declined, "rating", {"solved": False, "score": 1})
    lives.act(declined, "appeal", WHY)
    city, case_id = lives.console(CITY), house.case_of(declined)["id"]
    report = city.get(f"/cases/{case_id}").json["reports"][0]
    assert [message["text"] for message in report["messages"]] == ["请看照片。", WHY["reason"]]
    assert (report["public_reply"], report["rating"]) == ("没有发现。", {"solved": False, "score": 1})
    for version, event in enumerate(("accept", "investigate"), 1):
        assert city.move(case_id, version, event).status_code == 200
    assert city.end(case_id, 3, "resolve", outcome="partly", public_reply="已整改。").status_code == 200
    mine = lives.mine(declined)
    assert (mine["status"], mine["outcome"], mine["public_reply"]) == ("resolved", "partly", "已整改。")


def test_the_reporters_view_goes_on_and_forgets_nothing(declined, lives, house):
    lives.clock.forward(5 * DAY_S)
    old_id = house.case_of(declined)["id"]
    lives.act(declined, "appeal", WHY)
    officer = lives.console(OFFICER)
    officer.post(f"/cases/{old_id}/messages", {"text": "x", "ask": False})  # nobody is there to read it any more
    mine = lives.mine(declined)
    assert [act["event"] for act in mine["timeline"]] == ["file", "decline", "appeal"]
    assert [act["status"] for act in mine["timeline"]] == ["submitted", "declined", "submitted"]
    assert (mine["status"], mine["office"]["division_code"]) == ("submitted", "411100")
    assert mine["routing_reason"]["code"] == "routing.appealed"
    assert mine["due_on"] > declined["due_on"]
    assert [message["text"] for message in mine["messages"]] == [WHY["reason"]]


@pytest.mark.promise("T8")
def test_an_appeal_is_possible_once(declined, lives, house):
    assert lives.act(declined, "appeal", WHY).status_code == 204
    lives.answer(declined, CITY)
    again = lives.act(declined, "appeal", WHY)
    assert (again.status_code, again.json["errors"][0]["code"]) == (422, "move.appealed_before")
    assert lives.openers(declined, EVERYBODY) == {CITY}


@pytest.mark.promise("T8")
@pytest.mark.parametrize(("days", "status"), [(30, 204), (31, 422)])
def test_day_thirty_is_in_time_and_day_thirty_one_is_not(declined, lives, days, status):
    lives.clock.forward(days * DAY_S)
    answer = lives.act(declined, "appeal", WHY)
    assert answer.status_code == status
    if status == 422:
        assert [(error["field"], error["code"]) for error in answer.json["errors"]] == [("reason", "move.too_late")]
        assert f" {APPEAL_DAYS} days" in answer.json["errors"][0]["message"]
        assert lives.openers(declined, EVERYBODY) == {OFFICER}


def test_there_is_no_appeal_before_the_answer(filed, lives):
    early = lives.act(filed, "appeal", WHY)
    assert (early.status_code, early.json["errors"][0]["code"]) == (422, "move.not_in_this_status")


@pytest.mark.promise("T8", "in part")
@pytest.mark.parametrize(("days", "status"), [(30, 204), (31, 422)])
def test_what_was_referred_out_wrongly_is_looked_at_again(filed, lives, days, status):
    """To be told that another authority is in charge is an answer, too: it may be wrong."""
    lives.answer(filed, event="refer_out")
    lives.clock.forward(days * DAY_S)
    assert lives.act(filed, "appeal", WHY).status_code == status
    if status == 204:
        assert lives.openers(filed, EVERYBODY) == {CITY}
        mine = lives.mine(filed)
        assert (mine["status"], mine["timeline"][-1]["event"]) == ("submitted", "appeal")
        assert mine["public_reply"] is None


@pytest.mark.promise("K3")
@pytest.mark.promise("T8", "in part")
def test_at_the_root_somebody_else_than_who_answered_takes_it(lives, house):
    filed = lives.phone.file(homework(place={"division_code": "110101"})).json
    other = "supervisor-000000"
    assert lives.openers(filed, (*EVERYBODY, other)) == {ROOT, other}
    lives.answer(filed, ROOT)
    assert lives.act(filed, "appeal", WHY).status_code == 204
    assert lives.openers(filed, (*EVERYBODY, other)) == {other}
    case = house.case_of(filed)
    who_answered, supervisor = lives.console(ROOT), lives.console(other)
    assert who_answered.move(case["id"], 1, "accept").status_code == 404
    refused = supervisor.post(f"/cases/{case['id']}/assignment", {"assignee": who_answered.me["id"]}, 1)
    assert refused.json["errors"][0]["code"] == "assignee.not_a_colleague"
    assert all(item["id"] != case["id"] for item in who_answered.get("/cases", limit=100).json["items"])


@pytest.mark.promise("K3")
def test_a_safety_appeal_goes_to_the_next_two_offices_up(lives, house):
    filed = lives.phone.file(homework(safety=True)).json
    case_id, officer = house.case_of(filed)["id"], lives.console(OFFICER)
    officer.move(case_id, 1, "hand_over", reason="已移交。")
    lives.answer(filed)
    assert lives.openers(filed, EVERYBODY) == {OFFICER, CITY}
    assert lives.act(filed, "appeal", WHY).status_code == 204
    assert lives.openers(filed, EVERYBODY) == {CITY, PROVINCE}


def test_a_withdrawn_appeal_is_gone_as_well(declined, lives, house):
    lives.act(declined, "appeal", WHY)
    case_id = house.case_of(declined)["id"]
    assert lives.act(declined, "withdrawal").status_code == 204
    assert lives.console(CITY).get(f"/cases/{case_id}").json["status"] == "closed"
    with reading(house.engine) as db:
        assert db.scalar(sa.select(Appeal.report_id).where(Appeal.case_id == case_id)) is None


def test_six_appeals_at_once_make_one_new_case(declined, lives, house, at_once):
    with reading(house.engine) as db:
        before = len(db.scalars(sa.select(Case.id)).all())
    answers = at_once(lambda _: lives.act(declined, "appeal", WHY).status_code, range(6))
    assert sorted(answers) == [204, 422, 422, 422, 422, 422]
    with reading(house.engine) as db:
        assert len(db.scalars(sa.select(Case.id)).all()) == before + 1
    assert lives.openers(declined, EVERYBODY) == {CITY}


def test_appealing_does_nothing_heavy_while_others_wait(declined, lives, house):
    with watching(house.engine) as watch:
        assert lives.act(declined, "appeal", WHY).status_code == 204
    check(watch, "wrap")


def test_a_rating_is_sealed_and_changes_nothing_else(declined, lives, house):
    case = house.case_of(declined)
    for solved, score in ((False, 1), (True, 5)):
        assert lives.act(declined, "rating", {"solved": solved, "score": score}).status_code == 204
        assert lives.mine(declined)["rating"] == {"solved": solved, "score": score}
    opened = lives.console(OFFICER).get(f"/cases/{case['id']}").json
    assert opened["reports"][0]["rating"] == {"solved": True, "score": 5}
    assert house.case_of(declined) == case
    with reading(house.engine) as db:
        events = db.scalars(sa.select(CaseEvent.event).where(CaseEvent.case_id == case["id"]))
        assert "rate" not in set(events)


@pytest.mark.parametrize("score", [0, 6, True, "3", 2.5, None])
def test_a_score_is_a_whole_number_from_one_to_five(declined, lives, score):
    answer = lives.act(declined, "rating", {"solved": True, "score": score})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "score")
    assert lives.mine(declined)["rating"] is None


def test_there_is_nothing_to_rate_before_the_answer(filed, lives):
    answer = lives.act(filed, "rating", {"solved": True, "score": 5})
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "move.not_in_this_status")

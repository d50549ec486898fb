"""T8: an appeal is upheld or sent back; the office above has a case done again. Who opens it before and after?"""

import pytest
import sqlalchemy as sa

from models import CaseEvent, Message, Report
from models.engine import reading
from policy.vocabulary import Role
from tests.services.appealed import CHIEF, SECOND, STANDS, WHY, appealed, chief, filed
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE, ROOT
from tests.services.test_heavy_work import check, watching
from tests.services.town import AT_ROOT, SUPERVISOR, town
from tests.support.phone import homework

__all__ = ["appealed", "chief", "filed", "town"]

EVERYBODY = (OFFICER, NEIGHBOUR, CITY, PROVINCE, SUPERVISOR, ROOT, AT_ROOT)
BACK = {"decision": "send_back", "reason": "请到学校查看作业本。"}


def decide(town, username, filed, body):
    case = town.house.case_of(filed)
    return town.console(username).post(f"/cases/{case['id']}/appeal", body, case["version"])


@pytest.mark.promise("T8")
def test_upholding_lets_the_answer_stand_and_says_why(town, appealed):
    assert decide(town, CHIEF, appealed, STANDS).status_code == 204
    mine = town.mine(appealed)
    assert (mine["status"], mine["outcome"], mine["public_reply"]) == (
        "resolved",
        "unsubstantiated",
        STANDS["public_reply"],
    )
    assert [act["event"] for act in mine["timeline"]][-1] == "uphold"
    assert town.openers(appealed, (OFFICER, CITY, CHIEF)) == {CITY, CHIEF}
    again = town.act(appealed, "appeal", WHY)
    assert again.json["errors"][0]["code"] == "move.appealed_before"
    line = town.console(CITY).get(f"/cases/{town.case(appealed).id}").json["history"][-1]
    assert (line["event"], line["by"], line["public_reply"]) == ("uphold", CHIEF, STANDS["public_reply"])


@pytest.mark.promise("T8")
@pytest.mark.promise("K3", "in part")
def test_sent_back_it_is_for_somebody_else_at_the_office_below(town, appealed):
    town.hires(SECOND, Role.OFFICER, town.office("411102"), OFFICER)
    people = (OFFICER, SECOND, CITY, CHIEF)
    assert town.openers(appealed, people) == {CITY, CHIEF}
    town.days(3)
    assert decide(town, CHIEF, appealed, BACK).status_code == 204
    assert town.openers(appealed, people) == {SECOND}
    assert town.holders(appealed) == ({town.office("411102")},) * 2
    case = town.case(appealed)
    opened = town.console(SECOND).get(f"/cases/{case.id}").json
    line = opened["history"][-1]
    assert (line["event"], line["reason"], line["reason_code"]) == ("send_back", BACK["reason"], "sent_back")
    assert (opened["status"], opened["reports"][0]["messages"][0]["text"]) == ("submitted", WHY["reason"])
    today = town.clock().date()
    assert today < case.accept_on < case.finish_on
    mine = town.mine(appealed)
    assert (mine["status"], mine["due_on"]) == ("submitted", case.finish_on.isoformat())
    assert (mine["outcome"], mine["public_reply"]) == (None, None)
    assert mine["timeline"][-1]["event"] == "send_back"
    assert town.installed.offices["411102", "education"].name in mine["timeline"][-1]["text"]
    assert BACK["reason"] not in str(mine)
    second = town.console(SECOND)
    for version, event in ((case.version, "accept"), (case.version + 1, "investigate")):
        assert second.move(case.id, version, event).status_code == 200
    reply = {"outcome": "substantiated", "public_reply": "属实，已整改。"}
    assert second.end(case.id, case.version + 2, "resolve", **reply).status_code == 200
    assert town.mine(appealed)["outcome"] == "substantiated"


@pytest.mark.promise("T8", "in part")
def test_it_is_not_sent_back_to_nobody_but_who_answered(town, appealed):
    refused = decide(town, CHIEF, appealed, BACK)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "send_back.nobody_else")
    assert town.openers(appealed, EVERYBODY) == {CITY}
    assert decide(town, CHIEF, appealed, STANDS).status_code == 204


@pytest.mark.promise("T8", "in part")
def test_an_office_never_upholds_its_own_answer(town, appealed, chief):
    """Sent back, the appeal lies with the office that answered, whose own supervisor has no say in that."""
    town.hires(SECOND, Role.OFFICER, town.office("411102"), OFFICER)
    town.hires("own", Role.SUPERVISOR, town.office("411102"), SUPERVISOR)
    assert "uphold" in town.console(chief).get(f"/cases/{town.case(appealed).id}").json["allowed_events"]
    assert decide(town, CHIEF, appealed, BACK).status_code == 204
    refused = decide(town, "own", appealed, STANDS)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "uphold.own_answer")
    assert "uphold" not in town.console("own").get(f"/cases/{town.case(appealed).id}").json["allowed_events"]
    assert town.mine(appealed)["status"] == "submitted"


@pytest.mark.promise("T8", "in part")
def test_only_sending_back_leads_an_appeal_to_the_office_that_answered(town, appealed):
    """A plain transfer would start no clocks, say nothing to who works on it, and let the office judge itself."""
    town.hires(SECOND, Role.OFFICER, town.office("411102"), OFFICER)
    local = town.office("411102")
    for username in (CITY, CHIEF):
        refused = town.send(appealed, username, local)
        assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "transfer.appealed_against")
    owners = town.console(CITY).get(f"/cases/{town.case(appealed).id}/owners").json["items"]
    assert town.office("411103") in {one["id"] for one in owners}
    assert local not in {one["id"] for one in owners}
    assert town.send(appealed, CITY, town.office("411103")).status_code == 200
    refused = town.send(appealed, NEIGHBOUR, local)
    assert refused.json["errors"][0]["code"] == "transfer.appealed_against"
    assert town.send(appealed, NEIGHBOUR, town.office("411100")).status_code == 200
    assert decide(town, CHIEF, appealed, BACK).status_code == 204
    assert town.send(appealed, SECOND, town.office("411103")).status_code == 200


def test_an_appeal_at_the_top_has_nobody_below_to_go_back_to(town):
    filed = town.phone.file(homework(place={"division_code": "110101"})).json
    town.answer(filed, ROOT)
    town.act(filed, "appeal", WHY)
    refused = decide(town, AT_ROOT, filed, BACK)
    assert refused.json["errors"][0]["code"] == "send_back.same_office"
    assert decide(town, AT_ROOT, filed, STANDS).status_code == 204
    assert town.mine(filed)["outcome"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"decision": "uphold"}, "public_reply"),
        ({"decision": "send_back"}, "reason"),
        ({**STANDS, "reason": "x"}, "reason"),
        ({**BACK, "public_reply": "x"}, "public_reply"),
        ({"decision": "burn", "reason": "x"}, "decision"),
        ({**STANDS, "public_reply": " "}, "public_reply"),
    ],
)
def test_each_decision_has_one_text(house, body, field):
    answer = house.log_in(SUPERVISOR).post(f"/cases/{house.case_id}/appeal", body, 1)
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json["errors"]}


def test_only_supervisors_decide_and_only_about_appeals(town, filed, chief):
    at_city = town.phone.file(homework(avoid_local_office=True)).json
    for body in (STANDS, BACK):
        refused = decide(town, CHIEF, at_city, body)
        assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "move.not_an_appeal")
        assert decide(town, CITY, at_city, body).status_code == 403
        assert decide(town, CHIEF, filed, body).status_code == 403  # it can be looked at from above
    allowed = town.console(CHIEF).get(f"/cases/{town.case(at_city).id}").json["allowed_events"]
    assert not {"uphold", "send_back", "reopen", "reseal"} & set(allowed)
    assert "ask_consent" in allowed


def reopen(town, username, filed, version=None):
    case = town.house.case_of(filed)
    body = {"reason": "请重新核实。"}
    return town.console(username).post(f"/cases/{case['id']}/reopening", body, version or case["version"])


@pytest.mark.promise("K3", "in part")
@pytest.mark.parametrize("username", [CHIEF, SUPERVISOR, AT_ROOT])
def test_the_office_above_has_a_case_done_again_and_tells_the_reporter_why(town, filed, chief, username):
    town.answer(filed)
    town.days(40)
    assert reopen(town, username, filed).status_code == 204
    case, mine = town.case(filed), town.mine(filed)
    assert (case.status, case.assignee_id, case.office_id) == ("submitted", None, town.office("411102"))
    assert case.finish_on > town.clock().date()
    assert mine["due_on"] == case.finish_on.isoformat()
    assert (mine["status"], mine["timeline"][-1]["event"]) == ("submitted", "reopen")
    assert (mine["outcome"], mine["public_reply"]) == (None, None)  # the answer that was taken back
    assert [act["event"] for act in mine["timeline"]] == ["file", "decline", "reopen"]
    assert [message["text"] for message in mine["messages"]] == ["请重新核实。"]
    assert town.openers(filed, (*EVERYBODY, CHIEF)) == {OFFICER}
    line = town.console(OFFICER).get(f"/cases/{case.id}").json["history"][-1]
    assert (line["by"], line["reason"]) == (username, "请重新核实。")
    with reading(town.house.engine) as db:
        sealed = [*db.scalars(sa.select(Message.sealed_text)), *db.scalars(sa.select(CaseEvent.sealed_detail))]
    assert not any(one and "请重新核实".encode() in one for one in sealed)
    assert reopen(town, username, filed).json["errors"][0]["code"] == "move.not_in_this_status"


def test_it_takes_the_version_that_was_seen(town, filed):
    town.answer(filed)
    case_id = town.case(filed).id
    above = town.console(SUPERVISOR)
    absent = above.post(f"/cases/{case_id}/reopening", {"reason": "x"})
    assert (absent.status_code, absent.json["code"]) == (428, "precondition_required")
    stale = reopen(town, SUPERVISOR, filed, 1)
    assert (stale.status_code, stale.headers["ETag"]) == (409, '"4"')
    assert [line["event"] for line in stale.json["changed"]] == ["propose", "approve", "decline"]
    seen = above.get(f"/cases/{case_id}")
    again = above.post(f"/cases/{case_id}/reopening", {"reason": "x"}, int(seen.headers["ETag"].strip('"')))
    assert again.status_code == 204
    assert reopen(town, AT_ROOT, filed, 2).status_code == 409


def test_it_is_offered_to_who_is_above_as_long_as_it_is_possible(town, filed, chief):
    case_id = town.case(filed).id

    def offered(*usernames):
        return [town.console(name).get(f"/cases/{case_id}").json["allowed_events"] for name in usernames]

    above = (chief, SUPERVISOR, AT_ROOT)
    assert offered(*above) == [["oversee", "urge", "supervise"]] * 3
    town.answer(filed)
    assert offered(*above) == [["reopen", "oversee"]] * 3
    town.hires("own", Role.SUPERVISOR, town.office("411102"), SUPERVISOR)
    assert "reopen" not in str(offered(OFFICER, "own"))
    town.days(93)
    assert offered(*above) == [["oversee"]] * 3


def test_what_was_taken_back_is_not_offered_again(town, filed):
    _, case_id = town.answer(filed)
    assert town.act(filed, "withdrawal").status_code == 204
    assert town.console(SUPERVISOR).get(f"/cases/{case_id}").json["allowed_events"] == []


def test_who_was_alerted_may_have_it_done_again_as_well(town, chief):
    filed = town.phone.file(homework(safety=True)).json
    officer, case_id = town.console(OFFICER), town.case(filed).id
    assert officer.move(case_id, 1, "hand_over", reason="已报警。").status_code == 200
    town.answer(filed)
    assert "reopen" in town.console(chief).get(f"/cases/{case_id}").json["allowed_events"]
    assert reopen(town, chief, filed).status_code == 204
    assert town.openers(filed, EVERYBODY) == {OFFICER, CITY}


@pytest.mark.parametrize(("days", "status"), [(90, 204), (93, 422)])
def test_it_is_done_again_within_a_period_only(town, filed, days, status):
    town.answer(filed)
    town.days(days)
    answer = reopen(town, SUPERVISOR, filed)
    assert answer.status_code == status
    if status == 422:
        assert answer.json["errors"][0]["code"] == "move.too_late_to_reopen"


def test_a_closed_case_can_be_done_again_and_a_withdrawn_one_cannot(town, filed):
    officer, case_id = town.console(OFFICER), town.case(filed).id
    for version, event in enumerate(("accept", "investigate"), 1):
        officer.move(case_id, version, event)
    officer.end(case_id, 3, "resolve", outcome="partly", public_reply="已整改。")
    town.daily(31)
    assert town.case(filed).status == "closed"
    assert reopen(town, SUPERVISOR, filed).status_code == 204
    assert town.act(filed, "withdrawal").status_code == 204
    refused = town.console(SUPERVISOR).post(f"/cases/{case_id}/reopening", {"reason": "x"}, 7)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "move.too_late_to_reopen")


@pytest.mark.promise("K1", "in part")
def test_who_is_not_above_is_told_that_there_is_nothing(town, filed):
    town.answer(filed)
    town.hires("beside", Role.SUPERVISOR, town.office("411103"), SUPERVISOR)
    town.hires("own", Role.SUPERVISOR, town.office("411102"), SUPERVISOR)
    for username in ("beside", "own"):
        assert reopen(town, username, filed).status_code == 404
    for username in (OFFICER, CITY, "administrator", "analyst"):
        assert reopen(town, username, filed).status_code == 403
    assert town.mine(filed)["status"] == "declined"


def test_both_do_nothing_heavy_while_others_wait(town, appealed):
    town.hires(SECOND, Role.OFFICER, town.office("411102"), OFFICER)
    chief, case = town.console(CHIEF), town.house.case_of(appealed)
    with watching(town.house.engine) as watch:
        assert chief.post(f"/cases/{case['id']}/appeal", BACK, case["version"]).status_code == 204
    check(watch, "unwrap", "wrap")
    other = town.phone.file(homework()).json
    town.answer(other, SECOND)
    path = f"/cases/{town.house.case_of(other)['id']}/reopening"
    with watching(town.house.engine) as watch:
        assert chief.post(path, {"reason": "x"}, 4).status_code == 204
    check(watch, "unwrap")
    with reading(town.house.engine) as db:
        assert len(db.scalars(sa.select(Report.id)).all()) == 2

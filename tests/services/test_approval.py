"""T7: an answer against the reporter is looked into, proposed by one person and approved by another."""

import pytest

from models import Case, Recusal
from models.engine import reading, writing
from tests.services.approving import (
    DECLINE,
    NO,
    UNFOUND,
    YES,
    case,
    codes,
    colleague,
    decide,
    events,
    history,
    officer,
    propose,
    version_of,
)
from tests.services.lives import CITY, NEIGHBOUR, OFFICER
from tests.support.phone import CHECK, homework

__all__ = ["case", "colleague", "officer"]


@pytest.mark.promise("T7")
def test_nobody_answers_against_the_reporter_alone(officer, case, lives):
    _, case_id = case
    said = {name: DECLINE[name] for name in ("reason", "public_reply")}
    for event in ("decline", "refer_out"):
        assert codes(officer.move(case_id, 1, event, **said)) == {"event": "move.approval_needed"}
    officer.move(case_id, 1, "accept")
    officer.move(case_id, 2, "investigate")
    for outcome in ("unsubstantiated", "unverifiable"):
        said = {**UNFOUND, "outcome": outcome}
        assert codes(officer.move(case_id, 3, **said)) == {"event": "move.approval_needed"}
    assert version_of(lives, case_id) == 3
    said = {"outcome": "partly", "public_reply": "已整改。"}
    assert codes(officer.move(case_id, 3, "resolve", **said)) == {"actions_taken": "move.actions_taken_missing"}
    none = officer.move(case_id, 3, "resolve", actions_taken=["none_needed"], **said)
    assert codes(none) == {"actions_taken": "decision.action_needed"}
    assert officer.move(case_id, 3, "resolve", actions_taken=["talked_to"], **said).status_code == 200


@pytest.mark.promise("T7", "in part")
def test_a_proposal_tells_nobody_and_the_approval_gives_the_answer_to_the_reporter(officer, colleague, case, lives):
    filed, case_id = case
    before = lives.mine(filed)
    assert propose(officer, lives, case_id).status_code == 201
    mine = lives.mine(filed)
    assert {name: mine[name] for name in before} == before
    seen = colleague.get(f"/cases/{case_id}").json
    assert {"approve", "disapprove"} <= set(seen["allowed_events"])
    waiting = {name: seen["proposal"][name] for name in ("proposed", "ground", "reason", "public_reply", "by")}
    assert waiting == {**{k: v for k, v in DECLINE.items() if k != "event"}, "proposed": "decline", "by": OFFICER}
    assert not {"approve", "disapprove"} & set(officer.get(f"/cases/{case_id}").json["allowed_events"])
    done = decide(colleague, lives, case_id, YES)
    assert (done.status_code, done.json["status"], done.json["version"]) == (200, "declined", 4)
    assert events(officer, case_id) == ["file", "propose", "approve", "decline"]
    told = lives.mine(filed)
    assert (told["status"], told["public_reply"]) == ("declined", DECLINE["public_reply"])
    assert [item["event"] for item in told["timeline"]] == ["file", "decline"]
    by = [line["by"] for line in history(officer, case_id)]
    assert by[1] == by[3] == OFFICER != by[2]
    assert officer.get(f"/cases/{case_id}").json["proposal"] is None


@pytest.mark.promise("T7", "in part")
def test_nobody_approves_the_own_proposal_nor_a_case_that_is_not_theirs(officer, colleague, case, lives):
    _, case_id = case
    assert codes(decide(colleague, lives, case_id, YES)) == {"approved": "move.nothing_proposed"}
    propose(officer, lives, case_id)
    for verdict in (YES, NO):
        assert codes(decide(officer, lives, case_id, verdict)) == {"approved": "move.own_proposal"}
    for stranger in (NEIGHBOUR, CITY):
        assert decide(lives.console(stranger), lives, case_id, YES).status_code == 404
    with writing(lives.house.engine) as db:
        db.add(Recusal(case_id=case_id, staff_id=colleague.me["id"]))
        db.commit()
    assert decide(colleague, lives, case_id, YES).status_code == 404


@pytest.mark.promise("T7", "in part")
def test_who_does_not_agree_says_why_and_it_can_be_proposed_again(officer, colleague, case, lives):
    filed, case_id = case
    propose(officer, lives, case_id)
    assert codes(decide(colleague, lives, case_id, {"approved": False})) == {"reason": "move.reason_missing"}
    assert decide(colleague, lives, case_id, NO).json["status"] == "submitted"
    assert history(officer, case_id)[-1]["reason"] == NO["reason"]
    assert lives.mine(filed)["public_reply"] is None
    assert codes(decide(colleague, lives, case_id, YES)) == {"approved": "move.nothing_proposed"}
    assert propose(officer, lives, case_id).status_code == 201
    assert decide(colleague, lives, case_id, YES).status_code == 200


@pytest.mark.promise("T7", "in part")
def test_one_proposal_is_open_at_a_time_and_ones_own_can_be_changed(officer, colleague, case, lives):
    _, case_id = case
    propose(officer, lives, case_id)
    assert codes(propose(colleague, lives, case_id)) == {"event": "approval.open_already"}
    assert propose(officer, lives, case_id, public_reply="请联系学校。").status_code == 201
    decide(colleague, lives, case_id, YES)
    assert history(officer, case_id)[-1]["public_reply"] == "请联系学校。"


@pytest.mark.promise("T6", "in part")
def test_a_case_that_went_on_since_the_proposal_is_not_answered_and_what_changed_is_said(
    officer, colleague, case, lives
):
    _, case_id = case
    propose(officer, lives, case_id)
    officer.post(f"/cases/{case_id}/assignment", {"assignee": colleague.me["id"]}, 2)  # who has it changes nothing
    assert officer.get(f"/cases/{case_id}").json["proposal"]["proposed"] == "decline"
    stale = decide(colleague, lives, case_id, YES, version=2)
    assert (stale.status_code, [line["event"] for line in stale.json["changed"]]) == (409, ["assign"])
    assert officer.move(case_id, 3, "accept").status_code == 200
    overtaken = decide(colleague, lives, case_id, YES)
    assert overtaken.status_code == 409
    assert [line["event"] for line in overtaken.json["changed"]] == ["assign", "accept"]
    assert officer.get(f"/cases/{case_id}").json["proposal"] is None
    assert propose(officer, lives, case_id).status_code == 201
    assert decide(colleague, lives, case_id, YES).status_code == 200


@pytest.mark.promise("T7", "in part")
def test_whoever_is_urged_while_an_answer_waits_need_not_propose_it_again(officer, colleague, case, lives):
    _, case_id = case
    propose(officer, lives, case_id)
    urged = {"event": "supervise", "reason_code": "silent", "reason": "请尽快。", "answer_by": None}
    above = lives.console("supervisor-410000")
    assert above.post(f"/cases/{case_id}/urging", urged).status_code == 204
    told = {"back_report": "on_site", "reason": "答复正在审批。"}
    assert officer.post(f"/cases/{case_id}/back_report", told, version_of(lives, case_id)).status_code == 200
    assert case_id in [one["id"] for one in colleague.get("/cases", concern="proposed", limit=100).json["items"]]
    assert decide(colleague, lives, case_id, YES).json["status"] == "declined"


@pytest.mark.promise("T7")
def test_an_outcome_against_the_reporter_needs_a_recorded_check(officer, colleague, case, lives):
    _, case_id = case
    officer.move(case_id, 1, "accept")
    officer.move(case_id, 2, "investigate")
    assert codes(officer.post(f"/cases/{case_id}/approval", UNFOUND, 3)) == {"event": "move.check_first"}
    assert officer.post(f"/cases/{case_id}/checks", CHECK).json["version"] == 4
    assert officer.post(f"/cases/{case_id}/approval", UNFOUND, 4).status_code == 201
    assert decide(colleague, lives, case_id, YES).json["status"] == "resolved"
    looked = history(officer, case_id)[3]
    assert looked["check"] == {**CHECK, "classes_sampled": []}


@pytest.mark.promise("T7", "in part")
def test_a_ground_that_somebody_can_look_at_needs_a_check_too(officer, case, lives):
    _, case_id = case
    assert codes(propose(officer, lives, case_id, ground="within_the_rules")) == {"event": "move.check_first"}
    assert codes(propose(officer, lives, case_id, ground=None)) == {"ground": "decision.ground_missing"}
    assert codes(propose(officer, lives, case_id, ground="discipline")) == {"ground": "field.not_offered"}
    officer.post(f"/cases/{case_id}/checks", CHECK)
    assert propose(officer, lives, case_id, ground="within_the_rules").status_code == 201


@pytest.mark.promise("T11", "in part")
def test_danger_is_handed_over_before_anything_is_proposed(officer, lives):
    filed = lives.phone.file(homework(safety=True)).json
    case_id = lives.house.case_of(filed)["id"]
    assert codes(propose(officer, lives, case_id)) == {"event": "move.hand_over_first"}


@pytest.mark.promise("D2", "in part")
def test_a_proposal_stops_no_clock(officer, colleague, case, lives):
    _, case_id = case
    with reading(lives.house.engine) as db:
        before = db.get_one(Case, case_id)
    propose(officer, lives, case_id)
    with reading(lives.house.engine) as db:
        after = db.get_one(Case, case_id)
    clocks = ("accept_on", "first_answer_on", "finish_on", "told_on", "next_due_on", "first_answered", "asked_on")
    assert [getattr(after, name) for name in clocks] == [getattr(before, name) for name in clocks]
    assert decide(colleague, lives, case_id, YES).status_code == 200
    with reading(lives.house.engine) as db:
        assert db.get_one(Case, case_id).first_answered

"""T7: who approves: a colleague, a supervisor of the office, and from above where nobody else is; and T8."""

import pytest
import sqlalchemy as sa

from models import CaseEvent, Recusal, Staff
from models.engine import reading, writing
from tests.services.approving import (
    DECLINE,
    NO,
    YES,
    alone,
    case,
    codes,
    colleague,
    decide,
    officer,
    propose,
    supervisor_of,
    version_of,
)
from tests.services.lives import OFFICER
from tests.support.phone import homework

__all__ = ["case", "colleague", "officer"]


@pytest.mark.promise("T7", "in part")
@pytest.mark.promise("K7", "in part")
def test_where_nobody_else_is_a_supervisor_above_opens_it_with_a_reason_and_decides(officer, case, lives):
    filed, case_id = case
    province = lives.console("supervisor-410000")
    alone(officer, lives, case_id)
    propose(officer, lives, case_id)
    assert case_id in [one["id"] for one in province.get("/cases", concern="proposed", limit=100).json["items"]]
    assert "approve" in province.get(f"/cases/{case_id}").json["allowed_events"]
    assert codes(decide(province, lives, case_id, YES)) == {"approved": "approval.open_first"}
    opened = {"reason_code": "approval", "reason": "审批拟答复。"}
    assert province.post(f"/cases/{case_id}/oversight", opened).status_code == 204
    assert province.get(f"/cases/{case_id}").json["proposal"]["public_reply"] == DECLINE["public_reply"]
    assert decide(province, lives, case_id, YES).status_code == 200
    told = lives.mine(filed)
    assert (told["status"], told["public_reply"]) == ("declined", DECLINE["public_reply"])
    assert [item["event"] for item in told["timeline"]] == ["file", "oversee", "decline"]


def test_a_supervisor_above_leaves_it_to_a_colleague_who_is_there(officer, colleague, case, lives):
    _, case_id = case
    province = lives.console("supervisor-410000")
    propose(officer, lives, case_id)
    assert "approve" not in province.get(f"/cases/{case_id}").json["allowed_events"]
    assert codes(decide(province, lives, case_id, YES)) == {"approved": "approval.colleague_first"}
    assert decide(colleague, lives, case_id, YES).status_code == 200


def test_where_nobody_could_decide_it_says_so_at_once(officer, case, lives):
    """Those above hold the keys of everybody below: here they all stepped aside."""
    _, case_id = case
    alone(officer, lives, case_id)
    with writing(lives.house.engine) as db:
        above = db.scalars(sa.select(Staff.id).where(Staff.role == "supervisor")).all()
        db.add_all(Recusal(case_id=case_id, staff_id=staff_id) for staff_id in above)
        db.commit()
    assert codes(propose(officer, lives, case_id)) == {"event": "approval.nobody_could"}
    assert version_of(lives, case_id) == 1


@pytest.mark.promise("T7", "in part")
def test_a_supervisor_of_the_office_may_approve(officer, case, lives):
    _, case_id = case
    propose(officer, lives, case_id)
    with supervisor_of(officer, lives.installed) as supervisor:
        assert {"approve", "disapprove"} <= set(supervisor.get(f"/cases/{case_id}").json["allowed_events"])
        assert decide(supervisor, lives, case_id, YES).status_code == 200


@pytest.mark.promise("T5", "in part")
def test_a_report_that_joined_since_has_the_answer_too(officer, colleague, together, lives):
    first, case_id = together()
    propose(officer, lives, case_id)
    second, home = together()
    assert home == case_id
    assert decide(colleague, lives, case_id, YES).status_code == 200
    for filed in (first, second):
        assert lives.mine(filed)["public_reply"] == DECLINE["public_reply"]


@pytest.mark.promise("T7", "in part")
def test_the_list_of_what_waits_for_approval_has_what_waits_and_nothing_else(officer, colleague, case, lives):
    _, case_id = case

    def listed():
        return case_id in [one["id"] for one in colleague.get("/cases", concern="proposed", limit=100).json["items"]]

    assert not listed()
    propose(officer, lives, case_id)
    assert listed()
    decide(colleague, lives, case_id, NO)
    assert not listed()


@pytest.mark.promise("T8", "in part")
def test_who_approved_an_answer_does_not_look_at_the_appeal(lives):
    """At the root, where an appeal stays, if somebody is left."""
    filed = lives.phone.file(homework()).json
    officer = lives.console(OFFICER)
    case_id = lives.house.case_of(filed)["id"]
    assert officer.end(case_id, 1, "decline", **{k: DECLINE[k] for k in ("reason", "public_reply")}).status_code == 200
    assert lives.act(filed, "appeal", {"reason": "没有人来过。"}).status_code == 204
    appealed = lives.house.case_of(filed)["id"]
    with reading(lives.house.engine) as db:
        who = sa.select(CaseEvent.staff_id).where(CaseEvent.case_id == case_id, CaseEvent.staff_id.is_not(None))
        acted = set(db.scalars(who))
        recused = set(db.scalars(sa.select(Recusal.staff_id).where(Recusal.case_id == appealed)))
    assert recused == acted
    assert len(recused) == 2

"""T7: what was looked at before a case began, or before its answer, is written down as nothing that came after."""

from datetime import timedelta

import pytest

from tests.services.appealed import chief
from tests.services.approving import NO, YES, codes
from tests.services.lives import OFFICER
from tests.services.test_rechecks import ANSWER, SEEN
from tests.services.town import filed, town
from tests.services.watched import work_on
from tests.support.colleague import colleague_of
from tests.support.phone import CHECK, Console

__all__ = ["chief", "filed", "town"]

UNFOUND = {
    "event": "resolve",
    "outcome": "unsubstantiated",
    "public_reply": "没有发现。",
    "actions_taken": ["none_needed"],
}


def day_of(town, ago=0):
    return (town.clock().date() - timedelta(days=ago)).isoformat()


def check(officer, case_id, day):
    return officer.post(f"/cases/{case_id}/checks", CHECK | {"checked_on": day})


def propose(town, filed, **said):
    return town.console(OFFICER).post(
        f"/cases/{town.case(filed).id}/approval", UNFOUND | said, town.case(filed).version
    )


def decide(town, filed, verdict):
    officer, case = town.console(OFFICER), town.case(filed)
    with colleague_of(officer) as named:
        return Console(officer.client, *named).post(f"/cases/{case.id}/approval/decision", verdict, case.version)


@pytest.fixture
def reopened(town, filed, chief):
    """Checked and answered, and twenty days later to be done again."""
    work_on(town, filed)
    case = town.case(filed)
    assert town.console(OFFICER).end(case.id, case.version, **UNFOUND).status_code == 200
    town.days(20)
    again = {"reason": "请再去看一次。"}
    version = town.case(filed).version
    assert town.console(chief).post(f"/cases/{case.id}/reopening", again, version).status_code == 204
    work_on(town, filed)
    return filed


@pytest.mark.promise("T7", "in part")
def test_nobody_checked_a_case_before_it_was_filed(town, filed):
    town.days(2)
    officer, case_id = town.console(OFFICER), town.case(filed).id
    assert codes(check(officer, case_id, day_of(town, ago=3))) == {"checked_on": "check.before_case"}
    assert check(officer, case_id, day_of(town, ago=2)).status_code == 201


@pytest.mark.promise("T7", "in part")
def test_what_was_checked_before_a_case_was_to_be_done_again_is_not_recorded_as_a_new_check(town, reopened):
    officer, case_id = town.console(OFFICER), town.case(reopened).id
    for day in (day_of(town, ago=20), day_of(town, ago=1), "2001-01-01"):
        refused = check(officer, case_id, day)
        assert codes(refused) == {"checked_on": "check.before_case"}
        assert day_of(town) in refused.json["errors"][0]["message"]
    assert codes(propose(town, reopened)) == {"event": "move.check_first"}
    assert check(officer, case_id, day_of(town)).status_code == 201
    assert propose(town, reopened).status_code == 201


@pytest.mark.promise("T7", "in part")
def test_what_was_heard_before_may_be_older_than_the_case(town, reopened):
    said = {"speaker": "school", "said_on": day_of(town, ago=20), "text": "已调整作业总量。"}
    answer = town.console(OFFICER).post(f"/cases/{town.case(reopened).id}/statements", said)
    assert answer.status_code == 201


@pytest.mark.promise("T7", "in part")
def test_what_was_seen_before_the_answer_ends_no_promise_to_look_again(town, filed):
    work_on(town, filed)
    town.days(1)
    officer, case = town.console(OFFICER), town.case(filed)
    assert officer.move(case.id, case.version, "resolve", **ANSWER).status_code == 200
    promised, version = ANSWER["recheck_on"], town.case(filed).version
    for day in (day_of(town, ago=1), "2001-01-01"):
        refused = officer.post(f"/cases/{case.id}/rechecks", SEEN | {"checked_on": day}, version)
        assert codes(refused) == {"checked_on": "recheck.done_before_answer"}
    assert town.mine(filed)["recheck_on"] == promised
    seen = SEEN | {"checked_on": day_of(town)}
    assert officer.post(f"/cases/{case.id}/rechecks", seen, version).status_code == 201
    assert town.mine(filed)["recheck_on"] is None


@pytest.mark.promise("T7", "in part")
def test_nobody_is_promised_a_day_that_came_while_the_answer_waited(town, filed):
    work_on(town, filed)
    assert check(town.console(OFFICER), town.case(filed).id, day_of(town)).status_code == 201
    assert propose(town, filed, recheck_on=day_of(town, ago=-2)).status_code == 201
    for _ in range(2):
        town.days(2)
        assert codes(decide(town, filed, YES)) == {"approved": "approval.recheck_over"}
        assert (town.mine(filed)["status"], town.mine(filed)["recheck_on"]) == ("investigating", None)
    assert decide(town, filed, NO).status_code == 200
    assert propose(town, filed, recheck_on=day_of(town, ago=-2)).status_code == 201
    town.days(1)
    assert decide(town, filed, YES).json["status"] == "resolved"
    assert town.mine(filed)["recheck_on"] == day_of(town, ago=-1)

"""T7: an office looks again on the day it named with the answer, and its reporters hear what came of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Case, CaseEvent
from models.engine import reading
from tests.services.approving import UNFOUND, YES, case, codes, colleague, decide, officer, propose, version_of
from tests.services.lives import NEIGHBOUR, OFFICER
from tests.support.phone import CHECK, homework

__all__ = ["case", "colleague", "officer"]

DAY = "2026-12-02"
ANSWER = {"outcome": "partly", "actions_taken": ["planned"], "public_reply": "已列入计划。", "recheck_on": DAY}
SEEN = {"put_right": True, "checked_on": "2026-12-02", "text": "看了三个班的作业。", "message": "复查时作业已减少。"}
SUPERVISOR = "supervisor-410000"


def resolved(lives, officer, case_id, **said):
    for event in ("accept", "investigate"):
        officer.move(case_id, version_of(lives, case_id), event)
    return officer.move(case_id, version_of(lives, case_id), "resolve", **ANSWER | said)


def look(officer, lives, case_id, **said):
    return officer.post(f"/cases/{case_id}/rechecks", SEEN | said, version_of(lives, case_id))


def on_the_day(lives):
    """It is the day; everybody's session is over meanwhile."""
    lives.clock.time += timedelta(days=14)
    return lives.console(OFFICER)


def listed(officer, **asked):
    return {item["case"]["id"]: (item["recheck_on"], item["is_due"]) for item in rechecks(officer, **asked)["items"]}


def rechecks(officer, **asked):
    answer = officer.get("/rechecks", **asked)
    assert answer.status_code == 200, answer.json
    return answer.json


def rows(lives, case_id):
    with reading(lives.house.engine) as db:
        return db.scalars(sa.select(Case.recheck_on).where(Case.id == case_id, Case.recheck_on.is_not(None))).all()


@pytest.mark.promise("T7", "in part")
def test_a_plan_is_answered_with_the_day_to_look_again_which_the_reporter_reads(lives, officer, case):
    filed, case_id = case
    assert codes(resolved(lives, officer, case_id, recheck_on=None)) == {"recheck_on": "recheck.missing"}
    assert codes(resolved(lives, officer, case_id, recheck_on="2026-11-18")) == {"recheck_on": "recheck.too_early"}
    assert codes(resolved(lives, officer, case_id, recheck_on="2027-11-18")) == {"recheck_on": "recheck.too_late"}
    assert lives.mine(filed)["recheck_on"] is None
    assert resolved(lives, officer, case_id).status_code == 200
    assert lives.mine(filed)["recheck_on"] == DAY
    opened = officer.get(f"/cases/{case_id}").json
    assert (opened["recheck_on"], opened["history"][-1]["recheck_on"]) == (DAY, DAY)
    assert "recheck" in opened["allowed_events"]


@pytest.mark.promise("T7", "in part")
def test_no_other_move_takes_a_day_to_look_again(lives, officer, case):
    _, case_id = case
    refused = officer.move(case_id, 1, "accept", recheck_on=DAY)
    assert codes(refused) == {"recheck_on": "move.not_taken"}
    assert codes(propose(officer, lives, case_id, recheck_on=DAY)) == {"recheck_on": "move.not_taken"}


@pytest.mark.promise("T7", "in part")
def test_the_list_shows_it_to_the_office_and_those_above_and_says_when_it_is_due(lives, officer, case):
    _, case_id = case
    resolved(lives, officer, case_id)
    assert listed(officer)[case_id] == (DAY, False)
    assert case_id not in listed(officer, due="true")
    assert case_id not in listed(lives.console(NEIGHBOUR))
    officer, above = on_the_day(lives), lives.console(SUPERVISOR)
    for reader in (officer, above):
        assert listed(reader, due="true")[case_id] == (DAY, True)
        assert rechecks(reader)["due"] >= 1
    assert case_id not in listed(lives.console(NEIGHBOUR))


@pytest.mark.promise("T7", "in part")
def test_what_was_seen_is_recorded_once_and_each_reporter_is_told(lives, officer, case):
    filed, case_id = case
    resolved(lives, officer, case_id)
    officer = on_the_day(lives)
    before = version_of(lives, case_id)
    assert look(officer, lives, case_id).status_code == 201
    assert version_of(lives, case_id) == before + 1
    mine = lives.mine(filed)
    assert (mine["status"], mine["recheck_on"], mine["messages"][-1]["text"]) == ("resolved", None, SEEN["message"])
    assert (mine["timeline"][-1]["event"], mine["timeline"][-1]["on"]) == ("recheck", DAY)
    opened = officer.get(f"/cases/{case_id}").json
    line = opened["history"][-1]
    assert line["recheck"] == {name: SEEN[name] for name in ("put_right", "checked_on", "text")}
    assert (line["public_reply"], opened["recheck_on"]) == (SEEN["message"], None)
    assert "recheck" not in opened["allowed_events"]
    assert case_id not in listed(officer)
    assert codes(look(officer, lives, case_id)) == {"checked_on": "move.no_recheck"}


@pytest.mark.promise("T7", "in part")
def test_what_is_not_put_right_is_looked_at_again(lives, officer, case):
    filed, case_id = case
    resolved(lives, officer, case_id)
    officer = on_the_day(lives)
    assert codes(look(officer, lives, case_id, put_right=False)) == {"recheck_on": "recheck.when_again"}
    assert codes(look(officer, lives, case_id, checked_on="2026-12-03")) == {"checked_on": "recheck.done_in_future"}
    assert look(officer, lives, case_id, put_right=False, recheck_on="2026-12-20").status_code == 201
    assert listed(officer)[case_id] == ("2026-12-20", False)
    assert lives.mine(filed)["recheck_on"] == "2026-12-20"


@pytest.mark.promise("T7", "in part")
def test_an_answer_that_somebody_approves_brings_its_day_along(lives, officer, colleague, case):
    filed, case_id = case
    for event in ("accept", "investigate"):
        officer.move(case_id, version_of(lives, case_id), event)
    officer.post(f"/cases/{case_id}/checks", CHECK)
    proposed = {**UNFOUND, "outcome": "unverifiable", "ground": None, "reason": None, "recheck_on": DAY}
    assert propose(officer, lives, case_id, **proposed).status_code == 201
    assert officer.get(f"/cases/{case_id}").json["proposal"]["recheck_on"] == DAY
    assert rows(lives, case_id) == []
    assert decide(colleague, lives, case_id, YES).status_code == 200
    assert lives.mine(filed)["recheck_on"] == DAY


@pytest.mark.promise("T7", "in part")
@pytest.mark.promise("T8", "in part")
def test_what_is_done_again_has_no_day_of_the_answer_before(lives, officer, case):
    _, case_id = case
    resolved(lives, officer, case_id)
    again = lives.console(SUPERVISOR).post(
        f"/cases/{case_id}/reopening", {"reason": "请重新核实。"}, version_of(lives, case_id)
    )
    assert again.status_code == 204
    assert rows(lives, case_id) == []
    assert case_id not in listed(officer)


@pytest.mark.promise("A10", "in part")
def test_with_the_last_report_nothing_is_left_to_look_at(lives, officer, case):
    filed, case_id = case
    resolved(lives, officer, case_id)
    assert lives.act(filed, "withdrawal").status_code == 204
    assert rows(lives, case_id) == []


@pytest.mark.promise("T6", "in part")
def test_the_second_of_two_who_looked_hears_of_the_first(lives, officer, case):
    _, case_id = case
    resolved(lives, officer, case_id)
    seen = version_of(lives, case_id)
    body = SEEN | {"checked_on": "2026-11-18"}
    answers = [officer.post(f"/cases/{case_id}/rechecks", body, seen) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 409]
    assert [change["event"] for change in answers[1].json["changed"]] == ["recheck"]


@pytest.mark.promise("A1", "in part")
def test_a_thief_reads_the_day_and_neither_what_was_seen_nor_whether_it_was_right(lives, officer, case):
    _, case_id = case
    resolved(lives, officer, case_id)
    look(officer, lives, case_id, checked_on="2026-11-18", put_right=False, recheck_on="2026-12-20")
    with reading(lives.house.engine) as db:
        stolen = db.execute(sa.select(CaseEvent.__table__).where(CaseEvent.case_id == case_id)).all()
    found = repr([tuple(row) for row in stolen]).encode()
    for secret in ("put_right", "2026-12-20", SEEN["text"], SEEN["message"]):
        assert secret.encode() not in found


def test_the_list_comes_in_parts(lives, officer):
    wanted = set()
    for _ in range(3):
        case_id = lives.house.case_of(lives.phone.file(homework()).json)["id"]
        resolved(lives, officer, case_id)
        wanted.add(case_id)
    found, cursor = [], None
    while cursor is not None or not found:
        page = rechecks(officer, limit=2, **({"cursor": cursor} if cursor else {}))
        found += [item["case"]["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert len(found) == len(set(found))
    assert wanted <= set(found)
    other = rechecks(officer, limit=1)["next_cursor"]
    assert officer.get("/rechecks", due="true", cursor=other).status_code == 422


ANYTHING = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates().map(str)


@pytest.fixture(scope="module")
def promised(house):
    """A case that can be looked at again and again."""
    officer = house.log_in(OFFICER)
    case_id = house.case_of(house.phone.file(homework()).json)["id"]
    for version, event in enumerate(("accept", "investigate"), start=1):
        assert officer.move(case_id, version, event).status_code == 200
    assert officer.move(case_id, 3, "resolve", **ANSWER).status_code == 200
    return officer, case_id


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*SEEN, "recheck_on", "x"]), ANYTHING))
def test_whatever_is_sent_is_recorded_or_refused_by_name(house, promised, changes):
    officer, case_id = promised
    version = officer.get(f"/cases/{case_id}").json["version"]
    body = {**SEEN, "put_right": False, "checked_on": "2026-11-18", "recheck_on": DAY, **changes}
    answer = officer.post(f"/cases/{case_id}/rechecks", body, version)
    if answer.status_code == 201:
        assert officer.get(f"/cases/{case_id}").json["version"] == version + 1
    else:
        assert answer.status_code == 422, answer.json
        assert {error["field"] for error in answer.json["errors"]} <= {*SEEN, "recheck_on", "x"}

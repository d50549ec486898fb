"""T7: an answer names all that was done, in the order of the data, and the reporter reads a sentence about each."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models import CaseEvent, Report
from models.engine import writing
from policy.decisions import LONGEST, MOST_ACTIONS
from security.envelope import open_json, seal_json
from services.cases.said import BEFORE, as_now
from services.keyring import case_keys
from tests.services.approving import (
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
from tests.services.lives import OFFICER
from tests.support.phone import CHECK

__all__ = ["case", "colleague", "officer"]

SEVERAL = ["talked_to", "ordered_to_correct", "refunded"]
ANSWER = {"outcome": "partly", "public_reply": "已约谈并责令整改，款已退回。"}


def under_way(lives, officer, case_id):
    for event in ("accept", "investigate"):
        officer.move(case_id, version_of(lives, case_id), event)


def resolve(lives, officer, case_id, actions):
    return officer.move(case_id, version_of(lives, case_id), "resolve", **ANSWER, actions_taken=actions)


def said_in(lives, filed, locale):
    headers = lives.phone.with_receipt(filed["receipt"]) | {"Accept-Language": locale}
    return lives.house.client.get("/api/v1/reports/mine", headers=headers).json["action_texts"]


@pytest.mark.promise("T7", "in part")
def test_office_and_reporter_read_everything_that_was_done_in_one_order(lives, officer, case):
    filed, case_id = case
    under_way(lives, officer, case_id)
    assert (lives.mine(filed)["actions_taken"], lives.mine(filed)["action_texts"]) == ([], [])
    assert resolve(lives, officer, case_id, SEVERAL[::-1]).status_code == 200
    mine = lives.mine(filed)
    assert mine["actions_taken"] == SEVERAL
    said = ["已约谈有关负责人，提出了要求。", "已要求限期改正。是否改到位，以后续核查为准。", "已办理退费。"]
    assert said_in(lives, filed, "zh-CN") == said
    assert said_in(lives, filed, "en") == mine["action_texts"]
    assert (len(mine["action_texts"]), mine["action_texts"][-1]) == (3, "Money was paid back.")
    opened = officer.get(f"/cases/{case_id}").json
    assert opened["history"][-1]["actions_taken"] == opened["reports"][0]["actions_taken"] == SEVERAL
    assert [line["actions_taken"] for line in opened["history"][:-1]] == [[], [], []]


@pytest.mark.promise("T7", "in part")
def test_the_reporter_reads_nothing_of_it_before_a_second_person_agreed(lives, officer, colleague, case):
    filed, case_id = case
    under_way(lives, officer, case_id)
    officer.post(f"/cases/{case_id}/checks", CHECK)
    proposed = {**UNFOUND, "ground": None, "reason": None, "actions_taken": ["talked_to", "explained"]}
    assert propose(officer, lives, case_id, **proposed).status_code == 201
    assert colleague.get(f"/cases/{case_id}").json["proposal"]["actions_taken"] == ["explained", "talked_to"]
    assert lives.mine(filed)["actions_taken"] == []
    assert decide(colleague, lives, case_id, YES).status_code == 200
    assert lives.mine(filed)["actions_taken"] == ["explained", "talked_to"]


@pytest.mark.promise("T7", "in part")
def test_nothing_needed_stands_alone_and_one_that_is_planned_among_others_needs_a_day(lives, officer, case):
    _, case_id = case
    under_way(lives, officer, case_id)
    beside = resolve(lives, officer, case_id, ["none_needed", "talked_to"])
    assert codes(beside) == {"actions_taken": "decision.nothing_else"}
    planned = resolve(lives, officer, case_id, ["talked_to", "planned"])
    assert codes(planned) == {"recheck_on": "recheck.missing"}
    refused = officer.move(case_id, version_of(lives, case_id), "hand_over", reason="x", actions_taken=["talked_to"])
    assert codes(refused) == {"actions_taken": "move.not_taken"}


TEXTS = st.text(max_size=LONGEST + 2)
CODES = st.sampled_from(["talked_to", "refunded", "none_needed", "no_such_action"])
SENT = st.one_of(
    st.lists(CODES | TEXTS, max_size=MOST_ACTIONS + 2),
    st.lists(st.none() | st.booleans() | st.integers() | st.lists(CODES, max_size=2), min_size=1, max_size=3),
    st.none() | st.booleans() | st.integers() | TEXTS | st.dictionaries(CODES, CODES, max_size=2),
)


def is_refused(sent):
    """By hand: everything but one or more real actions, each once, and nothing besides that none was needed."""
    real = isinstance(sent, list) and all(isinstance(one, str) for one in sent)
    named = [one.strip() for one in sent] if real else []
    return not named or len(set(named)) != len(named) or not set(named) <= {"talked_to", "refunded"}


@pytest.mark.promise("T7", "in part")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=SENT)
@example(sent=[])
@example(sent="talked_to")
@example(sent=["talked_to", "talked_to"])
@example(sent=["talked_to", "no_such_action"])
@example(sent=["talked_to"] * (MOST_ACTIONS + 1))
@example(sent=["talked_to\0"])
@example(sent=None)
def test_whatever_else_comes_in_their_place_is_refused_by_name_and_told_to_nobody(lives, officer, case, sent):
    filed, case_id = case
    if version_of(lives, case_id) == 1:
        under_way(lives, officer, case_id)
    if not is_refused(sent):
        return
    version = version_of(lives, case_id)
    for path, outcome in (("moves", "partly"), ("approval", "substantiated")):
        body = {"event": "resolve", **ANSWER, "outcome": outcome, "actions_taken": sent}
        answer = officer.post(f"/cases/{case_id}/{path}", body, version)
        assert answer.status_code == 422, answer.json
        assert {fault["field"].split(".")[0] for fault in answer.json["errors"]} == {"actions_taken"}
    assert version_of(lives, case_id) == version
    assert lives.mine(filed)["actions_taken"] == []


def as_before(lives, case_id, filed):
    """Seal what was said as it was sealed when an answer named one action."""
    with writing(lives.house.engine) as db:
        report = db.scalars(sa.select(Report).where(Report.reference == filed["reference"])).one()
        keys = case_keys(db, lives.actor(db, OFFICER), case_id, [report.id])
        if report.sealed_reply is not None:
            place = {"table": "report", "column": "sealed_reply", "row_id": report.id}
            report.sealed_reply = reseal(keys.report_keys[report.id], report.sealed_reply, place)
        last = sa.select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.version.desc())
        event = db.scalars(last.limit(1)).one()
        place = {"table": "case_event", "column": "sealed_detail", "row_id": event.id}
        event.sealed_detail = reseal(keys.case_key, event.sealed_detail, place)


def reseal(key, sealed, place):
    said = open_json(key, sealed, **place)
    (said[BEFORE],) = said.pop("actions_taken")
    return seal_json(key, said, **place)


def test_what_was_sealed_when_an_answer_named_one_action_is_read_as_ever(lives, officer, case):
    filed, case_id = case
    under_way(lives, officer, case_id)
    resolve(lives, officer, case_id, ["refunded"])
    as_before(lives, case_id, filed)
    mine, opened = lives.mine(filed), officer.get(f"/cases/{case_id}").json
    assert (mine["actions_taken"], mine["action_texts"]) == (["refunded"], ["Money was paid back."])
    assert opened["history"][-1]["actions_taken"] == opened["reports"][0]["actions_taken"] == ["refunded"]


def test_a_proposal_of_that_time_is_approved_as_it_stands(lives, officer, colleague, case):
    filed, case_id = case
    under_way(lives, officer, case_id)
    officer.post(f"/cases/{case_id}/checks", CHECK)
    propose(officer, lives, case_id, **{**UNFOUND, "ground": None, "reason": None})
    as_before(lives, case_id, filed)
    assert decide(colleague, lives, case_id, YES).status_code == 200
    assert lives.mine(filed)["actions_taken"] == ["none_needed"]
    assert events(officer, case_id)[-3:] == ["propose", "approve", "resolve"]
    assert [line["actions_taken"] for line in history(officer, case_id)[-3:]] == [["none_needed"], [], ["none_needed"]]


def test_whatever_was_said_then_names_at_most_one():
    assert as_now({BEFORE: "explained", "reason": "x"}) == {"actions_taken": ["explained"], "reason": "x"}
    assert as_now({BEFORE: None}) == as_now({}) == {"actions_taken": []}
    assert as_now({"actions_taken": SEVERAL}) == {"actions_taken": SEVERAL}

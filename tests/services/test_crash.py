"""A crash between any two statements, or right before a commit, leaves nothing behind; and it can be done again."""

import uuid

import pytest
import sqlalchemy as sa

from models import Base
from tests.support.phone import homework
from tests.support.statements import failing, failing_commit

OFFICER = "officer-411102-education"
FID = {"channel": "fcm", "locale": "en", "fid": "fid-1"}
ENOUGH = 100


@pytest.fixture
def acts(house):
    """Requests by name, each ready to be sent any number of times until it succeeds once."""
    phone, officer = house.phone, house.log_in(OFFICER)
    filed = phone.file(homework(subscription=FID)).json
    case_id = house.case_of(filed)["id"]
    assert officer.move(case_id, 1, "accept").status_code == 200
    assert officer.move(case_id, 2, "investigate").status_code == 200
    key, challenge, new = uuid.uuid4(), phone.challenge(), homework(text="另一件事。", safety=True, subscription=FID)
    path, receipt = f"/cases/{case_id}", phone.with_receipt(filed["receipt"])
    subscription = "/api/v1/reports/mine/subscription"
    told = {"outcome": "partly", "public_reply": "已减少作业。"}
    return {
        "file": lambda: phone.file(new, key=key, challenge=challenge),
        "answer": lambda: phone.say(filed["receipt"], "语文。"),
        "subscribe": lambda: phone.client.put(subscription, json=FID | {"fid": "fid-2"}, headers=receipt),
        "unsubscribe": lambda: phone.client.delete(subscription, headers=receipt),
        "resolve": lambda: officer.end(case_id, 3, "resolve", **told),
        "hand_over": lambda: officer.move(case_id, 3, "hand_over", reason="已移交。"),
        "ask": lambda: officer.post(f"{path}/messages", {"text": "几门?", "ask": True}, 3),
        "message": lambda: officer.post(f"{path}/messages", {"text": "正在核实。", "ask": False}),
        "note": lambda: officer.post(f"{path}/notes", {"text": "已致电。"}),
        "assign": lambda: officer.post(f"{path}/assignment", {"assignee": "me"}, 3),
        "log_out": lambda: officer.client.delete("/api/v1/staff/session", headers=officer.headers),
    }


def everything(engine):
    """Every row of every table."""
    with engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table)).all()))
            for table in Base.metadata.sorted_tables
        }


ACTS = [
    *("file", "answer", "subscribe", "unsubscribe", "resolve", "hand_over"),
    *("ask", "message", "note", "assign", "log_out"),
]


@pytest.mark.parametrize("act", ACTS)
def test_a_crash_after_any_statement_changes_nothing_and_the_retry_succeeds(acts, house, act):
    before = everything(house.engine)
    for number in range(1, ENOUGH):
        with failing(house.engine, at=number) as executed:
            answer = acts[act]()
        if len(executed) < number:
            break
        assert answer.status_code == 500, number
        assert everything(house.engine) == before, executed
    assert answer.status_code in {200, 201, 204}
    assert everything(house.engine) != before
    assert number > 2, "there was something to interrupt"


@pytest.mark.parametrize("act", ACTS)
def test_a_crash_right_before_the_commit_changes_nothing_and_the_retry_succeeds(acts, house, act):
    before = everything(house.engine)
    with failing_commit(house.engine, at=1):
        assert acts[act]().status_code == 500
    assert everything(house.engine) == before
    assert acts[act]().status_code in {200, 201, 204}
    assert everything(house.engine) != before


def test_what_was_stored_before_the_answer_got_lost_is_answered_again(acts, house):
    first = acts["file"]()
    stored = everything(house.engine)
    assert acts["file"]().json == first.json
    assert everything(house.engine) == stored

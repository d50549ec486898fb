"""A clock that is set back over midnight puts what an office does before the filing: its reporter reads it all."""

from datetime import timedelta

import pytest

from tests.services.lives import OFFICER, REPLY
from tests.services.test_escalation import town
from tests.support.phone import homework

__all__ = ["town"]

FILED_ON, HOUR_S = "2026-11-19", 3600


@pytest.fixture
def filed(town, now):
    """Filed at twenty past midnight; then the clock is set back by an hour."""
    town.clock.time = now.replace(hour=0, minute=20) + timedelta(days=1)
    filed = town.phone.file(homework()).json
    town.clock.forward(-HOUR_S)
    return filed


def told(town, filed):
    mine = town.mine(filed)
    return mine["status"], [(item["event"], item["on"]) for item in mine["timeline"]]


def test_an_answer_given_the_day_before_the_filing_is_read(town, filed):
    town.answer(filed)
    expected = ("declined", [("file", FILED_ON), ("decline", FILED_ON)])
    assert told(town, filed) == expected
    assert town.mine(filed)["public_reply"] == REPLY["public_reply"]
    town.days(3)
    assert told(town, filed) == expected


def test_a_question_asked_and_answered_the_day_before_is_read_too(town, filed):
    officer, case_id = town.console(OFFICER), town.case(filed).id
    officer.move(case_id, 1, "accept")
    officer.post(f"/cases/{case_id}/messages", {"text": "是哪个班？", "ask": True}, 2)
    assert told(town, filed)[0] == "awaiting_reporter"
    town.phone.say(filed["receipt"], "三班。")
    events = ["file", "accept", "ask", "answer"]
    assert told(town, filed) == ("investigating", [(event, FILED_ON) for event in events])

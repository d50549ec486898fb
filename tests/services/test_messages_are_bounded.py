"""One receipt cannot fill a case: after twenty messages the office is heard first."""

from policy.counts import Count, load_counts
from tests.services.lives import OFFICER
from tests.support.phone import homework

MOST_UNANSWERED = load_counts()[Count.UNANSWERED_MESSAGES].most


def test_after_twenty_messages_the_office_writes_first(lives, house):
    filed = lives.phone.file(homework()).json
    for number in range(MOST_UNANSWERED):
        assert lives.phone.say(filed["receipt"], f"第{number}条").status_code == 201
    refused = lives.phone.say(filed["receipt"], "还有一条。")
    assert refused.status_code == 422
    assert [(each["field"], each["code"]) for each in refused.json["errors"]] == [("text", "message.wait_for_answer")]
    assert len(lives.mine(filed)["messages"]) == MOST_UNANSWERED
    case = house.case_of(filed)
    said = {"text": "请稍等。", "ask": False}
    assert lives.console(OFFICER).post(f"/cases/{case['id']}/messages", said).status_code == 201
    assert lives.phone.say(filed["receipt"], "好的。").status_code == 201

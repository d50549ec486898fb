"""The story: from a parent's report to the answer on the receipt."""

import pytest

from demo.story import play
from tests.support.phone import homework

OFFICER = "officer-411102-education"


def test_a_parent_reports_without_a_name_and_hears_back(phone, console):
    filed = phone.file(homework(subscription={"channel": "fcm_topic", "locale": "zh-Hans"}))
    assert filed.status_code == 201, filed.json
    report, receipt = filed.json, filed.json["receipt"]
    assert (report["office"]["division_code"], report["office"]["department"]) == ("411102", "education")
    assert [(found["rule_id"], found["result"]) for found in report["findings"]] == [("HW-02", "suspected")]

    officer = console(OFFICER)
    case = officer.case_of(report["reference"])
    assert case["severity"] == "high"
    path = f"/cases/{case['id']}"
    assert officer.move(case["id"], 1, "accept").status_code == 200
    asked = officer.post(f"{path}/messages", {"text": "是哪几门课?", "ask": True}, 2)
    assert asked.status_code == 201, asked.json

    seen = phone.mine(receipt).json
    assert seen["status"] == "awaiting_reporter"
    assert [(said["sender"], said["text"], said["ask"]) for said in seen["messages"]] == [
        ("office", "是哪几门课?", True)
    ]
    assert phone.say(receipt, "语文和数学。").status_code == 201
    assert phone.mine(receipt).json["status"] == "investigating"

    opened = officer.get(path)
    assert opened.headers["ETag"] == '"4"'
    assert opened.json["reports"][0]["text"] == homework()["text"]
    reply = {"outcome": "substantiated", "public_reply": "学校已减少作业。"}
    assert officer.move(case["id"], 4, "resolve", **reply).status_code == 200

    told = phone.mine(receipt).json
    assert told["status"] == "resolved"
    assert {name: told[name] for name in reply} == reply
    assert [item["event"] for item in told["timeline"]] == ["file", "accept", "ask", "answer", "resolve"]


@pytest.mark.slow
def test_without_a_demo_there_is_no_school(base_url):
    assert [(step.step, step.ok) for step in play(base_url, [])][-1] == ("school", False)

"""What a move takes, and what it tells."""

import pytest

from tests.support.phone import homework

OFFICER = "officer-411102-education"
EXTRA = {"outcome": "substantiated", "public_reply": "told nobody"}


@pytest.fixture
def case(phone, console):
    filed = phone.file(homework()).json
    officer = console(OFFICER)
    return officer, officer.case_of(filed["reference"])["id"], filed


@pytest.mark.parametrize("field", sorted(EXTRA))
def test_what_a_move_would_tell_nobody_is_refused(case, field):
    officer, case_id, _ = case
    refused = officer.move(case_id, 1, "accept", **{field: EXTRA[field]})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json["errors"]] == [field]
    declined = officer.end(case_id, 1, "decline", reason="x", **EXTRA)
    assert [error["field"] for error in declined.json["errors"]] == ["outcome"]


def test_the_way_of_a_public_reply_ends_at_the_receipt_and_in_the_history(case, phone):
    officer, case_id, filed = case
    told = officer.end(case_id, 1, "decline", reason="不归我局", public_reply="请拨打 12345。")
    assert told.status_code == 200
    mine = phone.mine(filed["receipt"]).json
    assert (mine["status"], mine["outcome"], mine["public_reply"]) == ("declined", None, "请拨打 12345。")
    line = officer.get(f"/cases/{case_id}").json["history"][-1]
    assert (line["event"], line["public_reply"], line["reason"]) == ("decline", "请拨打 12345。", "不归我局")


@pytest.mark.promise("T11")
def test_an_officer_who_sees_danger_lets_the_office_above_in_at_once(case, console):
    officer, case_id, filed = case
    above = console("officer-411100-education")
    assert above.get(f"/cases/{case_id}").status_code == 404
    assert officer.move(case_id, 1, "flag_safety").status_code == 422
    assert officer.move(case_id, 1, "flag_safety", reason="文字里提到自伤").status_code == 200
    seen = above.case_of(filed["reference"])
    assert (seen["severity"], seen["safety"]) == ("urgent", True)
    assert above.get(f"/cases/{case_id}").json["reports"][0]["text"] == homework()["text"]
    assert officer.move(case_id, 2, "flag_safety", reason="再次提醒").status_code == 200
    refused = officer.end(case_id, 3, "decline", reason="x", public_reply="y")
    assert refused.json["errors"][0]["code"] == "move.hand_over_first"


def test_a_field_that_was_sent_is_named_when_the_table_says_no(case):
    officer, case_id, _ = case
    officer.end(case_id, 1, "decline", reason="x", public_reply="y")
    refused = officer.post(f"/cases/{case_id}/assignment", {"assignee": "me"}, 4)
    assert [error["field"] for error in refused.json["errors"]] == ["assignee"]


@pytest.mark.promise("T6", "in part")
def test_a_refused_move_names_what_this_reader_may_do_in_their_words(case, phone):
    officer, case_id, filed = case
    stem = "This step is not possible where the case stands. Possible now: "
    rating = {"json": {"solved": True, "score": 5}, "headers": phone.with_receipt(filed["receipt"])}
    too_early = phone.client.post("/api/v1/reports/mine/rating", **rating).json["errors"][0]
    assert too_early["message"] == stem + "write to the office, withdraw the report."
    officer.end(case_id, 1, "decline", reason="x", public_reply="y")
    assert officer.move(case_id, 4, "accept").json["errors"][0]["message"] == stem + "Message."
    officer.headers["Accept-Language"] = "zh-CN"
    refused = officer.move(case_id, 4, "accept").json["errors"][0]
    assert refused["code"] == "move.not_in_this_status"
    assert refused["message"] == "案件在当前状态下不能这样办理，目前可以：留言。"

"""T11: a report of danger to a child is in two offices at once, and none can end it without a recorded hand-over."""

import pytest

from tests.support.installation import SCHOOL_ID
from tests.support.phone import homework

URGING = ["urge", "supervise"]
"""What a supervisor above may do besides, wherever the case is."""
COUNTY = {"division_code": "411102"}
ENDINGS = {
    "resolve": {"outcome": "substantiated", "public_reply": "已处理。"},
    "decline": {"reason": "r", "public_reply": "不受理。"},
    "refer_out": {"reason": "r", "public_reply": "已移送。"},
}


def places(installed):
    """(where, who leads, who is above): a county's school, and one that the city runs itself."""
    return {
        "county": (COUNTY, "officer-411102-education", "officer-411100-education"),
        "city-run": (
            COUNTY | {"school_id": installed.schools["city_run"].id},
            "officer-411100-education",
            "supervisor-410000",
        ),
    }


@pytest.fixture(params=["county", "city-run"])
def danger(request, phone, console, installed):
    """A safety report, just filed: the answer to it, the lead's console and the superior's."""
    place, lead, superior = places(installed)[request.param]
    filed = phone.file(homework(place=place, safety=True))
    assert filed.status_code == 201, filed.json
    return filed.json, console(lead), console(superior)


def brought_to(status, lead, case_id):
    """The lead moves the case on to where it can be ended; its version then."""
    steps = {"submitted": [], "accepted": ["accept"], "investigating": ["accept", "investigate"]}[status]
    for version, event in enumerate(steps, start=1):
        assert lead.move(case_id, version, event).status_code == 200
    return len(steps) + 1


@pytest.mark.promise("T11")
def test_it_is_urgent_in_both_queues_at_once_and_both_can_open_it(danger):
    filed, *consoles = danger
    for console in consoles:
        case = console.case_of(filed["reference"])
        assert (case["severity"], case["safety"]) == ("urgent", True)
        assert console.get("/cases", severity="urgent").json["items"][0]["id"] == case["id"]
        opened = console.get(f"/cases/{case['id']}")
        assert opened.status_code == 200
        assert opened.json["reports"][0]["text"] == homework()["text"]


@pytest.mark.promise("T11")
def test_it_is_in_no_third_office(danger, console):
    filed, lead, _ = danger
    case_id = lead.case_of(filed["reference"])["id"]
    for username in ("officer-411103-education", "officer-411100-market_regulation", "officer-000000-education"):
        stranger = console(username)
        assert stranger.get("/cases").json["items"] == []
        assert stranger.get(f"/cases/{case_id}").status_code == 404
    from_above = console("supervisor-000000").get(f"/cases/{case_id}").json
    assert (from_above["is_sealed"], from_above["reports"]) == (True, [])
    assert from_above["allowed_events"] == ["oversee", *URGING]


@pytest.mark.promise("T11")
@pytest.mark.parametrize(
    ("event", "status"), [("resolve", "investigating"), ("decline", "submitted"), ("refer_out", "accepted")]
)
def test_the_lead_ends_it_only_after_a_hand_over(danger, event, status):
    filed, lead, superior = danger
    case_id = lead.case_of(filed["reference"])["id"]
    version = brought_to(status, lead, case_id)
    refused = lead.end(case_id, version, event, **ENDINGS[event])
    assert refused.status_code == 422
    assert [error["code"] for error in refused.json["errors"]] == ["move.hand_over_first"]
    unexplained = superior.move(case_id, version, "hand_over")
    assert [error["code"] for error in unexplained.json["errors"]] == ["move.reason_missing"]
    assert lead.end(case_id, version, event, **ENDINGS[event]).status_code == 422
    assert superior.move(case_id, version, "hand_over", reason="已转公安。").status_code == 200
    assert lead.end(case_id, version + 1, event, **ENDINGS[event]).status_code == 200


@pytest.mark.promise("T11")
def test_a_hand_over_is_recorded_and_told(danger, phone):
    filed, lead, superior = danger
    case_id = lead.case_of(filed["reference"])["id"]
    assert superior.move(case_id, 1, "hand_over", reason="已转公安。").status_code == 200
    line = lead.get(f"/cases/{case_id}").json["history"][-1]
    assert (line["event"], line["reason"], line["by"]) == ("hand_over", "已转公安。", superior.me["username"])
    told = phone.mine(filed["receipt"])
    assert told.json["timeline"][-1]["event"] == "hand_over"
    assert "已转公安。" not in told.text


@pytest.mark.promise("T11")
def test_whoever_was_alerted_reads_notes_and_hands_over_but_does_not_work_the_case(danger):
    filed, lead, superior = danger
    case_id = lead.case_of(filed["reference"])["id"]
    assert superior.post(f"/cases/{case_id}/notes", {"text": "请立即处理"}).status_code == 204
    assert [note["text"] for note in lead.get(f"/cases/{case_id}").json["notes"]] == ["请立即处理"]
    urging = URGING if superior.me["role"] == "supervisor" else []
    assert superior.get(f"/cases/{case_id}").json["allowed_events"] == ["hand_over", *urging]
    refused = [superior.move(case_id, 1, event, **more) for event, more in ENDINGS.items()]
    refused += [superior.move(case_id, 1, event) for event in ("accept", "investigate")]
    refused += [
        superior.post(f"/cases/{case_id}/assignment", {"assignee": "me"}, 1),
        superior.post(f"/cases/{case_id}/messages", {"text": "?", "ask": True}, 1),
        superior.post(f"/cases/{case_id}/target", {"school_id": SCHOOL_ID}, 1),
    ]
    assert {answer.status_code for answer in refused} == {403}
    assert lead.case_of(filed["reference"])["version"] == 1
    assert superior.move(case_id, 1, "hand_over", reason="已转公安。").status_code == 200


@pytest.mark.promise("T11")
def test_a_report_without_danger_is_in_one_office(phone, console):
    filed = phone.file(homework()).json
    assert console("officer-411102-education").case_of(filed["reference"])["severity"] == "high"
    assert console("officer-411100-education").get("/cases").json["items"] == []

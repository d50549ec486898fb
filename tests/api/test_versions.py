"""Entity tags: nobody overwrites what they have not seen, and nobody is sent what they have already."""

import pytest

from tests.api.refusals import CANARY, check_problem, message_of, refused
from tests.support.house import OFFICER
from tests.support.installation import SCHOOL_ID
from tests.support.phone import homework

TAGGED = [
    ("/moves", {"event": "accept"}),
    ("/assignment", {"assignee": "me"}),
    ("/target", {"school_id": SCHOOL_ID}),
    ("/messages", {"text": "几门课?", "ask": True}),
]


@pytest.fixture
def case(house):
    """A case of this test's own."""
    return house.case_of(house.phone.file(homework()).json)


def change(house, case, path, body, **headers):
    url = f"/api/v1/cases/{case['id']}{path}"
    return house.client.post(url, json=body, headers=house.officer.headers | headers)


@pytest.mark.parametrize(("path", "body"), TAGGED, ids=lambda part: part if isinstance(part, str) else "")
def test_a_change_without_if_match_is_refused(house, case, path, body):
    refused(
        house.client,
        *("POST", f"/cases/{case['id']}{path}", 428, "precondition_required", "if_match"),
        json=body,
        headers=house.officer.headers,
    )


@pytest.mark.parametrize("tag", [CANARY, "", "*", '"1", "2"', '"-1"', '"1.0"', '"٣"', '"9999999999"', "W/", "\xff"])
@pytest.mark.parametrize(("path", "body"), TAGGED, ids=lambda part: part if isinstance(part, str) else "")
def test_an_if_match_that_is_no_version_is_refused(house, path, body, tag):
    document = refused(
        house.client,
        *("POST", f"/cases/{house.case_id}{path}", 422, "invalid_fields", "if_match"),
        json=body,
        headers=house.officer.headers | {"If-Match": tag},
    )
    assert "version you saw" in message_of(document, "if_match")


@pytest.mark.parametrize("tag", ['"1"', "1", 'W/"1"', ' "1" '])
def test_a_version_is_understood_however_it_is_written(house, case, tag):
    assert change(house, case, "/moves", {"event": "accept"}, **{"If-Match": tag}).status_code == 200


def test_a_stale_change_is_told_what_changed_and_the_new_version(house, case):
    accepted = change(house, case, "/moves", {"event": "accept"}, **{"If-Match": '"1"'})
    assert (accepted.status_code, accepted.headers["ETag"]) == (200, '"2"')
    change(house, case, "/assignment", {"assignee": "me"}, **{"If-Match": accepted.headers["ETag"]})
    for path, body in TAGGED:
        answer = change(house, case, path, body, **{"If-Match": '"1"'})
        document = check_problem(answer, 409, "stale", locale="en")
        assert answer.headers["ETag"] == '"3"'
        assert [(line["event"], line["status"]) for line in document["changed"]] == [
            ("accept", "accepted"),
            ("assign", "accepted"),
        ]
        assert {line["on"] for line in document["changed"]} == {"2026-11-18"}
        assert {line["by"] for line in document["changed"]} == {OFFICER}


def test_a_move_that_the_table_does_not_have_names_those_it_has(house, case):
    answer = {"event": "resolve", "outcome": "partly", "actions_taken": ["explained"], "public_reply": CANARY}
    headers = house.officer.headers | {"If-Match": '"1"'}
    document = refused(
        house.client, "POST", f"/cases/{case['id']}/moves", 422, "invalid_fields", "event", json=answer, headers=headers
    )
    says = message_of(document, "event")
    assert "Accept" in says
    assert "Decline" in says
    assert "Resolve" not in says


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"event": "resolve"}, {"outcome", "actions_taken", "public_reply"}),
        ({"event": "resolve", "actions_taken": ["explained"], "public_reply": CANARY}, {"outcome"}),
        ({"event": "resolve", "outcome": "partly", "actions_taken": ["explained"]}, {"public_reply"}),
        ({"event": "resolve", "outcome": "partly", "public_reply": CANARY}, {"actions_taken"}),
        ({"event": "resolve", "outcome": "partly", "actions_taken": CANARY, "public_reply": "x"}, {"actions_taken"}),
        ({"event": "resolve", "outcome": "partly", "actions_taken": ["none_needed"]}, {"actions_taken"}),
        ({"event": "decline", "reason": "x", "public_reply": CANARY}, {"event"}),
        ({"event": "refer_out", "public_reply": CANARY}, {"reason"}),
        ({"event": "hand_over"}, {"reason"}),
        (
            {"event": "resolve", "outcome": "partly", "actions_taken": ["planned"], "public_reply": "  "},
            {"public_reply"},
        ),
    ],
)
def test_a_move_that_lacks_something_names_it(house, case, body, fields):
    change(house, case, "/moves", {"event": "accept"}, **{"If-Match": '"1"'})
    change(house, case, "/moves", {"event": "investigate"}, **{"If-Match": '"2"'})
    headers = house.officer.headers | {"If-Match": '"3"'}
    refused(house.client, "POST", f"/cases/{case['id']}/moves", 422, None, *fields, json=body, headers=headers)


@pytest.mark.parametrize("event", ["file", "answer", "ask", "assign", "bind_target", "message"])
def test_an_event_that_has_an_address_of_its_own_is_no_move(house, case, event):
    headers = house.officer.headers | {"If-Match": '"1"'}
    document = refused(
        house.client, "POST", f"/cases/{case['id']}/moves", 422, None, "event", json={"event": event}, headers=headers
    )
    assert "accept, investigate, hand_over" in message_of(document, "event")


def test_an_assignee_of_another_office_is_refused(house, case):
    stranger = house.log_in("officer-411103-education").me["id"]
    answer = change(house, case, "/assignment", {"assignee": stranger}, **{"If-Match": '"1"'})
    check_problem(answer, 422, "invalid_fields", "assignee", locale="en")


def test_a_target_of_another_division_is_refused(house):
    case = house.case_of(house.phone.file(homework()).json)
    body = {"school_id": house.case_id, "institution_id": None}
    check_problem(change(house, case, "/target", body, **{"If-Match": '"1"'}), 422, None, "school_id", locale="en")


def test_who_asks_for_a_case_again_reads_what_raised_no_version(house):
    """Notes, messages that nobody asked for and joining raise none (ADR 10): a version cannot say that all is read."""
    filed = house.phone.file(homework()).json
    case = house.case_of(filed)
    url, headers = f"/api/v1/cases/{case['id']}", house.officer.headers
    first = house.client.get(url, headers=headers)
    seen = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["ETag"] == '"1"'
    house.phone.say(filed["receipt"], "还有一件事。")
    told = house.client.get(url, headers=headers | seen)
    assert (told.status_code, told.headers["ETag"]) == (200, '"1"')
    assert [message["text"] for message in told.json["reports"][0]["messages"]] == ["还有一件事。"]
    assert house.officer.post(f"/cases/{case['id']}/notes", {"text": "已致电。"}).status_code == 204
    noted = house.client.get(url, headers=headers | seen)
    assert (noted.status_code, [note["text"] for note in noted.json["notes"]]) == (200, ["已致电。"])
    moved = change(house, case, "/moves", {"event": "accept"}, **{"If-Match": noted.headers["ETag"]})
    assert (moved.status_code, moved.headers["ETag"]) == (200, '"2"')
    newer = house.client.get(url, headers=headers | seen)
    assert (newer.status_code, newer.headers["ETag"]) == (200, '"2"')


def test_a_report_that_was_read_is_not_sent_again_until_it_changes(house):
    filed = house.phone.file(homework()).json
    first = house.phone.mine(filed["receipt"])
    tag = {"If-None-Match": first.headers["ETag"]}
    again = house.phone.mine(filed["receipt"], **tag)
    assert (again.status_code, again.data, again.headers["Cache-Control"]) == (304, b"", "no-store")
    house.phone.say(filed["receipt"], "还有一件事。")
    newer = house.phone.mine(filed["receipt"], **tag)
    assert newer.status_code == 200
    assert newer.headers["ETag"] != first.headers["ETag"]
    chinese = house.phone.mine(filed["receipt"], **{"If-None-Match": newer.headers["ETag"], "Accept-Language": "zh"})
    assert chinese.status_code == 200


def test_the_forms_speak_the_language_of_the_reader(house):
    names = {}
    for locale in ("zh-Hans", "en"):
        answer = house.client.get("/api/v1/categories", headers={"Accept-Language": locale})
        form = next(item for item in answer.json["items"] if item["id"] == "homework")
        minutes = next(question for question in form["questions"] if question["id"] == "written_minutes")
        assert minutes["dates"] == [f"2026-11-{day}" for day in (11, 12, 13, 16, 17)]
        names[locale] = (form["name"], minutes["label"])
        again = house.client.get(
            "/api/v1/categories", headers={"Accept-Language": locale, "If-None-Match": answer.headers["ETag"]}
        )
        assert again.status_code == 304
    assert names["en"] != names["zh-Hans"]
    assert "homework" in names["en"][0].lower()
    assert "作业" in names["zh-Hans"][0]

"""Addresses, methods, headers and queries that are wrong: the same problem document, whatever it was that failed."""

import uuid

import pytest

from tests.api.refusals import CANARY, check_problem, message_of, refused
from tests.support.phone import homework


@pytest.mark.parametrize(
    "path",
    [
        f"/{CANARY}",
        "",
        "/",
        "/cases/not-a-uuid",
        f"/cases/{CANARY}/moves",
        "/cases/00000000-0000-4000-8000-00000000000",
        "//cases",
        "/%00",
        "/reports/mine/../mine/x",
        f"/{'a' * 3000}",
        "/%ff%fe",
    ],
)
def test_an_unknown_address_is_not_found(house, path):
    refused(house.client, "GET", path, 404, "not_found")


@pytest.mark.parametrize(
    "path", [f"/{CANARY}", "/web/../api/app.py", "/web/%00", "/web/report", f"/web/{'a' * 3000}", "/.env"]
)
def test_an_unknown_page_is_not_found(house, path):
    answer = house.client.get(path, headers={"Accept-Language": "en"})
    check_problem(answer, 404, "not_found", locale="en")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/findings", "OPTIONS, POST"),
        ("DELETE", "/reports", "OPTIONS, POST"),
        ("POST", "/reports/mine", "GET, HEAD, OPTIONS"),
        ("GET", "/reports/mine/subscription", "DELETE, OPTIONS, PUT"),
        ("PATCH", "/cases", "GET, HEAD, OPTIONS"),
        ("POST", "/openapi.json", "GET, HEAD, OPTIONS"),
        ("TRACE", "/cases", "GET, HEAD, OPTIONS"),
        ("PROPFIND", "/cases", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(house, method, path, allowed):
    refused(house.client, method, path, 405, "method_not_allowed")
    assert house.client.open(f"/api/v1{path}", method=method).headers["Allow"] == allowed


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ({"limit": "0"}, "limit", "from 1 to 100"),
        ({"limit": "101"}, "limit", "from 1 to 100"),
        ({"limit": CANARY}, "limit", "a whole number"),
        ({"limit": "9" * 5000}, "limit", "a whole number"),
        ({"colour": CANARY}, "colour", "does not ask for"),
        ({CANARY: "1"}, "", "does not ask for"),
        ({"status": CANARY}, "status", "submitted, accepted,"),
        ({"severity": CANARY}, "severity", "urgent, high, normal"),
        ({"overdue": CANARY}, "overdue", "yes or no"),
        ({"office_id": CANARY}, "office_id", "An id (UUID)"),
        ({"assignee": CANARY}, "assignee", "An id (UUID) is expected, or me."),
        ({"category": CANARY * 4}, "category", "At most 40 characters."),
        ({"matter": f"{CANARY}\0"}, "matter", "a text"),
        ({"cursor": CANARY}, "cursor", "start again from the first page"),
        ({"cursor": "作业"}, "cursor", "start again from the first page"),
        ({"cursor": ""}, "cursor", "start again from the first page"),
        ({"category": CANARY[:40]}, "category", "homework"),
        ({"matter": CANARY[:40]}, "matter", "training_price"),
    ],
)
def test_a_wrong_filter_is_refused_by_name(house, query, field, says):
    headers = house.officer.headers
    document = refused(house.client, "GET", "/cases", 422, "invalid_fields", field, query_string=query, headers=headers)
    assert says in message_of(document, field)


def test_an_office_that_is_not_the_own_has_an_empty_queue(house):
    assert house.filed
    assert house.officer.get("/cases", office_id=str(uuid.uuid4())).json == {"items": [], "next_cursor": None}


def test_me_filters_the_cases_that_are_mine(house):
    filed = house.phone.file(homework()).json
    case = house.case_of(filed)
    answer = house.officer.post(f"/cases/{case['id']}/assignment", {"assignee": "me"}, case["version"])
    assert (answer.json["assignee"], answer.json["assignee_name"]) == (
        house.officer.me["id"],
        house.officer.me["username"],
    )
    for assignee in ("me", house.officer.me["id"]):
        mine = house.officer.get("/cases", assignee=assignee, limit=100).json["items"]
        assert case["id"] in [item["id"] for item in mine]
    assert house.officer.get("/cases", assignee=str(uuid.uuid4())).json["items"] == []


@pytest.mark.parametrize(
    ("path", "query", "status", "field"),
    [
        ("/divisions", {"parent": CANARY[:12]}, 422, "parent"),
        ("/schools", {"division_code": CANARY[:12]}, 422, "division_code"),
        ("/divisions", {"parent": CANARY * 2}, 422, "parent"),
        ("/divisions", {"q": CANARY * 9}, 422, "q"),
        ("/divisions", {"q": "\0"}, 422, "q"),
        ("/schools", {}, 422, "division_code"),
        ("/schools", {"division_code": "411102", "q": f"{CANARY}\0"}, 422, "q"),
        ("/institutions", {"q": CANARY}, 422, "division_code"),
    ],
)
def test_a_place_that_is_not_understood_is_refused(house, path, query, status, field):
    refused(house.client, "GET", path, status, None, *([field] if field else []), query_string=query)


@pytest.mark.parametrize("q", ["%", "_", "\\", "' OR 1=1 --", "演%"])
def test_a_search_is_for_text_and_for_no_pattern(house, q):
    answer = house.client.get("/api/v1/schools", query_string={"division_code": "411102", "q": q})
    assert answer.json == {"items": []}


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (CANARY, "zh-Hans"),
        ("", "zh-Hans"),
        ("*", "zh-Hans"),
        ("en;q=nan", "zh-Hans"),
        ("fr, en-GB;q=0.2", "en"),
        ("zh-CN, en;q=0.9", "zh-Hans"),
        ("en;q=0", "zh-Hans"),
        (",,;;==", "zh-Hans"),
        ("e\xff\xfen", "zh-Hans"),
        ("en," * 2000, "en"),
    ],
)
def test_any_accept_language_is_answered_in_one_of_ours(house, header, locale):
    answer = house.client.get("/api/v1/reports/mine", headers={"Accept-Language": header})
    check_problem(answer, 401, "unauthenticated", locale=locale)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Receipt",
        "Receipt ",
        "Bearer",
        "Basic bm9ib2R5",
        f"Bearer {CANARY}",
        f"Bearer {'A' * 43}",
        "Bearer \xff",
        "x",
    ],
)
def test_without_a_session_nothing_opens(house, value):
    refused(house.client, "GET", "/cases", 401, "unauthenticated", headers={"Authorization": value})
    refused(
        house.client,
        *("POST", f"/cases/{house.case_id}/moves", 401, "unauthenticated"),
        headers={"Authorization": value, "If-Match": CANARY},
        data=CANARY,
    )

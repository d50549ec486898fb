"""The queue, page by page: every case once, and a cursor that fits one question only."""

import base64

import pytest

from policy.lifecycle import UNANSWERED
from tests.api.refusals import refused
from tests.support.phone import homework

BAD_DAYS = [{"date": f"2026-11-{day}", "minutes": 150} for day in (13, 16, 17)]
GOOD_DAYS = [{"date": f"2026-11-{day}", "minutes": 20} for day in (13, 16, 17)]


@pytest.fixture(scope="module")
def queue(house):
    """30 cases of another county, whose queue is this module's alone."""
    for number in range(30):
        days = BAD_DAYS if number % 3 else GOOD_DAYS
        body = homework(place={"division_code": "411103"}, answers={"written_minutes": days}, safety=number % 5 == 0)
        assert house.phone.file(body).status_code == 201
    return house.log_in("officer-411103-education")


def walk(queue, limit, **filters):
    """The items of every page."""
    pages, cursor = [], {}
    while True:
        page = queue.get("/cases", limit=limit, **filters, **cursor).json
        pages.append(page["items"])
        if page["next_cursor"] is None:
            return pages
        cursor = {"cursor": page["next_cursor"]}


@pytest.mark.parametrize("limit", [1, 7, 10, 29, 30, 31])
def test_every_case_is_on_exactly_one_page_in_order(queue, limit):
    pages = walk(queue, limit)
    items = [item for page in pages for item in page]
    assert len({item["id"] for item in items}) == len(items) == 30
    assert all(len(page) == limit for page in pages[:-1])
    assert 0 < len(pages[-1]) <= limit
    order = {"urgent": 0, "high": 1, "normal": 2}
    keys = [(item["next_due_on"], order[item["severity"]], item["id"]) for item in items]
    assert keys == sorted(keys)
    assert {item["severity"] for item in items} == set(order)


def test_a_case_that_comes_in_between_moves_no_other(queue, house):
    before = [item["id"] for item in walk(queue, 100)[0]]
    first = queue.get("/cases", limit=10).json
    house.phone.file(homework(place={"division_code": "411103"}, safety=True))
    rest = queue.get("/cases", limit=100, cursor=first["next_cursor"]).json["items"]
    seen = [item["id"] for item in first["items"] + rest]
    assert [case_id for case_id in seen if case_id in before] == before


@pytest.mark.parametrize("severity", ["urgent", "high", "normal"])
def test_a_filtered_queue_has_those_cases_only(queue, severity):
    items = [item for page in walk(queue, 3, severity=severity) for item in page]
    everything = [item for item in walk(queue, 100)[0] if item["severity"] == severity]
    assert items == everything
    assert items


def test_what_is_open_and_what_is_done_are_the_whole_queue(queue, house):
    everything = {item["id"]: item["status"] for item in walk(queue, 100)[0]}
    parts = {flag: queue.get("/cases", limit=100, open=flag).json["items"] for flag in ("true", "false")}
    assert {item["id"] for part in parts.values() for item in part} == set(everything)
    assert {item["status"] for item in parts["true"]} <= set(UNANSWERED)
    assert not {item["status"] for item in parts["false"]} & set(UNANSWERED)
    assert parts["true"]


def test_a_queue_that_did_not_change_is_not_sent_again(queue, house):
    first = queue.get("/cases", limit=5)
    headers = queue.headers | {"If-None-Match": first.headers["ETag"]}
    again = house.client.get("/api/v1/cases?limit=5", headers=headers)
    assert (again.status_code, again.data) == (304, b"")


def tampered(cursor):
    raw = base64.urlsafe_b64decode(cursor)
    for index in (0, 31, 40, len(raw) - 3):
        yield base64.urlsafe_b64encode(raw[:index] + bytes([raw[index] ^ 1]) + raw[index + 1 :]).decode()
    yield cursor[:40]
    yield base64.urlsafe_b64encode(raw[32:]).decode()


def refuse(house, console, **query):
    document = refused(
        house.client, "GET", "/cases", 422, "invalid_fields", "cursor", query_string=query, headers=console.headers
    )
    assert [error["code"] for error in document["errors"]] == ["cursor_invalid"]


def test_a_cursor_is_good_for_its_own_question_only(queue, house):
    cursor = queue.get("/cases", limit=5, severity="high").json["next_cursor"]
    assert queue.get("/cases", limit=9, severity="high", cursor=cursor).status_code == 200
    for filters in ({}, {"severity": "urgent"}, {"severity": "high", "overdue": "false"}, {"status": "submitted"}):
        refuse(house, queue, cursor=cursor, **filters)
    refuse(house, house.officer, cursor=cursor, severity="high")
    for other in tampered(cursor):
        refuse(house, queue, cursor=other, severity="high")

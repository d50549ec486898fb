"""K1, for cases: another office's case and one that never was are answered alike, to the byte."""

import uuid
from itertools import product

import pytest

from models.engine import writing
from policy.vocabulary import Role
from services.administration.staff_accounts import add_staff
from services.keyring import RECOVERY
from services.people.key_reach import Holder
from services.work import Work
from tests.support.installation import SCHOOL_ID
from tests.support.phone import homework

MATCH = {"If-Match": '"1"'}
CALLS = {
    ("GET", ""): None,
    ("POST", "/moves"): {"event": "accept"},
    ("POST", "/assignment"): {"assignee": "me"},
    ("POST", "/messages"): {"text": "?", "ask": True},
    ("POST", "/notes"): {"text": "n"},
    ("POST", "/target"): {"school_id": SCHOOL_ID},
    ("POST", "/registry_suggestion"): {"target_kind": "school", "name": "x"},
    ("POST", "/transfer"): {"to_office_id": SCHOOL_ID, "reason_code": "wrong_place", "reason": "r"},
    ("GET", "/owners"): None,
    ("GET", "/colleagues"): None,
    ("GET", "/school_notice"): None,
    ("POST", "/school_notice"): {"addition": "a", "reason": "r"},
    ("GET", "/suggestions"): None,
    ("POST", "/joining"): {"into": SCHOOL_ID},
    ("POST", "/merge"): {"case_ids": [SCHOOL_ID]},
    ("POST", "/split"): {"report_ids": [SCHOOL_ID]},
    ("POST", "/undo"): {"versions": [2]},
    ("POST", "/checks"): {"kind": "visit", "checked_on": "2026-11-18", "text": "t"},
    ("POST", "/statements"): {"speaker": "school", "said_on": "2026-11-18", "text": "t"},
    ("POST", "/rechecks"): {"put_right": True, "checked_on": "2026-11-18", "text": "t", "message": "m"},
    ("POST", "/approval"): {"event": "decline", "ground": "outside_remit", "reason": "r", "public_reply": "p"},
    ("POST", "/approval/decision"): {"approved": True},
    ("POST", "/recusal"): {"reason": "r"},
    ("POST", "/reseal"): None,
    ("POST", "/appeal"): {"decision": "uphold", "public_reply": "r"},
    ("POST", "/reopening"): {"reason": "r"},
    ("POST", "/oversight"): {"reason_code": "overdue", "reason": "r"},
    ("POST", "/extension"): {"reason_code": "complicated", "reason": "r"},
    ("POST", "/urging"): {"event": "urge", "reason_code": "silent"},
    ("POST", "/back_report"): {"back_report": "on_site", "reason": "r"},
    ("POST", "/consent"): {"to_office_id": SCHOOL_ID},
    ("GET", "/evidence/<uuid:evidence_id>"): None,
    ("GET", "/tasks"): None,
    ("POST", "/tasks"): {"office_id": SCHOOL_ID, "kind": "visit", "due_on": "2026-11-24", "request": "r"},
    ("GET", "/co_handlers"): None,
}
"""Every route of a case, with a request that would be good on an own one."""

FOREIGN = (
    "officer-411103-education",
    "officer-411100-education",
    "officer-411100-culture_tourism",
    "supervisor-411103",
)
OUTSIDE = ("analyst", "auditor", "administrator")
RECORDS = ("/checks", "/statements", "/approval")
FOR_OFFICERS_ONLY = {
    *("/merge", "/split", "/undo"),
    *("/messages", "/target", "/suggestions", "/joining", "/school_notice", "/co_handlers", "/registry_suggestion"),
    *RECORDS,
}
SUPERVISORS_LOOK_ONLY = {("POST", "/tasks")}
FOR_SUPERVISORS_ONLY = {"/appeal", "/reopening", "/oversight", "/urging"}
OF_AN_OFFICE_BELOW = {("supervisor-410000", "/reopening")}
"""No foreign case for this one thing: tests/services/test_again.py tries it."""


@pytest.fixture
def installed(world, now, installed):
    """With a supervisor of another county, who looks below as well: there is nothing."""
    with writing(world.engine) as db:
        office = installed.offices["411103", "education"].id
        holder = Holder(RECOVERY, installed.recovery.private)
        new = add_staff(Work(world, db, now), "supervisor-411103", Role.SUPERVISOR, office, holder)
        db.commit()
    installed.passwords["supervisor-411103"] = new.password
    return installed


@pytest.fixture
def case_id(phone, console):
    filed = phone.file(homework())
    return console("officer-411102-education").case_of(filed.json["reference"])["id"]


def answer_of(client, headers, call, case_id):
    method, path = call
    url = f"/api/v1/cases/{case_id}{path}".replace("<uuid:evidence_id>", SCHOOL_ID)
    answer = client.open(url, method=method, json=CALLS[call], headers={**MATCH, **headers})
    return answer.status_code, sorted(answer.headers.items()), answer.data


@pytest.mark.promise("K1", "in part")
def test_every_route_of_a_case_is_in_the_table(app):
    there = {
        (method, rule.rule.removeprefix("/api/v1/cases/<uuid:case_id>"))
        for rule in app.url_map.iter_rules()
        if "case_id" in rule.arguments
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert there == set(CALLS)


@pytest.mark.promise("K1", "in part")
def test_a_foreign_case_and_none_are_told_apart_by_nothing(case_id, console):
    for username, call in product(FOREIGN, CALLS):
        if (username, call[1]) in OF_AN_OFFICE_BELOW:
            continue
        stranger = console(username)
        foreign = answer_of(stranger.client, stranger.headers, call, case_id)
        unknown = answer_of(stranger.client, stranger.headers, call, uuid.uuid4())
        is_supervisor = username.startswith("supervisor")
        refused = call[1] in (FOR_OFFICERS_ONLY if is_supervisor else FOR_SUPERVISORS_ONLY)
        refused = refused or (is_supervisor and call in SUPERVISORS_LOOK_ONLY)
        assert foreign == unknown, (username, call)
        assert foreign[0] == (403 if refused else 404), (username, call)


@pytest.mark.promise("K1", "in part")
def test_a_foreign_case_is_in_no_list_whatever_is_asked_for(case_id, console):
    owner, strangers = console("officer-411102-education"), [console(username) for username in FOREIGN]
    case = owner.get("/cases").json["items"][0]
    assert case["id"] == case_id
    filters = ("office_id", "status", "category", "matter", "severity")
    for asked in ({}, *({name: case[name]} for name in filters), {"overdue": "false"}):
        assert owner.get("/cases", **asked).json["items"], asked
        *officers, supervisor = [stranger.get("/cases", **asked) for stranger in strangers]
        assert [answer.json for answer in officers] == [{"items": [], "next_cursor": None}] * len(officers), asked
        assert supervisor.status_code == (404 if "office_id" in asked else 200)
        assert "office_id" in asked or supervisor.json == {"items": [], "next_cursor": None}, asked
    unknown, foreign = [strangers[-1].get("/cases", office_id=one) for one in (uuid.uuid4(), case["office_id"])]
    assert (unknown.status_code, unknown.data) == (foreign.status_code, foreign.data)


@pytest.mark.promise("K1", "in part")
def test_roles_without_the_permission_are_refused_before_any_case_is_looked_for(case_id, console):
    for username, call in product(OUTSIDE, CALLS):
        other = console(username)
        real = answer_of(other.client, other.headers, call, case_id)
        assert real == answer_of(other.client, other.headers, call, uuid.uuid4())
        assert real[0] == 403, call
        assert other.get("/cases").status_code == 403


@pytest.mark.promise("K1", "in part")
def test_nobody_and_a_reporter_are_strangers_to_every_case(case_id, phone):
    receipt = phone.file(homework(text="mine")).json["receipt"]
    for headers in ({}, phone.with_receipt(receipt), {"Authorization": "Bearer x"}, {"Cookie": "__Host-session=x"}):
        for call in CALLS:
            real = answer_of(phone.client, headers, call, case_id)
            assert real == answer_of(phone.client, headers, call, uuid.uuid4())
            assert real[0] == 401, call
        assert phone.client.get("/api/v1/cases", headers=headers).status_code == 401


@pytest.mark.promise("K1", "in part")
def test_an_own_case_answers_each_of_these_requests(case_id, console):
    """Otherwise the refusals above could come from requests that nobody may make."""
    officer = console("officer-411102-education")
    version = 1
    for method, path in [
        ("GET", ""),
        ("POST", "/notes"),
        ("POST", "/assignment"),
        ("POST", "/target"),
        ("POST", "/moves"),
        ("POST", "/messages"),
    ]:
        headers = {**officer.headers, "If-Match": f'"{version}"'}
        status, sent, _ = answer_of(officer.client, headers, (method, path), case_id)
        assert status in {200, 201, 204}, (method, path)
        version = int(dict(sent).get("ETag", f'"{version}"').strip('"'))

"""The OpenAPI document is valid, and the service answers as it says."""

import json
import re

import pytest
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.openapi import contracts
from tests.api.rounds import administer, do_many, share, tell_school
from tests.services.watched import TUTORING
from tests.support.evidence import URL as URL_OF_FILES
from tests.support.evidence import Tus, picture
from tests.support.phone import Console, Phone, homework

URL = "/api/v1/openapi.json"
OFFICER = "officer-411102-education"


@pytest.fixture(scope="module")
def document(house):
    return house.client.get(URL).json


def test_the_document_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_the_document_names_every_endpoint_and_who_may_call_it(house, document):
    named = {(path, method) for path, methods in document["paths"].items() for method in methods}
    expected = {
        (re.sub(r"<uuid:(\w+)>", r"{\1}", rule), method): contract for rule, method, contract in contracts(house.app)
    }
    assert named == expected.keys()
    for (path, method), contract in expected.items():
        operation = document["paths"][path][method]
        assert operation["summary"]
        assert ("security" in operation) == (contract.allow.name != "anyone")
        assert ("requestBody" in operation) == (contract.accepts is not None)
        assert str(contract.status) in operation["responses"]
        assert "500" in operation["responses"]


class Watched:
    """A test client that checks every answer against the document."""

    def __init__(self, client, document):
        self._client = client
        self._document = document
        self.seen = set()

    def get(self, url, **options):
        return self.open(url, "get", **options)

    def post(self, url, **options):
        return self.open(url, "post", **options)

    def put(self, url, **options):
        return self.open(url, "put", **options)

    def delete(self, url, **options):
        return self.open(url, "delete", **options)

    def patch(self, url, **options):
        return self.open(url, "patch", **options)

    def head(self, url, **options):
        return self.open(url, "head", **options)

    def options(self, url, **options):
        return self.open(url, "options", **options)

    @property
    def application(self):
        return self._client.application

    def open(self, url, method, **options):
        answer = self._client.open(url, method=method.upper(), **options)
        path = next(path for path in self._document["paths"] if _fits(path, url))
        self._check(path, method, answer)
        return answer

    def _check(self, path, method, answer):
        self.seen.add((path, method, answer.status_code))
        responses = self._document["paths"][path][method]["responses"]
        assert str(answer.status_code) in responses, (path, method, answer.status_code, answer.data)
        if method == "get" and answer.mimetype == "application/json" and answer.status_code == 200:
            assert ("ETag" in answer.headers) == ("ETag" in responses["200"].get("headers", {})), path
        content = responses[str(answer.status_code)].get("content")
        if content is None:
            assert answer.data == b""
            return
        schema = content[answer.mimetype]["schema"]
        if schema == {"type": "string", "format": "binary"}:
            assert answer.data
            return
        assert list(content) == [answer.mimetype]
        whole = schema | {"components": self._document["components"]}
        errors = OAS31Validator(whole, format_checker=oas31_format_checker).iter_errors(json.loads(answer.data))
        assert [(path, list(error.path), error.message) for error in errors] == []


def _fits(path, url):
    return re.fullmatch(re.sub(r"\{\w+\}", "[0-9a-f-]{36}", path), url.partition("?")[0])


@pytest.fixture
def watched(house, document):
    return Watched(house.client, document)


def file_and_answer(house, watched):
    phone = Phone(watched)
    for path in ("/categories", "/vocabulary", "/notices", "/channels", "/demo/log-ins"):
        watched.get(f"/api/v1{path}")
    for path in ("/divisions?q=源汇", "/divisions"):
        watched.get(f"/api/v1{path}")
    for path in ("/schools", "/institutions"):
        assert watched.get(f"/api/v1{path}?division_code=411102").json["items"]
    school = house.installed.schools["plain"].id
    body = homework(place={"school_id": school}, subscription={"channel": "fcm_topic", "locale": "en"})
    watched.post("/api/v1/findings", json={name: body[name] for name in ("category", "place", "answers")})
    filed = phone.file(body).json
    phone.mine(filed["receipt"])
    return phone, filed


def look_back(house, watched, officer, filed):
    """Rate and appeal; pass another case on, and take it back."""
    phone, mine = Phone(watched), "/api/v1/reports/mine"
    headers = phone.with_receipt(filed["receipt"])
    watched.post(f"{mine}/rating", json={"solved": True, "score": 5}, headers=headers)
    watched.post(f"{mine}/appeal", json={"reason": "没有人来过。"}, headers=headers)
    assert phone.mine(filed["receipt"]).json["rating"] == {"solved": True, "score": 5}
    other = house.phone.file(homework()).json
    path = f"/cases/{house.case_of(other)['id']}"
    officer.get(f"{path}/colleagues")
    to = officer.get(f"{path}/owners").json["items"][-1]["id"]
    officer.post(f"{path}/transfer", {"to_office_id": to, "reason_code": "wrong_place", "reason": "不在本区。"}, 1)
    phone.mine(other["receipt"])
    watched.post(f"{mine}/withdrawal", headers=phone.with_receipt(other["receipt"]))


def join_two(house, phone, officer):
    """Two reports on a school that is in no register are suggested for one case, joined, parted again and split."""
    ids = [house.case_of(phone.file(homework(place={"target_name": "某小学"})).json)["id"] for _ in range(2)]
    items = officer.get(f"/cases/{ids[0]}/suggestions").json["items"]
    assert ids[1] in {item["case"]["id"] for item in items}
    assert officer.post(f"/cases/{ids[0]}/joining", {"into": ids[1]}, 1).status_code == 200
    assert officer.post(f"/cases/{ids[1]}/undo", {"versions": [2]}, 2).status_code == 200
    assert officer.post(f"/cases/{ids[1]}/merge", {"case_ids": ids[:1]}, 3).status_code == 200
    reports = officer.get(f"/cases/{ids[1]}").json["reports"]
    assert officer.post(f"/cases/{ids[1]}/split", {"report_ids": [reports[0]["id"]]}, 4).status_code == 201


def add_files(watched, officer, filed):
    """Upload one and ask how far it is, open it, take it back."""
    tus = Tus(watched, filed["receipt"])
    assert watched.options(URL_OF_FILES).status_code == 204
    evidence_id = tus.send(picture())
    assert tus.offset(f"{URL_OF_FILES}/{evidence_id}") == len(picture())
    case = officer.case_of(filed["reference"])
    assert officer.get(f"/cases/{case['id']}").json["reports"][0]["evidence"][0]["id"] == evidence_id
    assert officer.get(f"/cases/{case['id']}/evidence/{evidence_id}").status_code == 200
    assert tus.delete(f"{URL_OF_FILES}/{evidence_id}").status_code == 204


def supervise(house, watched):
    """Ask for consent, step aside; decline, uphold on appeal, have it done again."""
    phone, mine = Phone(watched), "/api/v1/reports/mine"
    city, county, above = (
        Console(watched, name, house.installed.passwords[name])
        for name in ("officer-411100-education", OFFICER, "supervisor-410000")
    )
    past = house.phone.file(homework(avoid_local_office=True)).json
    case, headers = house.case_of(past), phone.with_receipt(past["receipt"])
    path, local = f"/cases/{case['id']}", house.installed.offices["411102", "education"].id
    assert city.post(f"{path}/consent", {"to_office_id": local}, 1).status_code == 200
    assert watched.post(f"{mine}/consent", json={"agree": False}, headers=headers).status_code == 204
    assert phone.mine(past["receipt"]).json["consent"]["agreed"] is False
    assert city.post(f"{path}/reseal", None).status_code == 200
    no = {"reason": "不属实。", "public_reply": "没有发现。"}
    check = {"kind": "visit", "checked_on": "2026-11-18", "text": "已到校。"}
    assert city.post(f"{path}/checks", check).status_code == 201
    said = {"speaker": "school", "said_on": "2026-11-18", "text": "已调整。"}
    assert city.post(f"{path}/statements", said).status_code == 201
    assert city.end(case["id"], 5, "decline", **no).status_code == 200
    assert watched.post(f"{mine}/appeal", json={"reason": "没有人来过。"}, headers=headers).status_code == 204
    decision = {"decision": "uphold", "public_reply": "结论不变。"}
    assert above.post(f"/cases/{house.case_of(past)['id']}/appeal", decision, 1).status_code == 204
    other = house.case_of(house.phone.file(homework()).json)["id"]
    assert county.end(other, 1, "decline", **no).status_code == 200
    assert above.post(f"/cases/{other}/reopening", {"reason": "请重新核实。"}, 4).status_code == 204
    said = {"reason_code": "overdue", "reason": "逾期未答复。"}
    assert above.post(f"/cases/{other}/oversight", said).status_code == 204
    watching(house, above, county, other)
    assert county.post(f"/cases/{other}/recusal", {"reason": "是我的亲戚。"}, 8).status_code == 204


def watching(house, above, county, case_id):
    """The office above urges, that below answers; and what both are reminded of."""
    urging = {"event": "supervise", "reason_code": "silent", "reason": "请说明。", "answer_by": None}
    assert above.post(f"/cases/{case_id}/urging", urging).status_code == 204
    assert (
        county.post(f"/cases/{case_id}/back_report", {"back_report": "on_site", "reason": "明天到校。"}, 7).status_code
        == 200
    )
    found = county.get("/reminders", unread="true").json["items"]
    assert county.post("/reminders/reading", {"reminder_id": found[0]["id"]}).status_code == 204
    assert above.get("/offices/conduct").status_code == 200
    teacher = house.case_of(house.phone.file(homework() | TUTORING).json)["id"]
    assert county.move(teacher, 1, "accept").status_code == 200
    assert (
        county.post(f"/cases/{teacher}/extension", {"reason_code": "complicated", "reason": "等结论。"}, 2).status_code
        == 200
    )


def work_off(house, watched, officer, phone, filed):
    case_id = house.case_of(filed)["id"]
    path = f"/cases/{case_id}"
    add_files(watched, officer, filed)
    officer.move(case_id, 1, "accept")
    officer.post(f"{path}/assignment", {"assignee": "me"}, 2)
    officer.post(f"{path}/target", {"school_id": house.installed.schools["plain"].id}, 3)
    officer.post(f"{path}/notes", {"text": "已致电学校。"})
    officer.post(f"{path}/messages", {"text": "是哪几门课?", "ask": True}, 4)
    phone.say(filed["receipt"], "语文。")
    officer.end(case_id, 6, "resolve", outcome="substantiated", public_reply="已减少。", recheck_on="2026-12-02")
    assert officer.get(path).json["status"] == "resolved"
    assert officer.get("/rechecks").json["items"][0]["case"]["id"] == case_id
    seen = {"put_right": True, "checked_on": "2026-11-18", "text": "已看过。", "message": "已减少。"}
    assert officer.post(f"{path}/rechecks", seen, 7).status_code == 201


def test_every_answer_of_the_story_is_as_the_document_says(house, watched):
    phone, filed = file_and_answer(house, watched)
    officer = Console(watched, OFFICER, house.installed.passwords[OFFICER])
    officer.get("/staff/me")
    officer.get("/cases", limit=2)
    work_off(house, watched, officer, phone, filed)
    tell_school(house, officer)
    forms = watched.get("/api/v1/categories").headers["ETag"]
    assert watched.get("/api/v1/categories", headers={"If-None-Match": forms}).status_code == 304
    assert phone.mine(filed["receipt"]).json["outcome"] == "substantiated"
    administer(house, watched)
    watched.open("/api/v1/reports/mine/subscription", "delete", headers=phone.with_receipt(filed["receipt"]))
    fid = {"channel": "fcm", "locale": "en", "fid": "f"}
    watched.open("/api/v1/reports/mine/subscription", "put", json=fid, headers=phone.with_receipt(filed["receipt"]))
    look_back(house, watched, officer, filed)
    share(house, watched, officer)
    do_many(house, watched, officer)
    join_two(house, phone, officer)
    supervise(house, watched)
    watched.open("/api/v1/staff/session", "delete", headers=officer.headers)
    succeeded = {(path, method) for path, method, status in watched.seen if status < 300}
    assert succeeded == {(path, method) for path, methods in watched._document["paths"].items() for method in methods}


def test_every_refusal_is_as_the_document_says(house, watched):
    receipt, tag = house.receipt, {"If-Match": '"0"'}
    reports, mine = "/api/v1/reports", "/api/v1/reports/mine"
    moves = f"/api/v1/cases/{house.case_id}/moves"
    officer, analyst = house.officer.headers, house.log_in("analyst").headers
    unknown = "/api/v1/cases/00000000-0000-4000-8000-000000000000"
    move = {"event": "accept"}
    answers = [
        watched.post(reports, json=homework()),
        watched.post(reports, data="x"),
        watched.post(reports, json={}, headers={"Idempotency-Key": "x"}),
        watched.post(reports, data="x" * 70_000, headers={"Idempotency-Key": "x"}),
        watched.get(mine),
        watched.get(mine, headers={"Authorization": "Receipt x"}),
        watched.post(f"{mine}/messages", json={}, headers=receipt),
        watched.post(f"{mine}/messages", data="{", headers=receipt | {"Content-Type": "application/json"}),
        watched.post("/api/v1/staff/session", json={"username": "x", "password": "x"}),
        watched.get("/api/v1/cases", headers=analyst),
        watched.get("/api/v1/cases?limit=0", headers=officer),
        watched.get(unknown, headers=officer),
        watched.get("/api/v1/divisions?parent=x"),
        watched.get("/api/v1/schools"),
        watched.post(moves, json=move, headers=officer),
        watched.post(moves, json=move, headers=officer | tag),
        watched.post(moves, json=move, headers=analyst | tag),
        watched.post(f"{unknown}/moves", json=move, headers=officer | tag),
        watched.post(f"/api/v1/cases/{house.case_id}/messages", json={"text": "?", "ask": True}, headers=officer),
    ]
    assert [answer.status_code for answer in answers] == [
        *(400, 400, 422, 422, 401, 422, 422, 400, 401, 403, 422, 404, 422, 422, 428, 409, 403, 404, 428)
    ]

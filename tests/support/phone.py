"""A phone and a console that speak HTTP to the application, as simple as the real ones."""

import uuid
from base64 import b32decode
from copy import deepcopy
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

from security.proof_of_work import solve
from security.totp import code_at, step_at
from tests.support.colleague import colleague_of

HOMEWORK = {
    "category": "homework",
    "place": {"division_code": "411102"},
    "answers": {
        "grade": 4,
        "written_minutes": [
            {"date": f"2026-11-{day}", "minutes": minutes}
            for day, minutes in ((11, 120), (12, 130), (13, 150), (16, 140), (17, 135))
        ],
    },
    "text": "孩子每天写到很晚。",
    "reporter_role": "parent",
}


AGAINST = {"unsubstantiated", "unverifiable"}
TAKES = {"decline": {"ground": "outside_remit"}, "refer_out": {"ground": "other_authority"}}
SHANGHAI, SESSION = timezone(timedelta(hours=8)), timedelta(hours=12)
CHECK = {"kind": "visit", "checked_on": "2026-11-18", "text": "到校查看了三个班。"}


def homework(**changes):
    """The story's report, with changes; place and answers are merged."""
    body = deepcopy(HOMEWORK)
    for name, value in changes.items():
        body[name] = body[name] | value if name in ("place", "answers") else value
    return body


def complaint():
    """What a finding is about: the part of a report that rules look at."""
    return {name: homework()[name] for name in ("category", "place", "answers")}


class Phone:
    """A reporter's client."""

    def __init__(self, client, *, locale="en"):
        self.client = client
        self.headers = {"Accept-Language": locale}

    def challenge(self):
        return solve(self.client.post("/api/v1/challenges").json)

    def file(self, body, *, key=None, challenge=None):
        headers = {**self.headers, "Idempotency-Key": str(key or uuid.uuid4())}
        sent = {"challenge": challenge or self.challenge(), **body}
        return self.client.post("/api/v1/reports", json=sent, headers=headers)

    def mine(self, receipt, **headers):
        return self.client.get("/api/v1/reports/mine", headers=self.with_receipt(receipt) | headers)

    def say(self, receipt, text):
        return self.client.post(
            "/api/v1/reports/mine/messages", json={"text": text}, headers=self.with_receipt(receipt)
        )

    def with_receipt(self, receipt):
        return self.headers | {"Authorization": f"Receipt {receipt}"}


def enrol(console, password):
    """Give somebody who is logged in a second factor; the seed that their app has now."""
    answer = console.post("/staff/me/second-factor", {"password": password})
    assert answer.status_code == 201, answer.json
    seed = seed_of(answer.json["otpauth_uri"])
    confirmed = console.put("/staff/me/second-factor", {"password": password, "otp": code_now(console.client, seed)})
    assert confirmed.status_code == 204, confirmed.json
    return seed


def seed_of(otpauth_uri):
    """What an authenticator app makes of the address."""
    return b32decode(parse_qs(urlsplit(otpauth_uri).query)["secret"][0])


def code_now(client, seed, *, steps=0):
    """What the app shows, or will show `steps` half minutes later."""
    now = client.application.extensions["jianfu"].now()
    return code_at(seed, step_at(now) + steps)


class Console:
    """A logged-in member of staff."""

    def __init__(self, client, username, password, *, locale="en", otp=None):
        self.client = client
        answer = client.post("/api/v1/staff/session", json={"username": username, "password": password, "otp": otp})
        assert answer.status_code == 201, answer.json
        self.me = answer.json
        self.headers = {"Authorization": f"Bearer {answer.json['token']}", "Accept-Language": locale}
        since = datetime.fromisoformat(self.me["expires_at"]) - SESSION
        self.today = since.astimezone(SHANGHAI).date().isoformat()

    def get(self, path, **query):
        return self.client.get(f"/api/v1{path}", query_string=query, headers=self.headers)

    def case_of(self, reference):
        """The item of the queue with this report, on whatever page."""
        page = self.get("/cases", limit=100).json
        while not (found := [item for item in page["items"] if reference in item["references"]]):
            page = self.get("/cases", limit=100, cursor=page["next_cursor"]).json
        return found[0]

    def post(self, path, body, version=None):
        headers = self.headers | ({"If-Match": f'"{version}"'} if version is not None else {})
        return self.client.post(f"/api/v1{path}", json=body, headers=headers)

    def put(self, path, body):
        return self.client.put(f"/api/v1{path}", json=body, headers=self.headers)

    def delete(self, path):
        return self.client.delete(f"/api/v1{path}", headers=self.headers)

    def move(self, case_id, version, event, **more):
        return self.post(f"/cases/{case_id}/moves", {"event": event, **more}, version)

    def end(self, case_id, version, event, **said):
        """Answer a case as T7 wants it: looked at where that is needed, and approved by a colleague."""
        said = TAKES.get(event, {}) | said
        if event == "resolve" and said.get("outcome") not in AGAINST:
            return self.move(case_id, version, event, **{"actions_taken": ["ordered_to_correct"]} | said)
        if event == "resolve":
            looked = CHECK | {"checked_on": self.today}
            version = self.post(f"/cases/{case_id}/checks", looked).json["version"] if version is not None else None
            said = {"actions_taken": ["none_needed"]} | said
        with colleague_of(self) as named:
            proposed = self.post(f"/cases/{case_id}/approval", {"event": event, **said}, version)
            if proposed.status_code != 201:
                return proposed
            colleague = Console(self.client, *named)
            return colleague.post(f"/cases/{case_id}/approval/decision", {"approved": True}, proposed.json["version"])

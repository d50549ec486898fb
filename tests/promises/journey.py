"""Five reports, worked on in every way there is, with a canary in everything that is written."""

import secrets
import uuid
from dataclasses import dataclass, field

from policy.decisions import ENDS
from security.web_push import new_vapid_key, vapid_public_of, write_base64url
from tests.support.colleague import colleague_of
from tests.support.evidence import Tus, film, telling_png
from tests.support.passkeys import add_passkey
from tests.support.phone import Console, enrol, homework

OTHER = "officer-411103-education"
LEAD = "officer-411102-education"
CITY = "officer-411100-education"
PROVINCE = "supervisor-410000"
LONG_AGO = "2022-03-07"

TUTORING = {
    "category": "tutoring",
    "place": {"division_code": "411102"},
    "answers": {
        "grade": 3,
        "subject": "culture_art",
        "mode": "offline",
        "problem": ["prepaid_too_much"],
        "fee_amount": 876543,
        "fee_months": 12,
        "pay_to": "personal_wechat_or_alipay",
    },
    "reporter_role": "pupil",
}


class Canaries:
    """`canaries("note")` is a text like no other; all share a stem, so that one search finds any of them."""

    def __init__(self):
        self.stem = f"Kanari{secrets.token_hex(6)}"
        self.written = {}

    def __call__(self, place):
        return self.written.setdefault(place, f"{self.stem}-{place}")


@dataclass
class Filed:
    """What the phone knows of a report of its own."""

    key: uuid.UUID
    receipt: str
    reference: str
    case_id: str


@dataclass
class Journey:
    """Who did what; `filed` by name, `consoles` by username."""

    canaries: Canaries
    filed: dict = field(default_factory=dict)
    consoles: dict = field(default_factory=dict)
    tasks: list = field(default_factory=list)
    kept_file: str | None = None
    authenticators: dict = field(default_factory=dict)
    recovery_codes: list = field(default_factory=list)


class Travel:
    """Takes the journey over HTTP."""

    def __init__(self, phone, console, installed, *, text_answer):
        self.phone, self.installed, self.text_answer = phone, installed, text_answer
        self.journey = Journey(Canaries())
        self.canary = self.journey.canaries
        self.journey.consoles = {name: console(name) for name in (OTHER, LEAD, CITY, PROVINCE)}
        self.versions = {}

    def file(self, name, officer, body):
        key = uuid.uuid4()
        body["answers"] = body["answers"] | {self.text_answer: self.canary(f"answer-{name}")}
        answer = self.phone.file(body | {"text": self.canary(f"text-{name}")}, key=key)
        assert answer.status_code == 201, answer.json
        case = self.journey.consoles[officer].case_of(answer.json["reference"])
        self.versions[case["id"]] = 1
        self.journey.filed[name] = Filed(key, answer.json["receipt"], answer.json["reference"], case["id"])

    def act(self, officer, name, path, body, *, versioned=True):
        case_id = self.journey.filed[name].case_id
        version, console = self.versions[case_id] if versioned else None, self.journey.consoles[officer]
        ends = path == "/moves" and body["event"] in ENDS
        answer = (
            console.end(case_id, version, **body) if ends else console.post(f"/cases/{case_id}{path}", body, version)
        )
        assert answer.status_code in {200, 201, 204}, answer.text
        if answer.status_code != 204:
            self.versions[case_id] = answer.json["version"]

    def say(self, name, place):
        answer = self.phone.say(self.journey.filed[name].receipt, self.canary(place))
        assert answer.status_code == 201, answer.json
        self.versions[self.journey.filed[name].case_id] += 1

    def subscribe(self, name, body):
        headers = self.phone.with_receipt(self.journey.filed[name].receipt)
        answer = self.phone.client.put("/api/v1/reports/mine/subscription", json=body, headers=headers)
        assert answer.status_code == 204, answer.json

    def look(self, officer, name):
        answer = self.journey.consoles[officer].get(f"/cases/{self.journey.filed[name].case_id}")
        assert answer.status_code == 200, answer.json
        assert self.phone.mine(self.journey.filed[name].receipt).status_code == 200

    def resolved(self):
        """Asked, answered, noted, assigned, resolved, and talked about afterwards."""
        place = {"target_name": self.canary("target_name")}
        to = {"channel": "fcm", "locale": "zh-Hans", "fid": self.canary("fid")}
        self.file("resolved", LEAD, homework(place=place, subscription=to, occurred_on=LONG_AGO))
        self.act(LEAD, "resolved", "/moves", {"event": "accept", "reason": self.canary("reason-of-accepting")})
        self.act(LEAD, "resolved", "/messages", {"text": self.canary("question"), "ask": True})
        self.say("resolved", "answer-to-question")
        for number in (1, 2):
            self.act(LEAD, "resolved", "/notes", {"text": self.canary(f"note-{number}")}, versioned=False)
        self.act(LEAD, "resolved", "/assignment", {"assignee": "me"})
        self.act(LEAD, "resolved", "/target", {"school_id": self.installed.schools["plain"].id})
        for name in ("first", "second"):
            self.share("resolved", "finish", name)
        self.share("resolved", "return", "returned")
        self.share("resolved", "cancel", "cancelled")
        self.look_into("resolved")
        reply = {"outcome": "substantiated", "public_reply": self.canary("public_reply-resolved")}
        self.act(LEAD, "resolved", "/moves", {"event": "resolve", **reply})
        self.act(LEAD, "resolved", "/messages", {"text": self.canary("message-afterwards")})
        self.say("resolved", "answer-afterwards")
        self.look(LEAD, "resolved")

    def share(self, name, ending, task):
        """A neighbour is asked for a share of it, and finishes or returns it, or is no longer needed."""
        case_id, office = self.journey.filed[name].case_id, self.installed.offices["411103", "education"]
        asked = {"office_id": office.id, "kind": "visit", "due_on": "2026-11-20"}
        asked["request"] = self.canary(f"request-{task}")
        answer = self.journey.consoles[LEAD].post(f"/cases/{case_id}/tasks", asked, self.versions[case_id])
        assert answer.status_code == 201, answer.json
        self.journey.tasks.append(answer.json["id"])
        path, said = f"/tasks/{answer.json['id']}", {"event": ending, "text": self.canary(f"result-{task}")}
        by = self.journey.consoles[LEAD if ending == "cancel" else OTHER]
        assert self.journey.consoles[OTHER].post(f"{path}/moves", {"event": "accept"}, 1).status_code == 200
        assert by.post(f"{path}/moves", said, 2).status_code == 200
        assert by.get(path).status_code == 200
        self.versions[case_id] += 3

    def look_into(self, name):
        """A check of three classes, the school's statement, and a proposal that was sent back."""
        day, classes = "2026-11-18", [{"name": self.canary(f"class-{n}"), "minutes": 60 + n} for n in range(3)]
        log = {"kind": "homework_log", "checked_on": day, "classes_sampled": classes, "text": self.canary("check")}
        self.act(LEAD, name, "/checks", log, versioned=False)
        said = {"speaker": "school", "said_on": day, "text": self.canary("statement")}
        self.act(LEAD, name, "/statements", said, versioned=False)
        proposal = {"public_reply": self.canary("public_reply-proposed"), "reason": self.canary("reason-proposed")}
        resolve = {"event": "resolve", "outcome": "unverifiable", "actions_taken": ["none_needed"], **proposal}
        self.act(LEAD, name, "/approval", resolve)
        with colleague_of(self.journey.consoles[LEAD]) as named:
            self.journey.consoles["colleague"] = Console(self.phone.client, *named)
            no = {"approved": False, "reason": self.canary("reason-of-disapproval")}
            self.act("colleague", name, "/approval/decision", no)
        del self.journey.consoles["colleague"]

    def declined(self):
        to = {"channel": "fcm", "locale": "en", "token": self.canary("token")}
        self.file("declined", LEAD, TUTORING | {"subscription": to})
        said = {"reason": self.canary("reason-declined"), "public_reply": self.canary("public_reply-declined")}
        self.act(LEAD, "declined", "/moves", {"event": "decline", **said})
        self.look(LEAD, "declined")

    def referred_out(self):
        """A safety report of a city-run school: two offices have it."""
        place = {"school_id": self.installed.schools["city_run"].id}
        to = {"channel": "fcm_topic", "locale": "zh-Hans"}
        self.file("referred_out", CITY, homework(place=place, safety=True, subscription=to))
        reason = {"event": "hand_over", "reason": self.canary("reason-handed-over")}
        self.act(PROVINCE, "referred_out", "/moves", reason)
        self.act(PROVINCE, "referred_out", "/notes", {"text": self.canary("note-of-superior")}, versioned=False)
        said = {"reason": self.canary("reason-referred"), "public_reply": self.canary("public_reply-referred")}
        self.act(CITY, "referred_out", "/moves", {"event": "refer_out", **said})
        self.mine("referred_out", "rating", {"solved": True, "score": 4})
        self.look(PROVINCE, "referred_out")

    def appealed(self):
        """Passed on between counties, declined there, rated, appealed."""
        endpoint = f"https://push.example.org/{self.canary('endpoint')}"
        keys = {"p256dh": write_base64url(vapid_public_of(new_vapid_key())), "auth": "AAAAAAAAAAAAAAAAAAAAAA"}
        browser = {"channel": "webpush", "locale": "en", "endpoint": endpoint, "keys": keys}
        self.file("appealed", LEAD, homework(subscription=browser))
        to = self.installed.offices["411103", "education"].id
        body = {"to_office_id": to, "reason_code": "wrong_place", "reason": self.canary("reason-of-transfer")}
        self.hand("appealed", LEAD, body)
        said = {"reason": self.canary("reason-appealed"), "public_reply": self.canary("public_reply-appealed")}
        self.act(OTHER, "appealed", "/moves", {"event": "decline", **said})
        self.mine("appealed", "rating", {"solved": False, "score": 2})
        self.mine("appealed", "appeal", {"reason": self.canary("reason-of-appeal")})

    def hand(self, name, officer, body):
        case_id = self.journey.filed[name].case_id
        answer = self.journey.consoles[officer].post(f"/cases/{case_id}/transfer", body, self.versions[case_id])
        assert answer.status_code == 200, answer.json
        self.versions[case_id] += 1

    def mine(self, name, what, body):
        headers = self.phone.with_receipt(self.journey.filed[name].receipt)
        answer = self.phone.client.post(f"/api/v1/reports/mine/{what}", json=body, headers=headers)
        assert answer.status_code == 204, answer.json

    def attach(self, name):
        """A picture that tells something, half of one, and one that is refused; who has the case opens the first."""
        filed = self.journey.filed[name]
        tus = Tus(self.phone.client, filed.receipt)
        kept = tus.send(telling_png(self.canary("in-the-picture")), f"{self.canary('file-name')}.png")
        half = self.canary("half-a-file").encode()
        url = tus.create(1000, f"{self.canary('half-name')}.pdf").headers["Location"]
        assert tus.patch(url, 0, half).status_code == 204
        assert tus.refused(self.canary("refused-file").encode(), self.canary("refused-name"))[0] == "evidence_type"
        assert tus.refused(film(title=self.canary("refused-film")))[0] == "evidence_video"
        self.journey.kept_file = kept
        opened = self.journey.consoles[OTHER].get(f"/cases/{filed.case_id}/evidence/{kept}")
        assert (opened.status_code, opened.data[:4]) == (200, b"\x89PNG")

    def open(self):
        """Its push address changes; its second push still waits. Files are added."""
        to = {"channel": "fcm", "locale": "zh-Hans", "fid": self.canary("fid-first")}
        self.file("open", OTHER, homework(place={"division_code": "411103"}, subscription=to))
        self.act(OTHER, "open", "/moves", {"event": "accept"})
        self.subscribe("open", to | {"fid": self.canary("fid-second")})
        self.act(OTHER, "open", "/moves", {"event": "investigate"})
        self.attach("open")
        self.look(OTHER, "open")


def with_second_factors(console, installed):
    """Two people who work on no case, by username."""
    people = {username: console(username) for username in ("analyst", "auditor")}
    for username, somebody in people.items():
        enrol(somebody, installed.passwords[username])
    return people


def with_passkeys(people, installed):
    """Further factors for each of them: the authenticators by username, and all recovery codes."""
    added, codes = {}, []
    for username, somebody in people.items():
        added[username], answer = add_passkey(somebody, installed.passwords[username])
        assert answer.status_code == 201, answer.json
        answer = somebody.post("/staff/me/recovery-codes", {"password": installed.passwords[username]})
        codes += answer.json["recovery_codes"]
    return added, codes


def take(phone, console, installed, *, text_answer):
    """The whole journey."""
    people = with_second_factors(console, installed)
    authenticators, codes = with_passkeys(people, installed)
    travel = Travel(phone, console, installed, text_answer=text_answer)
    for leg in (travel.resolved, travel.declined, travel.referred_out, travel.appealed, travel.open):
        leg()
    kept = {"id": str(uuid.uuid4()), "name": "急件", "filters": {"severity": "urgent"}}
    for username in (LEAD, OTHER):
        assert travel.journey.consoles[username].put("/staff/me/views", {"items": [kept]}).status_code == 200
    travel.journey.consoles |= people
    travel.journey.authenticators, travel.journey.recovery_codes = authenticators, codes
    return travel.journey

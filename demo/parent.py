"""The parent of the story, with a phone and no name."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from demo.client import Answer, Client, check
from demo.plan import StoryWords
from security.proof_of_work import solve


@dataclass
class Parent:
    """What the parent knows by now; one method is one step, checks what it is told, and says what was seen."""

    phone: Client
    words: StoryWords
    key: str = field(default_factory=lambda: str(uuid.uuid4()), repr=False)
    place: dict[str, str] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict, repr=False)
    filed: dict[str, Any] = field(default_factory=dict, repr=False)

    def reads_the_form(self) -> str:
        """GET /categories: the form, with the days to fill in."""
        items = self.phone.get("/categories").expect(200)["items"]
        form = next((item for item in items if item["id"] == self.words.category), None)
        check(form, f"no category {self.words.category}")
        by_day = next(one for one in (form or {})["questions"] if one["type"] == "minutes_by_day")
        days = by_day["dates"]
        check(len(days) == len(self.words.minutes), f"{len(days)} days suggested")
        minutes = [{"date": on, "minutes": many} for on, many in zip(days, self.words.minutes, strict=True)]
        self.report = {
            "category": self.words.category,
            "answers": {"grade": self.words.grade, by_day["id"]: minutes},
        }
        return f"{len(items)} categories; {days[0]} … {days[-1]}"

    def finds_the_division(self) -> str:
        """GET /divisions?q=: the district, by its name."""
        items = self.phone.get("/divisions", q=self.words.division).expect(200)["items"]
        found = [one for one in items if one["name"] == self.words.division and one["reportable"]]
        check(len(found) == 1, f"{len(found)} divisions of this name")
        self.place = {"division_code": found[0]["code"]}
        return f"{found[0]['full_name']} {found[0]['code']}"

    def finds_the_school(self) -> str:
        """GET /schools: a primary school there."""
        items = self.phone.get("/schools", division_code=self.place["division_code"]).expect(200)["items"]
        schools = [one for one in items if one["stage"] == "primary"]
        check(schools, "no primary school; is the demo loaded?")
        self.place["school_id"] = schools[0]["id"]
        self.report["place"] = self.place
        return str(schools[0]["name"])

    def asks_the_rules(self) -> str:
        """POST /findings: what the rules make of it, before anything is filed."""
        return self._suspicion(self.phone.post("/findings", self.report).expect(200)["findings"])

    def solves_the_challenge(self) -> str:
        """POST /challenges, and the work."""
        challenge = self.phone.post("/challenges").expect(201)
        self.report |= {
            "text": self.words.text,
            "reporter_role": "parent",
            "challenge": solve(challenge),
            "subscription": {"channel": "fcm_topic", "locale": "zh-Hans"},
        }
        return "solved"

    def files(self) -> str:
        """POST /reports: the receipt, and the office that found itself."""
        filed = self.filed = self._file().expect(201)
        office = filed["office"]
        expected = (self.place["division_code"], self.words.department)
        check((office["division_code"], office["department"]) == expected, f"went to {office['name']}")
        check(filed["receipt"] and filed["status"] == "submitted", f"status {filed['status']}")
        check(filed["routing_reason"]["code"] and filed["routing_reason"]["text"], "no routing reason")
        check(filed["due_on"], "no due_on")
        self._suspicion(filed["findings"])
        return f"{filed['reference']} → {office['name']} ({filed['routing_reason']['code']}), due {filed['due_on']}"

    def files_again(self) -> str:
        """The same request once more: the same report."""
        again = self._file().expect(201)
        same = all(again[name] == self.filed[name] for name in ("receipt", "reference"))
        check(same, "another report was made")
        return "the same receipt and reference"

    def reads_the_question(self) -> str:
        """GET /reports/mine: the office asks."""
        mine = self._mine("awaiting_reporter")
        asked = [one for one in mine["messages"] if one["ask"] and one["sender"] == "office"]
        check([one["text"] for one in asked] == [self.words.question], "the question is not there")
        check(mine["subscribed"] is True, "the subscription is lost")
        return "the question is there"

    def answers(self) -> str:
        """POST /reports/mine/messages: the case goes on."""
        self._with_receipt().post("/reports/mine/messages", {"text": self.words.answer}).expect(201)
        self._mine("investigating")
        return "answered; the office goes on"

    def reads_the_outcome(self) -> str:
        """GET /reports/mine: what came of it, with push or without."""
        mine = self._mine("resolved")
        said = (mine["outcome"], tuple(mine["actions_taken"]), mine["public_reply"])
        expected = (self.words.outcome, self.words.actions_taken, self.words.public_reply)
        check(said == expected, "another outcome, action or reply")
        events = [item["event"] for item in mine["timeline"]]
        check(events == ["file", "accept", "ask", "answer", "resolve"], f"timeline {events}")
        return f"{mine['outcome']}: {' → '.join(events)}"

    def _file(self) -> Answer:
        return self.phone.post("/reports", self.report, idempotency_key=self.key)

    def _with_receipt(self) -> Client:
        return self.phone.holding(f"Receipt {self.filed['receipt']}")

    def _mine(self, status: str) -> Any:
        mine = self._with_receipt().get("/reports/mine").expect(200)
        check(mine["status"] == status, f"status {mine['status']} instead of {status}")
        return mine

    def _suspicion(self, findings: list[dict[str, Any]]) -> str:
        results = {one["rule_id"]: one["result"] for one in findings}
        check(results.get(self.words.rule_id) == "suspected", f"findings {results}")
        return ", ".join(f"{rule} {result}" for rule, result in results.items())

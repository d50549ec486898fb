"""The officer of the story, and a colleague elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from demo.client import Answer, Client, Wrong, check
from demo.parent import Parent
from demo.plan import StoryWords

LogIns = Sequence[Mapping[str, Any]]


@dataclass
class Officer:
    """What the officer knows by now; steps as in `Parent`. `etags` are the versions of the case as they were seen."""

    anyone: Client
    logins: LogIns
    words: StoryWords
    parent: Parent
    desk: Client = field(init=False)
    case: str = ""
    etags: list[str] = field(default_factory=list)

    def logs_in(self) -> str:
        """POST /staff/session."""
        self.desk, username = self._log_in(self.parent.place["division_code"])
        return username

    def finds_the_case(self) -> str:
        """GET /cases, page by page, until the reference is there."""
        cursor: dict[str, str] = {}
        pages = 0
        while True:
            page = self.desk.get("/cases", status="submitted", limit=20, **cursor).expect(200)
            pages += 1
            found = [one for one in page["items"] if self.parent.filed["reference"] in one["references"]]
            if found or page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        check(found, f"not in {pages} pages")
        self.case = found[0]["id"]
        opened = self._open()
        own = next(one for one in opened["reports"] if one["reference"] == self.parent.filed["reference"])
        check(own["text"] == self.words.text, "the text does not open")
        return f"page {pages}, severity {found[0]['severity']}"

    def accepts(self) -> str:
        """POST moves: accept."""
        return self._changed(self._move(event="accept"), 200, "accepted")

    def asks(self) -> str:
        """POST messages with `ask`."""
        question = {"text": self.words.question, "ask": True}
        asked = self.desk.post(f"/cases/{self.case}/messages", question, if_match=self.etags[-1])
        return self._changed(asked, 201, "awaiting_reporter")

    def acts_too_late(self) -> str:
        """The case has changed since it was seen: 409, with what changed."""
        stale = self._resolve(self.words.hasty_reply)
        changed = [one["event"] for one in stale.expect(409)["changed"]]
        check(changed == ["answer"], f"changed {changed}")
        check(stale.etag not in {"", self.etags[-1]}, "no new entity tag")
        self._open()
        return "refused: the parent has answered"

    def resolves(self) -> str:
        """POST moves: resolve, with an outcome, what was done, and a public sentence."""
        return self._changed(self._resolve(self.words.public_reply), 200, "resolved")

    def stays_hidden_elsewhere(self) -> str:
        """For another county's officer there is no such case."""
        other, username = self._log_in(self.words.elsewhere_division_code)
        other.get(f"/cases/{self.case}").expect(404)
        other.delete("/staff/session").expect(204)
        return f"404 for {username}"

    def logs_out(self) -> str:
        """DELETE /staff/session: the token is good no more."""
        self.desk.delete("/staff/session").expect(204)
        self.desk.get("/staff/me").expect(401)
        return "the session is over"

    def _log_in(self, division_code: str) -> tuple[Client, str]:
        wanted = {"role": "officer", "division_code": division_code, "department": self.words.department}
        login = next((one for one in self.logins if wanted.items() <= one.items()), None)
        if login is None:
            raise Wrong(f"no log-in for an officer of {division_code}")
        credentials = {"username": login["username"], "password": login["password"]}
        token = self.anyone.post("/staff/session", credentials).expect(201)["token"]
        return self.anyone.holding(f"Bearer {token}"), login["username"]

    def _open(self) -> Any:
        opened = self.desk.get(f"/cases/{self.case}")
        body = opened.expect(200)
        self.etags.append(opened.etag)
        return body

    def _resolve(self, public_reply: str) -> Answer:
        said = {"outcome": self.words.outcome, "actions_taken": self.words.actions_taken}
        return self._move(event="resolve", public_reply=public_reply, **said)

    def _move(self, **move: Any) -> Answer:
        return self.desk.post(f"/cases/{self.case}/moves", move, if_match=self.etags[-1])

    def _changed(self, changed: Answer, status_code: int, status: str) -> str:
        case = changed.expect(status_code)
        check(case["status"] == status, f"status {case['status']} instead of {status}")
        check(changed.etag not in {"", self.etags[-1]}, "no new entity tag")
        self.etags.append(changed.etag)
        return status

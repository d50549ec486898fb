"""A case about tutoring, and the office beside that is asked for its share."""

import sqlalchemy as sa

from models import Case, Task, TaskKeyWrap
from models.engine import reading
from tests.services.lives import MARKET, OFFICER
from tests.support.phone import homework

TUTORING = {
    "category": "tutoring",
    "answers": {"grade": 5, "subject": "math", "mode": "offline", "problem": ["off_day"], "lesson_date": "2026-11-14"},
}
REQUEST = "请核查收费公示。"
RESULT = "未公示收费标准。"
DUE = "2026-11-24"


def tutoring(**changes):
    """A report that market regulation takes part in."""
    body = homework(**changes)
    return {**body, "category": TUTORING["category"], "answers": dict(TUTORING["answers"])}


class Tasked:
    """A case that was taken on, and what its lead and others do about its tasks."""

    def __init__(self, lives, *, lead=OFFICER, **changes):
        self.lives, self.lead = lives, lead
        self.filed = lives.phone.file(tutoring(**changes)).json
        self.case_id = lives.house.case_of(self.filed)["id"]
        assert self.by(lead).move(self.case_id, 1, "accept").status_code == 200

    def by(self, username):
        return self.lives.console(username)

    @property
    def case(self):
        with reading(self.lives.house.engine) as db:
            return db.get_one(Case, self.case_id)

    def ask(self, *, lead=None, office_id=None, version=None, **changes):
        """The lead asks, by default market regulation of the city."""
        body = {"kind": "price", "due_on": DUE, "request": REQUEST, **changes}
        body["office_id"] = office_id or self.lives.office("411100", "market_regulation")
        return self.by(lead or self.lead).post(f"/cases/{self.case_id}/tasks", body, version or self.case.version)

    def asked(self, **changes):
        """The id of a task that was given."""
        answer = self.ask(**changes)
        assert answer.status_code == 201, answer.json
        return answer.json["id"]

    def move(self, task_id, event, text=None, *, username=MARKET, version=None):
        body = {"event": event, "text": text}
        return self.by(username).post(f"/tasks/{task_id}/moves", body, version or self.task(task_id).version)

    def moved(self, task_id, *events, text=RESULT, username=MARKET):
        """Each move, with a text where it takes one."""
        for event in events:
            answer = self.move(task_id, event, None if event == "accept" else text, username=username)
            assert answer.status_code == 200, answer.json
        return answer.json

    def task(self, task_id):
        with reading(self.lives.house.engine) as db:
            return db.get_one(Task, task_id)

    def holders(self, task_id):
        """The offices that a task's key is wrapped for."""
        with reading(self.lives.house.engine) as db:
            return set(db.scalars(sa.select(TaskKeyWrap.office_id).where(TaskKeyWrap.task_id == task_id)))

    def reads(self, username, task_id):
        """What somebody reads of a task: its request and result, or the status of the refusal."""
        answer = self.by(username).get(f"/tasks/{task_id}")
        return (answer.json["request"], answer.json["result"]) if answer.status_code == 200 else answer.status_code

"""What further happens to reports: taken back, passed up by who steps aside, done again, an appeal
that is decided, new keys.

Apart from the journey, which others follow name by name.
"""

from models.engine import writing
from services.administration.rotation import GRACE, finish_rotations
from services.work import Work
from tests.promises.journey import CITY, LEAD, PROVINCE, Travel
from tests.support.evidence import Tus, telling_png
from tests.support.phone import Console, homework


class Further(Travel):
    """Travels on with the canaries and the people of a journey; its `journey.filed` has its own reports only."""

    def __init__(self, journey, phone, installed, *, text_answer):
        super().__init__(phone, journey.consoles.__getitem__, installed, text_answer=text_answer)
        self.canary = self.journey.canaries = journey.canaries

    def by(self, officer, name, path, body):
        """An act whose answer does not tell the version that it made."""
        case_id = self.journey.filed[name].case_id
        answer = self.journey.consoles[officer].post(f"/cases/{case_id}{path}", body, self.versions[case_id])
        assert answer.status_code in {200, 204}, answer.text
        self.versions[case_id] += 1

    def taken_back(self):
        """Worked on, with a file, and then withdrawn."""
        to = {"channel": "fcm", "locale": "en", "fid": self.canary("fid-taken-back")}
        place = {"target_name": self.canary("target_name-taken-back")}
        self.file("taken_back", LEAD, homework(place=place, subscription=to))
        self.act(LEAD, "taken_back", "/moves", {"event": "accept", "reason": self.canary("reason-taken-back")})
        self.act(LEAD, "taken_back", "/messages", {"text": self.canary("question-taken-back"), "ask": True})
        self.say("taken_back", "answer-taken-back")
        self.act(LEAD, "taken_back", "/notes", {"text": self.canary("note-taken-back")}, versioned=False)
        headers = self.phone.with_receipt(self.journey.filed["taken_back"].receipt)
        assert self.phone.client.post("/api/v1/reports/mine/withdrawal", headers=headers).status_code == 204

    def stepped_aside(self):
        """Nobody else is there: it goes up."""
        self.file("stepped_aside", LEAD, homework())
        more = {"addition": self.canary("addition"), "reason": self.canary("reason-of-addition")}
        self.by(LEAD, "stepped_aside", "/school_notice", more)
        self.by(LEAD, "stepped_aside", "/recusal", {"reason": self.canary("reason-of-recusal")})

    def done_again(self):
        """Answered, and not well."""
        self.file("done_again", LEAD, homework())
        said = {"reason": self.canary("reason-too-soon"), "public_reply": self.canary("public_reply-too-soon")}
        self.act(LEAD, "done_again", "/moves", {"event": "decline", **said})
        why = {"reason_code": "answer_review", "reason": self.canary("reason-of-oversight")}
        self.by(PROVINCE, "done_again", "/oversight", why)
        self.by(PROVINCE, "done_again", "/reopening", {"reason": self.canary("reason-of-reopening")})
        urging = {"event": "supervise", "reason_code": "answer_poor", "reason": self.canary("reason-of-urging")}
        self.by(PROVINCE, "done_again", "/urging", urging)
        back = {"back_report": "on_site", "reason": self.canary("words-of-back-report")}
        self.act(LEAD, "done_again", "/back_report", back)

    def decided(self):
        """A city's answer, appealed against to the province, which lets it stand."""
        place = {"school_id": self.installed.schools["city_run"].id}
        self.file("decided", CITY, homework(place=place))
        tus = Tus(self.phone.client, self.journey.filed["decided"].receipt)
        picture = telling_png(self.canary("taken-out-of-the-picture"))
        kept = tus.send(picture, f"{self.canary('file-name-of-the-appeal')}.png")
        before = self.journey.filed["decided"].case_id
        said = {"reason": self.canary("reason-decided"), "public_reply": self.canary("public_reply-decided")}
        self.act(CITY, "decided", "/moves", {"event": "decline", **said})
        self.mine("decided", "appeal", {"reason": self.canary("reason-of-second-appeal")})
        filed = self.journey.filed["decided"]
        case = self.journey.consoles[PROVINCE].case_of(filed.reference)
        filed.case_id, self.versions[case["id"]] = case["id"], case["version"]
        opened = self.journey.consoles[PROVINCE].get(f"/cases/{filed.case_id}/evidence/{kept}")
        assert opened.data.startswith(b"\x89PNG")
        assert self.journey.consoles[CITY].get(f"/cases/{before}/evidence/{kept}").status_code == 404
        decision = {"decision": "uphold", "public_reply": self.canary("public_reply-upheld")}
        self.by(PROVINCE, "decided", "/appeal", decision)

    def rotated(self):
        """Somebody leaves the province, whose keys open its cases and the keys of all below; then these are new."""
        administrator = Console(self.phone.client, "administrator", self.installed.passwords["administrator"])
        ids = {item["username"]: item["id"] for item in administrator.get("/staff", limit=100).json["items"]}
        assert administrator.delete(f"/staff/{ids['officer-410000-education']}").status_code == 204
        assert administrator.delete("/staff/session").status_code == 204
        path = f"/offices/{self.installed.offices['410000', 'education'].id}/rotation"
        while self.journey.consoles[PROVINCE].post(path, None).json["left"]:
            pass
        service = self.phone.client.application.extensions["jianfu"]
        service.now.forward(GRACE.total_seconds())
        with writing(service.world.engine) as db:
            assert finish_rotations(Work(service.world, db, service.now())) == 1
            db.commit()


def go_on(journey, phone, installed, *, text_answer):
    """All of it; the reports that came of it."""
    further = Further(journey, phone, installed, text_answer=text_answer)
    for leg in (further.taken_back, further.stepped_aside, further.done_again, further.decided, further.rotated):
        leg()
    return further.journey.filed

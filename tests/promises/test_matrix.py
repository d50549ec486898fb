"""K1: every route × everybody has a declared answer, and a foreign object is answered like one that never was."""

import uuid
from itertools import product
from math import inf

import pytest
import sqlalchemy as sa

from models import Case
from models.engine import writing
from policy.retention import HoldReason
from policy.vocabulary import Role
from services.administration.office_registry import add_office, list_offices
from services.administration.staff_accounts import add_staff
from services.retention import hold_case
from tests.promises.answering_scene import OfAnswers
from tests.promises.joined_scene import OfJoinedCases
from tests.promises.matrix import MATRIX, REMOTE, TASK
from tests.promises.registry_scene import OfTheRegistry
from tests.promises.routes import WHO
from tests.services.watched import TUTORING
from tests.support.evidence import Tus, picture
from tests.support.phone import homework

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
STAFF = {
    "officer_1": "officer-411100-education",
    "officer_2": "officer-411103-education",
    "avoided": "officer-411102-education",
    "supervisor": "supervisor-410000",
    **{role: role for role in ("analyst", "auditor", "administrator")},
}
SUCCESS = range(200, 300)
BY_WAY = {("DELETE", "/api/v1/staff/session"), ("DELETE", "/api/v1/staff/me/sessions")}
"""Whoever is answered here has no session afterwards."""


def shown(answer):
    """Everything that can be seen of an answer, but for the second in which it was given."""
    headers = sorted(item for item in answer.headers.items() if item[0] != "Date")
    return answer.status_code, headers, answer.data


class Scene(OfTheRegistry, OfAnswers, OfJoinedCases):
    """Two reports, whoever asks, and one more account in office 1 that has no keys yet."""

    def __init__(self, house, tokens, route):
        self.house, self.route = house, route
        self.filed = [house.phone.file(homework(avoid_local_office=True)).json]
        self.filed += [house.phone.file(homework(place={"division_code": "411103"})).json]
        self.cases = [house.case_of(filed)["id"] for filed in self.filed]
        self.headers = {"nobody": {}, **tokens}
        self.task_id = str(uuid.uuid4())
        for number, filed in enumerate(self.filed, start=1):
            self.headers[f"receipt_{number}"] = {"Authorization": f"Receipt {filed['receipt']}"}
        if route.after:
            getattr(self, route.after)()

    def answered(self):
        """Both reports have their answer."""
        for officer, case_id in zip(("officer_1", "officer_2"), self.cases, strict=True):
            ended = self.house.log_in(STAFF[officer]).end(case_id, 1, "decline", reason="r", public_reply="p")
            assert ended.status_code == 200, ended.json

    def appealed(self):
        """The first reporter appeals: the case is another one, at the office above."""
        self.answered()
        appeal = {"json": {"reason": "r"}, "headers": self.headers["receipt_1"]}
        assert self.house.client.post("/api/v1/reports/mine/appeal", **appeal).status_code == 204
        self.cases[0] = self.house.case_of(self.filed[0])["id"]

    def held(self):
        """Somebody keeps the case of the first reporter."""
        with writing(self.house.engine) as db:
            hold_case(self.house.work(db), self.filed[0]["reference"], HoldReason.COURT)
            db.commit()

    def asked_for_consent(self):
        """The first reporter is asked whether the avoided office may have the case."""
        self.act("officer_1", self.cases[0], "consent", {"to_office_id": self.office_id("411102")})

    def taken_on(self):
        """Office 1 works on the case of report 1."""
        self.act("officer_1", self.cases[0], "moves", {"event": "accept"})

    def shared(self):
        """Office 1 has asked office 2 for its share of another case, which nobody went past an office with."""
        filed = self.house.phone.file(homework(place={"division_code": "411104"})).json
        self.cases[0] = self.house.case_of(filed)["id"]
        self.taken_on()
        body = {**TASK, "office_id": self.office_id("411103")}
        self.task_id = self.act("officer_1", self.cases[0], "tasks", body, version=2).json["id"]

    def tutored(self):
        """Instead of report 1, one on a matter that an office may take more time for, which it works on."""
        self.filed[0] = self.house.phone.file(homework(avoid_local_office=True) | TUTORING).json
        self.cases[0] = self.house.case_of(self.filed[0])["id"]
        self.taken_on()

    def urged(self):
        """The office above waits for a report about it."""
        self.act("supervisor", self.cases[0], "urging", {"event": "urge", "reason_code": "silent"})

    def act(self, who, case_id, path, body, *, version=1):
        headers = {**self.headers[who], "If-Match": f'"{version}"'}
        answer = self.house.client.post(f"/api/v1/cases/{case_id}/{path}", json=body, headers=headers)
        assert answer.status_code in SUCCESS, answer.json
        return answer

    def office_id(self, division_code):
        return self.house.installed.offices[division_code, "education"].id

    def newcomer(self):
        """Somebody in office 1 who has no keys yet."""
        office_id = self.house.installed.offices["411100", "education"].id
        with writing(self.house.engine) as db:
            new = add_staff(self.house.work(db), uuid.uuid4().hex, Role.OFFICER, office_id)
            db.commit()
        return new.staff.id

    def objects(self, rule):
        """The ids in the path, each of something that is there."""
        named = self.of_the_registry() | {
            "case_id": lambda: self.cases[0],
            "held_case_id": lambda: self.cases[0],
            "staff_id": self.newcomer,
            "office_id": self.office,
            "school_id": lambda: self.house.installed.schools["plain"].id,
            "institution_id": lambda: self.house.installed.institutions["art"].id,
            "path": lambda: "shared/base.css",
            "evidence_id": self.file,
            "passkey_id": lambda: str(uuid.uuid4()),
            "task_id": lambda: self.task_id,
        }
        return {name: named[name]() for name in rule.arguments}

    def file(self):
        """A file of report 1: half there, or kept."""
        tus = Tus(self.house.client, self.filed[0]["receipt"])
        return tus.send(picture()) if self.route.files else tus.create(5).json["id"]

    def office(self):
        """Office 1, or one that nobody needs afterwards."""
        if not self.route.new_office:
            return self.house.installed.offices["411100", "education"].id
        with writing(self.house.engine) as db:
            work = self.house.work(db)
            taken = {office.division_code for office in list_offices(db)}
            free = (one.code for one in work.policy.divisions.children("650100") if one.code not in {*taken, REMOTE})
            office = add_office(work, next(free), "education", None)
            db.commit()
        return office.id

    def body(self):
        body = self.route.body
        if body is None:
            return None
        if "answers" in body and "source" not in body:
            return {**body, "challenge": self.house.phone.challenge()}
        said = {
            ("to_office_id", "superior"): lambda: self.office_id("410000"),
            ("to_office_id", "avoided"): lambda: self.office_id("411102"),
            ("office_id", "superior"): lambda: self.office_id("410000"),
            ("superior_id", "superior"): lambda: self.office_id("000000"),
            ("reference", "own"): lambda: self.filed[0]["reference"],
            ("into", "other"): lambda: self.other,
            ("case_ids", "['other']"): lambda: [self.other],
            ("report_ids", "['of_other']"): self.came_with_the_other,
            ("versions", "['last']"): lambda: [self.version()],
        }
        meant = {name: said[name, str(value)]() for name, value in body.items() if (name, str(value)) in said}
        return {**body, **meant}

    def version(self):
        with self.house.engine.connect() as connection:
            return connection.scalar(sa.select(Case.version).where(Case.id == self.cases[0])) or 0

    def ask(self, who, method, rule, objects):
        sent = {"Idempotency-Key": str(uuid.uuid4()), "Accept-Language": "en"}
        if "case_id" in objects and method == "POST":
            sent["If-Match"] = f'"{self.version()}"'
        sent |= self.route.sends
        url = rule.rule
        for name, value in objects.items():
            url = url.replace(f"<{'path' if name == 'path' else 'uuid'}:{name}>", value)
        options = {"query_string": self.route.query, "headers": {**sent, **self.headers[who]}}
        options |= {"json": self.body()} if self.route.content is None else {"data": self.route.content}
        with self.house.client.open(url, method=method, **options) as answer:
            answer.get_data()  # of a page too, whose file is closed then
        return answer


@pytest.fixture(scope="module")
def tokens(house):
    """Everybody of staff is logged in, once for all routes; relay and scheduler live however long ago they said so."""
    for name in ("relay", "scheduler"):
        (house.app.extensions["jianfu"].settings.var / f"{name}.alive").touch()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.health.SILENT_AFTER_S", inf)
        yield {who: house.log_in(username).headers for who, username in STAFF.items()}


def routes(app):
    """(method, rule) of everything that answers; HEAD and OPTIONS go with the others."""
    rules = app.url_map.iter_rules()
    return {(method, rule.rule): rule for rule in rules for method in rule.methods - {"HEAD", "OPTIONS"}}


@pytest.mark.promise("K1")
def test_every_route_is_declared_and_every_declared_route_is_there(house):
    assert routes(house.app).keys() == MATRIX.keys()
    assert {len(route.answers) for route in MATRIX.values()} == {len(WHO)}


@pytest.mark.promise("K1")
@pytest.mark.parametrize(("method", "path"), MATRIX, ids=[" ".join(key) for key in MATRIX])
def test_everybody_is_answered_as_declared(house, tokens, method, path):
    route, rule = MATRIX[method, path], routes(house.app)[method, path]
    again = {who: house.log_in(STAFF[who]).headers for who in STAFF} if (method, path) in BY_WAY else tokens
    scene = Scene(house, again, route)
    objects = scene.objects(rule)
    unknown = {name: str(uuid.uuid4()) for name in objects}
    declared = dict(zip(WHO, route.answers, strict=True))
    found = {}
    for who in sorted(WHO, key=lambda who: declared[who] in SUCCESS):  # whoever is refused first: nothing changes
        answer = scene.ask(who, method, rule, objects)
        found[who] = answer.status_code
        if objects and route.alike and who not in route.sees and answer.status_code not in SUCCESS:
            assert shown(answer) == shown(scene.ask(who, method, rule, unknown)), who
    if path.endswith("/me/sessions"):  # it has ended those of the other routes, too
        tokens.update({who: house.log_in(STAFF[who]).headers for who in STAFF})
    assert found == declared


def test_on_every_route_somebody_succeeds():
    """But where a password is asked, which nobody here has: those have tests of their own; and the bare root."""
    asked_for_a_password = {
        ("POST", "/api/v1/staff/session"),
        *((method, "/api/v1/staff/me/second-factor") for method in ("POST", "PUT")),
        ("POST", "/api/v1/staff/session/passkey"),
        *(("POST", f"/api/v1/staff/me/{what}") for what in ("passkeys", "recovery-codes")),
        ("POST", "/api/v1/staff/me/passkeys/<uuid:passkey_id>/removal"),
    }
    nobody = {key for key, route in MATRIX.items() if not any(status in SUCCESS for status in route.answers)}
    assert nobody == asked_for_a_password | {("GET", "/api/v1")}


@pytest.mark.promise("K1")
def test_each_receipt_shows_and_changes_its_own_report_only(house, tokens):
    """The same routes serve every receipt: what the holder of one does is nothing to the other."""
    mine = [key for key in MATRIX if key[1].startswith("/api/v1/reports/mine")]
    for method, path in mine:
        rule, route = routes(house.app)[method, path], MATRIX[method, path]
        scene = Scene(house, tokens, route)
        first, second = (scene.filed[number]["receipt"] for number in (0, 1))
        objects = scene.objects(rule)
        before = shown(house.phone.mine(first))
        answer = scene.ask("receipt_2", method, rule, objects)
        assert answer.status_code == dict(zip(WHO, route.answers, strict=True))["receipt_2"], path
        assert scene.filed[0]["reference"] not in answer.text
        assert shown(house.phone.mine(first)) == before, path
        assert house.phone.mine(second).get_data() != before[2]


@pytest.mark.promise("K1")
def test_other_methods_are_refused_alike_whoever_asks(house, tokens):
    there = routes(house.app)
    scene = Scene(house, tokens, MATRIX["GET", "/"])
    for path in sorted({path for _, path in there}):
        rule = next(rule for (_, each), rule in there.items() if each == path)
        objects = {name: str(uuid.uuid4()) for name in rule.arguments}
        for method in METHODS:
            if (method, path) not in there:
                answers = {str(shown(scene.ask(who, method, rule, objects))) for who in ("nobody", "officer_1")}
                assert len(answers) == 1, (method, path)
                assert next(iter(answers)).startswith("(405,"), (method, path)


@pytest.mark.promise("K1")
def test_asking_for_the_head_only_and_for_the_methods_opens_nothing_more(house, tokens):
    scene = Scene(house, tokens, MATRIX["GET", "/"])
    for (method, path), route in MATRIX.items():
        rule = routes(house.app)[method, path]
        objects = {name: str(uuid.uuid4()) for name in rule.arguments}
        asked = {who: scene.ask(who, "OPTIONS", rule, objects) for who in ("nobody", "officer_1")}
        assert asked["nobody"].data == asked["officer_1"].data == b"", path
        if method == "GET":
            scene.route = route
            for who, objects in product(("nobody", "receipt_1", "analyst"), [scene.objects(rule)]):
                head, get = (scene.ask(who, each, rule, objects) for each in ("HEAD", "GET"))
                assert (head.status_code, head.data) == (get.status_code, b""), (path, who)

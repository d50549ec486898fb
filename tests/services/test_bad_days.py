"""Days on which something is wrong: each gets a clear answer, everything else is done, nothing is lost, no key is lost.

Elsewhere: a merged division in `test_merged_division`, a transfer to an office that does not do this in
`test_transfer`, an appeal on day 31 in `test_appeal`, a grant without the key and a rotation that broke off in
`test_keys_in_motion`; a gap or an overlap in rules in `policy/test_bad_data`, in leads in `policy/test_leads`.
"""

import uuid
from datetime import date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

import policy
from models import CaseEvent
from models.engine import reading, writing
from policy.reading import BadPolicyData
from policy.vocabulary import Role
from services.administration.offices import grant_to_staff, grants_upward, new_office
from services.keyring import OVERSIGHT, WORK
from services.people.staff import new_staff
from tests.policy.overlays import RULE, put
from tests.services.lives import CITY, OFFICER, REASON
from tests.support.phone import Console, homework

SHANGHAI = timezone(timedelta(hours=8))
MAKE_UP_SATURDAY, SATURDAY, WEDNESDAY = "2026-10-10", "2026-10-17", "2026-10-14"


def lesson(on=None):
    """A lesson in a school subject in the daytime, on that day."""
    answers = {"grade": 5, "subject": "math", "mode": "offline", "problem": ["off_day"]}
    answers |= {"lesson_date": on} if on else {}
    return {"category": "tutoring", "place": {"division_code": "411102"}, "answers": answers, "text": "周末上课。"}


def finding_of(house, body, rule_id):
    complaint = {name: body[name] for name in ("category", "place", "answers")}
    answer = house.client.post("/api/v1/findings", json=complaint, headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.json
    return next(one for one in answer.json["findings"] if one["rule_id"] == rule_id)


def test_rules_with_a_gap_or_an_overlap_stop_the_service_by_file_and_line(tmp_path):
    versions = {"gap": ("2024-12-31", "2025-01-02"), "overlap": ("2024-12-31", "2024-12-31")}
    for name, (last, first) in versions.items():
        rules = [RULE | {"effective_to": last}, RULE | {"effective_from": first}]
        with pytest.raises(BadPolicyData, match=rf"{name}/rules\.yaml:\d+: AS-02: "):
            policy.load(overlay=put(tmp_path / name, rules=rules))


@pytest.mark.promise("T10", "in part")
@pytest.mark.parametrize(
    ("on", "result"), [(MAKE_UP_SATURDAY, "unclear"), (SATURDAY, "suspected"), (WEDNESDAY, "not_shown")]
)
def test_a_lesson_on_a_make_up_saturday_is_for_a_person_to_look_at(house, on, result):
    finding = finding_of(house, lesson(on), "TU-04")
    assert finding["result"] == result
    filed = house.phone.file(lesson(on))
    assert filed.status_code == 201
    assert finding in filed.json["findings"]


@pytest.mark.promise("D1", "in part")
@pytest.mark.parametrize(
    ("filed_on", "accept_on", "due_on", "is_provisional"),
    [
        # Spring Festival 2026: off from 15 to 23 February, worked on the Saturdays 14 and 28 February.
        (date(2026, 2, 12), date(2026, 2, 14), date(2026, 3, 11), False),
        (date(2026, 2, 14), date(2026, 2, 25), date(2026, 3, 13), False),
        (date(2026, 2, 20), date(2026, 2, 25), date(2026, 3, 13), False),
        # No calendar of 2027 yet: 1 January counts by its weekday until one is there, and the date says so.
        (date(2026, 12, 10), date(2026, 12, 14), date(2026, 12, 31), False),
        (date(2026, 12, 11), date(2026, 12, 15), date(2027, 1, 1), True),
        (date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 21), True),
    ],
)
def test_a_deadline_across_the_spring_festival_and_into_a_year_without_calendar(
    lives, house, filed_on, accept_on, due_on, is_provisional
):
    house.clock.time = datetime(filed_on.year, filed_on.month, filed_on.day, 10, tzinfo=SHANGHAI)
    body = lesson() | {"answers": lesson()["answers"] | {"problem": ["advertising"]}}
    filed = lives.phone.file(body)
    assert filed.status_code == 201, filed.json
    assert (filed.json["due_on"], filed.json["due_is_provisional"]) == (due_on.isoformat(), is_provisional)
    case = lives.console(OFFICER).case_of(filed.json["reference"])
    assert (case["next_due_on"], case["due_is_provisional"]) == (accept_on.isoformat(), is_provisional)
    assert lives.mine(filed.json)["due_on"] == due_on.isoformat()


@pytest.fixture
def invite(house, lives):
    """Invite somebody to the office of `OFFICER`: the account, and its password."""

    def come():
        body = {"username": f"new-{uuid.uuid4().hex[:8]}", "role": "officer", "office_id": lives.office("411102")}
        made = lives.console("administrator").post("/staff", body)
        assert made.status_code == 201, made.json
        return made.json

    return come


@pytest.fixture
def colleague(house, lives, invite):
    """A second officer of the office of `OFFICER`, let in by the first."""
    made = invite()
    assert lives.console(OFFICER).post(f"/staff/{made['id']}/grants", None).status_code == 204
    return Console(house.client, made["username"], made["password"])


@pytest.mark.promise("T6")
def test_of_two_officers_who_resolve_at_once_the_second_reads_what_changed(lives, house, at_once, colleague):
    filed = lives.phone.file(homework()).json
    case_id, officer = house.case_of(filed)["id"], lives.console(OFFICER)
    officer.move(case_id, 1, "accept")
    officer.move(case_id, 2, "investigate")
    said = {officer: ("substantiated", "已减少作业。"), colleague: ("partly", "部分属实。")}

    def resolve(one):
        outcome, reply = said[one]
        return one.end(case_id, 3, "resolve", outcome=outcome, public_reply=reply)

    answers = dict(zip(said, at_once(resolve, said), strict=True))
    (winner,) = [one for one, answer in answers.items() if answer.status_code == 200]
    (loser,) = [one for one, answer in answers.items() if answer.status_code == 409]
    refusal = answers[loser]
    assert [(one["event"], one["status"]) for one in refusal.json["changed"]] == [("resolve", "resolved")]
    assert refusal.headers["ETag"] == '"4"'
    mine = lives.mine(filed)
    assert (mine["outcome"], mine["public_reply"]) == said[winner]
    with reading(house.engine) as db:
        resolved = sa.select(CaseEvent.version).where(CaseEvent.case_id == case_id, CaseEvent.event == "resolve")
        assert db.scalars(resolved).all() == [4]
    assert loser.get(f"/cases/{case_id}").json["reports"][0]["public_reply"] == said[winner][1]


@pytest.fixture(scope="module")
def other_city(house):
    """A supervisor of a city of another province, with both keys of the office."""
    world = house.app.extensions["jianfu"].world
    with writing(house.engine) as db:
        root = house.installed.offices["000000", "education"]
        new = new_office("140100", "education", "别的市教育局", root.id)
        made = new_staff("supervisor-of-another-city", Role.SUPERVISOR, new.office.id, world.argon2_cost)
        db.add(new.office)
        db.flush()
        db.add_all(grants_upward(new, root.id, root.oversight_public_key))
        db.add(made.staff)
        db.flush()
        db.add_all(grant_to_staff(new, purpose, made.staff) for purpose in (WORK, OVERSIGHT))
        db.commit()
        return made.staff.username, made.password


@pytest.mark.promise("K1", "in part")
def test_a_supervisor_of_another_city_finds_and_opens_nothing(lives, house, other_city):
    filed = lives.phone.file(homework(safety=True)).json
    case_id = house.case_of(filed)["id"]
    stranger = Console(house.client, *other_city)
    assert stranger.get("/cases", limit=100).json["items"] == []
    path = f"/cases/{case_id}"
    body = {"to_office_id": stranger.me["office_id"], **REASON}
    answers = [
        stranger.get(path),
        stranger.get(f"{path}/owners"),
        stranger.move(case_id, 1, "hand_over", reason="已移交。"),
        stranger.post(f"{path}/transfer", body, 1),
        stranger.post(f"{path}/assignment", {"assignee": "me"}, 1),
        stranger.post(f"{path}/notes", {"text": "x"}),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    names = {one["username"] for one in stranger.get("/staff").json["items"]}
    assert names == {other_city[0]}
    assert lives.openers(filed, (OFFICER, CITY)) == {OFFICER, CITY}


@pytest.mark.promise("K3", "in part")
def test_a_supervisor_of_another_city_lets_nobody_in(house, other_city, invite):
    made, stranger = invite(), Console(house.client, *other_city)
    refusal = stranger.post(f"/staff/{made['id']}/grants", None)
    assert (refusal.status_code, refusal.json["code"]) == (403, "key_not_held")
    assert Console(house.client, made["username"], made["password"]).me["is_pending"]

"""Where reports did not join by themselves, an officer is shown what may be one case, and joins it with one tap."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Joining, Stay
from models.engine import reading
from tests.services.joint import (
    case_id_of,
    file_at,
    new_school,
    reports_without_a_wrap,
    shown,
    stored_case,
    stored_report,
    unanswered_in_answered_cases,
)
from tests.services.lives import CITY, NEIGHBOUR, OFFICER
from tests.support.phone import homework

RESOLVED = {"outcome": "substantiated", "public_reply": "已责令整改。"}
DECLINED = {"reason": "r", "public_reply": "不属实。"}


@pytest.fixture
def apart(lives, house, school, now):
    """Two reports on one school in two fortnights: the later one with its case, then the earlier one with its."""
    earlier = file_at(lives.phone, school)
    lives.clock.time = now + timedelta(days=14)
    later = file_at(lives.phone, school)
    cases = [case_id_of(house.engine, filed) for filed in (later, earlier)]
    assert cases[0] != cases[1]
    return later, cases[0], earlier, cases[1]


@pytest.fixture
def join(lives, house):
    """Join one case to another; the answer."""

    def do(case_id, into, version=None, username=OFFICER):
        seen = stored_case(house.engine, case_id).version if version is None else version
        return lives.console(username).post(f"/cases/{case_id}/joining", {"into": into}, seen)

    return do


@pytest.fixture
def suggested(lives):
    """What is suggested for a case: ids with likeness and whether it can be joined."""

    def ask(case_id, username=OFFICER):
        answer = lives.console(username).get(f"/cases/{case_id}/suggestions")
        assert answer.status_code == 200, answer.json
        return {item["case"]["id"]: (item["likeness"], item["can_join"]) for item in answer.json["items"]}

    return ask


@pytest.fixture
def newest(lives, now):
    """A day after all others of these tests: the newest cases are compared first, and only so many."""
    lives.clock.time = now + timedelta(days=20)


def named(lives, house, name, **changes):
    """Report on a school that is in no register."""
    answer = lives.phone.file(homework(place={"target_name": name}, **changes))
    assert answer.status_code == 201, answer.json
    return case_id_of(house.engine, answer.json)


@pytest.mark.promise("T5", "in part")
def test_one_tap_moves_the_reports_and_reporters_notice_nothing(lives, apart, join, act, house):
    later, case_id, earlier, into = apart
    act(into, "accept")
    before = [lives.mine(filed) for filed in (later, earlier)]
    answer = join(case_id, into)
    assert answer.status_code == 200, answer.json
    assert (answer.json["id"], answer.json["report_count"]) == (into, 2)
    assert answer.headers["ETag"] == f'"{answer.json["version"]}"'
    assert [lives.mine(filed) for filed in (later, earlier)] == before
    act(into, "investigate")
    act(into, "resolve", **RESOLVED)
    for filed in (later, earlier):
        assert shown(lives, filed) == ("resolved", ["file", "accept", "investigate", "resolve"])
        assert lives.mine(filed)["public_reply"] == RESOLVED["public_reply"]
    assert reports_without_a_wrap(house.engine) == unanswered_in_answered_cases(house.engine) == []


def test_the_emptied_case_ends_in_history_and_was_not_answered(lives, apart, join, house):
    later, case_id, _, into = apart
    assert join(case_id, into).status_code == 200
    officer = lives.console(OFFICER)
    seen = officer.get(f"/cases/{case_id}").json
    assert (seen["status"], seen["joined_into"], seen["report_count"]) == ("closed", into, 0)
    assert (seen["is_overdue"], seen["allowed_events"], seen["reports"]) == (False, [], [])
    assert [(line["event"], line["other_case_id"]) for line in seen["history"]] == [("file", None), ("join", into)]
    line = officer.get(f"/cases/{into}").json["history"][-1]
    assert (line["event"], line["by"], line["other_case_id"]) == ("take_in", OFFICER, case_id)
    assert stored_report(house.engine, later).sealed_reply is None
    assert officer.move(case_id, seen["version"], "accept").status_code == 422


def test_what_taking_it_back_needs_is_kept(apart, join, house):
    later, case_id, _, into = apart
    join(case_id, into)
    with reading(house.engine) as db:
        joining = db.scalars(sa.select(Joining).where(Joining.case_id == case_id)).one()
        stays = db.scalars(sa.select(Stay).where(Stay.case_id == case_id)).all()
    assert (joining.into_case_id, joining.version, joining.into_version) == (into, 2, 2)
    assert [(stay.report_id, stay.until_version) for stay in stays] == [(stored_report(house.engine, later).id, 1)]


@pytest.mark.promise("D3", "in part")
def test_no_deadline_starts_again_and_none_is_lost(lives, apart, join, house):
    """The older case into the newer one: its days count from then on."""
    later, newer, earlier, older = apart
    before = {case_id: stored_case(house.engine, case_id) for case_id in (newer, older)}
    assert join(older, newer).status_code == 200
    into = stored_case(house.engine, newer)
    for clock in ("accept_on", "first_answer_on", "finish_on", "next_due_on"):
        assert getattr(into, clock) == getattr(before[older], clock) < getattr(before[newer], clock)
    assert lives.mine(earlier)["due_on"] == earlier["due_on"]
    assert lives.mine(later)["due_on"] == later["due_on"]


def test_a_first_answer_that_some_have_and_others_wait_for_is_still_due(lives, apart, join, act, house):
    _, case_id, _, into = apart
    act(into, "accept")
    act(into, None, "messages", text="我们在看。")
    assert stored_case(house.engine, into).first_answered
    due = stored_case(house.engine, case_id).first_answer_on
    join(case_id, into)
    joined = stored_case(house.engine, into)
    assert (joined.first_answered, joined.first_answer_on) == (False, due)
    act(into, None, "messages", text="我们在看。")
    assert stored_case(house.engine, into).first_answered


def test_who_is_further_than_the_case_that_takes_them_in_does_not_go_back(lives, apart, join, act):
    later, case_id, earlier, into = apart
    act(case_id, "accept")
    act(case_id, "investigate")
    assert join(case_id, into).status_code == 200
    act(into, "accept")
    assert shown(lives, later) == ("investigating", ["file", "accept", "investigate"])
    assert shown(lives, earlier) == ("accepted", ["file", "accept"])
    act(into, "decline", **DECLINED)
    assert shown(lives, later) == ("declined", ["file", "accept", "investigate", "decline"])


def test_later_reports_join_the_case_that_took_the_others_in(lives, apart, join, school, house, now):
    _, case_id, _, into = apart
    assert join(into, case_id).status_code == 200
    assert case_id_of(house.engine, file_at(lives.phone, school)) == case_id
    lives.clock.time = now
    assert case_id_of(house.engine, file_at(lives.phone, school)) not in {case_id, into}


def test_a_joined_report_is_withdrawn_and_appealed_like_any_other(lives, apart, join, act, house):
    later, case_id, earlier, into = apart
    join(case_id, into)
    act(into, "decline", **DECLINED)
    assert lives.act(later, "appeal", {"reason": "没有人来过。"}).status_code == 204
    assert shown(lives, later) == ("submitted", ["file", "decline", "appeal"])
    assert lives.openers(later, (OFFICER, CITY)) == {CITY}
    assert lives.act(later, "withdrawal").status_code == 204
    assert shown(lives, earlier) == ("declined", ["file", "decline"])
    with reading(house.engine) as db:
        assert db.scalars(sa.select(Stay).where(Stay.case_id.in_([case_id, into]))).all() == []


@pytest.mark.parametrize("side", [0, 1], ids=["joined", "taking in"])
@pytest.mark.parametrize("what", ["safety", "avoid_local_office"])
@pytest.mark.promise("T12", "in part")
def test_what_is_set_apart_is_neither_joined_nor_suggested(lives, house, school, join, suggested, side, what):
    office = CITY if what == "avoid_local_office" else OFFICER
    target = school if office == OFFICER else new_school(house, office_id=lives.office("411100"))
    if what == "safety":
        pair = [file_at(lives.phone, target, safety=True), file_at(lives.phone, target)]
    else:
        local = lives.phone.file(homework(place={"school_id": school}, avoid_local_office=True)).json
        pair = [local, file_at(lives.phone, target)]
    ids = [case_id_of(house.engine, filed) for filed in pair]
    case_id, into = ids if side == 0 else ids[::-1]
    answer = join(case_id, into, username=office)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["code"] == "move.set_apart"
    assert suggested(ids[0], office) == {}
    assert ids[0] not in suggested(ids[1], office)


@pytest.mark.promise("T12", "in part")
def test_the_avoided_office_is_suggested_nothing_and_can_join_nothing(lives, house, school, join, suggested):
    mine = case_id_of(house.engine, file_at(lives.phone, school))
    before = suggested(mine)
    avoiding = case_id_of(house.engine, file_at(lives.phone, school, avoid_local_office=True))
    assert suggested(mine) == before == {}
    answers = [join(mine, into) for into in (avoiding, "00000000-0000-4000-8000-000000000000")]
    assert answers[0].data == answers[1].data
    assert answers[0].json["errors"] == [
        {"field": "into", "code": "joining.unknown_case", "message": "Your office has no such case."}
    ]
    assert join(avoiding, mine, version=1).status_code == 404


def test_an_appeal_is_joined_to_nothing(lives, house, act, join, suggested):
    target = new_school(house, office_id=lives.office("411100"))
    filed = [file_at(lives.phone, new_school(house)), file_at(lives.phone, target)]
    lives.answer(filed[0], OFFICER)
    assert lives.act(filed[0], "appeal", {"reason": "r"}).status_code == 204
    appeal, other = (case_id_of(house.engine, one) for one in filed)
    assert join(other, appeal, username=CITY).json["errors"][0]["code"] == "move.set_apart"
    assert suggested(appeal, CITY) == {}


@pytest.mark.parametrize(
    ("code", "into"),
    [("joining.same_case", "itself"), ("joining.other_matter", "tutoring"), ("joining.answered", "answered")],
)
def test_what_cannot_be_joined_is_told_why(lives, house, apart, join, act, code, into):
    _, case_id, _, older = apart
    if into == "itself":
        other = case_id
    elif into == "tutoring":
        body = {"category": "tutoring", "place": {"division_code": "411102"}, "answers": {"grade": 3}}
        body["answers"] |= {"subject": "culture_art", "mode": "offline", "problem": ["prepaid_too_much"]}
        body["answers"] |= {"fee_amount": 9000, "fee_months": 12, "pay_to": "personal_wechat_or_alipay"}
        filed = lives.phone.file(body).json
        other = case_id_of(house.engine, filed)
        office = f"officer-{filed['office']['division_code']}-{filed['office']['department']}"
        if office != OFFICER:
            assert lives.send(filed, office, lives.office("411102")).status_code == 200
    else:
        other = older
        act(older, "decline", **DECLINED)
    answer = join(case_id, other)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["code"] == code


def test_two_officers_at_once_and_a_stale_page_get_409(apart, join, act):
    _, case_id, _, into = apart
    act(case_id, "accept")
    assert join(case_id, into, version=1).status_code == 409
    assert join(case_id, into, version=2).status_code == 200
    late = join(case_id, into, version=2)
    assert late.status_code == 409
    assert [change["event"] for change in late.json["changed"]] == ["join"]


def test_a_case_that_waits_for_an_answer_is_not_joined_but_can_take_in(lives, apart, join, act, house):
    later, case_id, earlier, into = apart
    act(into, "accept")
    act(into, None, "messages", text="是哪个班？", ask=True)
    assert join(into, case_id).json["errors"][0]["code"] == "move.not_in_this_status"
    assert join(case_id, into).status_code == 200
    assert shown(lives, later) == ("submitted", ["file"])
    lives.phone.say(later["receipt"], "三班。")
    assert stored_case(house.engine, into).status == "awaiting_reporter"
    lives.phone.say(earlier["receipt"], "四班。")
    assert stored_case(house.engine, into).status == "investigating"


def test_another_fortnight_and_an_answered_case_are_suggested(apart, suggested, act):
    _, case_id, _, older = apart
    assert suggested(case_id) == {older: ("same_target", True)}
    assert suggested(older) == {case_id: ("same_target", True)}
    act(older, "decline", **DECLINED)
    assert suggested(case_id) == {older: ("same_target", False)}
    assert suggested(older) == {case_id: ("same_target", False)}


def test_equal_and_alike_names_are_suggested_and_others_are_not(lives, house, newest, suggested):
    name = "嵩麓外国语实验小学"
    mine = named(lives, house, name)
    same = named(lives, house, "嵩麓 外国语 实验小学")
    alike = named(lives, house, "嵩麓外国语实验小学东校区")
    other = named(lives, house, "白桦中学")
    found = suggested(mine)
    assert found == {same: ("same_name", True), alike: ("alike_name", True)}
    assert list(found) == [same, alike]
    assert suggested(other) == {}
    assert "same_name" in {likeness for likeness, _ in suggested(same).values()}


def test_a_name_is_compared_with_the_register_too(lives, house, newest, suggested):
    target = new_school(house, "411103", name="云栖小学")
    places = ({"division_code": "411103", "school_id": target}, {"division_code": "411103", "target_name": "云栖小学"})
    filed, typed = (lives.phone.file(homework(place=place)).json for place in places)
    registered = case_id_of(house.engine, filed)
    assert suggested(case_id_of(house.engine, typed), NEIGHBOUR) == {registered: ("same_name", True)}
    assert lives.console(OFFICER).get(f"/cases/{registered}/suggestions").status_code == 404


def test_no_more_than_ten_are_suggested(lives, house, newest, suggested):
    ids = [named(lives, house, "梧桐湾学校") for _ in range(12)]
    assert len(suggested(ids[0])) == 10

"""A12: what an inspector takes to a school names matter, stage and month, whatever the reports say."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.disclosure import school_notice
from policy.vocabulary import SchoolStage
from tests.support.phone import homework

OFFICER = "officer-411102-education"
NAMES = {"matter", "matter_text", "stage", "stage_text", "month", "addition"}


@pytest.fixture
def officer(console):
    return console(OFFICER)


def notice_of(officer, filed):
    case = officer.case_of(filed["reference"])
    answer = officer.get(f"/cases/{case['id']}/school_notice")
    assert answer.status_code == 200, answer.json
    return case, answer


@pytest.mark.promise("A12")
def test_the_notice_is_the_same_whatever_was_reported_and_how_often(phone, officer, console, installed, clock):
    place = {"school_id": installed.schools["plain"].id}
    first = phone.file(homework(place=place, safety=True)).json
    _, one = notice_of(officer, first)
    clock.forward(5 * 86400)
    bodies = [
        homework(place=place, text="别的话。", answers={"grade": 6}, reporter_role="pupil"),
        homework(place=place, occurred_on="2026-11-16"),
        homework(place=place),
    ]
    shared = [phone.file(body).json for body in bodies][-1]
    case, other = notice_of(console(OFFICER), shared)
    assert len(case["references"]) == 3
    assert one.data == other.data
    assert one.json == {
        "matter": "homework",
        "matter_text": one.json["matter_text"],
        "stage": "primary",
        "stage_text": "Primary school",
        "month": "2026-11",
        "addition": None,
    }


@pytest.mark.promise("A12")
def test_nothing_that_a_reporter_said_is_in_it(phone, officer):
    filed = phone.file(homework(place={"target_name": "某某小学"}, occurred_on="2026-11-16")).json
    _, answer = notice_of(officer, filed)
    assert answer.json.keys() == NAMES
    assert answer.json["stage"] is None
    for said in ("某某", "每天", filed["reference"], "2026-11-1", "parent", "135", '"4"'):
        assert said not in answer.get_data(as_text=True)


@pytest.mark.promise("A12")
def test_whoever_shows_more_is_in_the_history_with_what_and_why(phone, officer, engine):
    filed = phone.file(homework()).json
    case, _ = notice_of(officer, filed)
    path, more = f"/cases/{case['id']}/school_notice", {"addition": "四年级一班。", "reason": "学校否认。"}
    assert officer.post(path, {"addition": "四年级一班。"}, 1).status_code == 422
    assert officer.post(path, more).status_code == 428
    told = officer.post(path, more, 1)
    assert (told.status_code, told.json["addition"], told.headers["ETag"]) == (200, "四年级一班。", '"2"')
    assert officer.post(path, more, 1).status_code == 409
    line = officer.get(f"/cases/{case['id']}").json["history"][-1]
    assert (line["event"], line["by"], line["addition"], line["reason"]) == (
        *("tell_school", OFFICER),
        *("四年级一班。", "学校否认。"),
    )
    assert notice_of(officer, filed)[1].json["addition"] is None
    shown = phone.mine(filed["receipt"]).json
    assert [item["event"] for item in shown["timeline"]] == ["file"]
    assert "四年级一班" not in json.dumps(shown, ensure_ascii=False)


def test_an_answered_case_is_shown_no_more_of(phone, officer):
    filed = phone.file(homework()).json
    case, _ = notice_of(officer, filed)
    assert officer.end(case["id"], 1, "decline", reason="r", public_reply="p").status_code == 200
    more = {"addition": "a", "reason": "r"}
    assert officer.post(f"/cases/{case['id']}/school_notice", more, 4).status_code == 422
    assert officer.get(f"/cases/{case['id']}/school_notice").status_code == 200


@pytest.mark.promise("A12")
@given(st.dates(), st.dates(), st.sampled_from((*SchoolStage, None, "kindergarten")))
def test_days_of_one_month_give_one_notice(one, other, stage):
    notices = [school_notice("homework", stage, day) for day in (one, other)]
    assert (notices[0] == notices[1]) == ((one.year, one.month) == (other.year, other.month))
    assert notices[0].stage in {*SchoolStage, None}

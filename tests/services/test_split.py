"""T5: reports that were taken for one matter are split off into a case of their own, and both are answered."""

import pytest
import sqlalchemy as sa

from models import Case, CaseKeyWrap, Recusal
from models.engine import reading
from tests.services.joint import (
    case_id_of,
    reports_without_a_wrap,
    shown,
    stored_case,
    unanswered_in_answered_cases,
)
from tests.services.lives import CITY, NEIGHBOUR, OFFICER
from tests.services.parted import RESOLVED, events, report_ids, take_back

NOWHERE = "00000000-0000-4000-8000-000000000000"
SAME = ("office_id", "matter", "division_code", "status", "severity", "submitted_on", "accept_on", "first_answer_on")
DUE = ("finish_on", "told_on", "next_due_on", "due_is_provisional", "first_answered", "assignee_id")


@pytest.fixture
def shared(lives, together):
    """Three reports that are one case by themselves."""
    filed = [together() for _ in range(3)]
    assert len({case_id for _, case_id in filed}) == 1
    yield [one for one, _ in filed], filed[0][1]
    take_back(lives, [one for one, _ in filed])


@pytest.fixture
def split(lives, part):
    """Split these reports off a case; the answer."""

    def do(case_id, filed, username=OFFICER):
        ids = report_ids(lives, case_id, filed, username)
        return part(case_id, "split", username=username, report_ids=ids)

    return do


@pytest.mark.promise("T5", "in part")
def test_reports_are_split_off_in_one_action_and_every_reporter_gets_their_result(lives, shared, split, act, house):
    filed, case_id = shared
    act(case_id, "accept")
    before = [lives.mine(one) for one in filed]
    answer = split(case_id, filed[:2])
    assert answer.status_code == 201, answer.json
    new = answer.json["id"]
    assert (answer.json["report_count"], answer.json["status"], answer.headers["ETag"]) == (2, "accepted", '"1"')
    assert [lives.mine(one) for one in filed] == before
    assert [case_id_of(house.engine, one) for one in filed] == [new, new, case_id]
    for each, said in ((new, "甲"), (case_id, "乙")):
        act(each, "investigate")
        act(each, "resolve", **RESOLVED | {"public_reply": said})
    assert [lives.mine(one)["public_reply"] for one in filed] == ["甲", "甲", "乙"]
    for one in filed:
        assert shown(lives, one) == ("resolved", ["file", "accept", "investigate", "resolve"])
    assert reports_without_a_wrap(house.engine) == unanswered_in_answered_cases(house.engine) == []


def test_the_new_case_has_its_own_key_and_the_deadlines_of_the_old_one(lives, shared, split, act, house):
    filed, case_id = shared
    act(case_id, None, "assignment", assignee="me")
    before = stored_case(house.engine, case_id)
    new = stored_case(house.engine, split(case_id, filed[:1]).json["id"])
    for name in (*SAME, *DUE):
        assert getattr(new, name) == getattr(before, name), name
    assert (new.version, new.join_key) == (1, None)
    with reading(house.engine) as db:
        keys = {wrap.case_id: wrap.wrapped_key for wrap in db.scalars(sa.select(CaseKeyWrap))}
    assert keys[new.id] != keys[case_id]
    assert lives.openers(filed[0], (OFFICER, NEIGHBOUR)) == {OFFICER}
    assert lives.console(OFFICER).post(f"/cases/{new.id}/notes", {"text": "另案。"}).status_code == 204
    assert lives.console(OFFICER).get(f"/cases/{new.id}").json["notes"][0]["text"] == "另案。"


def test_both_histories_name_the_other_case_and_each_version_is_one_event(lives, shared, split, house):
    filed, case_id = shared
    new = split(case_id, filed[:1]).json["id"]
    officer = lives.console(OFFICER)
    for one, event, other in ((case_id, "split", new), (new, "split_off", case_id)):
        line = officer.get(f"/cases/{one}").json["history"][-1]
        assert (line["event"], line["by"], line["other_case_id"]) == (event, OFFICER, other)
        assert events(house.engine, one) == list(range(1, stored_case(house.engine, one).version + 1))


def test_later_reports_join_the_case_that_was_there_first(lives, shared, split, together):
    filed, case_id = shared
    split(case_id, filed[:2])
    assert together()[1] == case_id


def test_who_stepped_aside_is_out_of_the_new_case_as_well(lives, shared, split, house):
    filed, case_id = shared
    with reading(house.engine) as db:
        other = lives.actor(db, NEIGHBOUR).id
    with house.engine.begin() as connection:
        connection.execute(sa.insert(Recusal).values(case_id=case_id, staff_id=other))
    new = split(case_id, filed[:1]).json["id"]
    with reading(house.engine) as db:
        assert db.get(Recusal, (new, other)) is not None


@pytest.mark.promise("T3", "in part")
def test_splitting_does_not_make_an_office_forget_that_a_case_was_passed_back(lives, shared, split, house):
    """The third bounce goes up, whichever part of the reports it is."""
    filed, case_id = shared
    homes = {OFFICER: lives.office("411103"), NEIGHBOUR: lives.office("411102")}
    for holder in (OFFICER, NEIGHBOUR, OFFICER):
        assert lives.send(filed[0], holder, homes[holder]).status_code == 200
    new = split(case_id, filed[:1], username=NEIGHBOUR).json["id"]
    answer = lives.send(filed[0], NEIGHBOUR, homes[NEIGHBOUR])
    assert answer.status_code == 200, answer.json
    assert stored_case(house.engine, new).office_id not in homes.values()


@pytest.mark.parametrize(
    ("which", "code"),
    [("all", "split.nothing_stays"), ("unknown", "split.not_in_case"), ("none", "field.required")],
)
def test_what_cannot_be_split_is_told_why(lives, shared, part, which, code):
    filed, case_id = shared
    given = {"all": report_ids(lives, case_id, filed), "unknown": [NOWHERE], "none": []}[which]
    answer = part(case_id, "split", report_ids=given)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["code"] == code


@pytest.mark.promise("T5", "in part")
def test_a_case_that_somebody_appealed_about_is_not_split(lives, shared, split, act, house):
    filed, case_id = shared
    act(case_id, "decline", reason="r", public_reply="不属实。")
    ids = report_ids(lives, case_id, filed[1:2])
    assert lives.act(filed[0], "appeal", {"reason": "没有人来过。"}).status_code == 204
    officer, above = lives.console(OFFICER), lives.console(CITY)
    version = stored_case(house.engine, case_id).version
    refused = officer.post(f"/cases/{case_id}/split", {"report_ids": ids}, version)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "split.appealed")
    appeal = house.case_of(filed[0])["id"]
    answer = above.post(f"/cases/{appeal}/split", {"report_ids": ids}, 1)
    assert answer.json["errors"][0]["code"] == "split.appealed"
    assert "split" not in above.get(f"/cases/{appeal}").json["allowed_events"]


def test_an_answered_case_and_one_with_something_open_are_not_split(lives, shared, split, act, house):
    filed, case_id = shared
    officer = lives.console(OFFICER)
    codes = []
    act(case_id, "accept")
    body = {"office_id": lives.office("411103"), "kind": "visit", "due_on": "2026-11-24", "request": "请核查。"}
    task = officer.post(f"/cases/{case_id}/tasks", body, 2).json
    codes.append(split(case_id, filed[:1]).json["errors"][0]["code"])
    assert officer.post(f"/tasks/{task['id']}/moves", {"event": "cancel", "text": "不用了。"}, 1).status_code == 200
    said = {"event": "decline", "ground": "outside_remit", "reason": "r", "public_reply": "请拨打 12345。"}
    version = stored_case(house.engine, case_id).version
    assert officer.post(f"/cases/{case_id}/approval", said, version).status_code == 201
    codes.append(split(case_id, filed[:1]).json["errors"][0]["code"])
    act(case_id, "decline", reason="r", public_reply="不属实。")
    codes.append(split(case_id, filed[:1]).json["errors"][0]["code"])
    assert codes == ["move.tasks_open", "move.decide_first", "move.not_in_this_status"]


def test_a_safety_case_and_a_single_report_are_offered_nothing_to_split(lives, shared, split, act, together):
    filed, case_id = shared
    offered = lives.console(OFFICER).get(f"/cases/{case_id}").json["allowed_events"]
    assert "split" in offered
    assert "undo_take_in" not in offered
    act(case_id, "flag_safety", reason="孩子受伤。")
    assert split(case_id, filed[:1]).json["errors"][0]["code"] == "move.set_apart"
    _, alone = together()
    for one in (case_id, alone):
        assert "split" not in lives.console(OFFICER).get(f"/cases/{one}").json["allowed_events"]


def test_another_office_learns_nothing_and_a_stale_page_gets_409(lives, shared, part, split, act):
    filed, case_id = shared
    ids = report_ids(lives, case_id, filed[:1])
    assert part(case_id, "split", username=NEIGHBOUR, report_ids=ids).status_code == 404
    act(case_id, "accept")
    assert part(case_id, "split", version=1, report_ids=ids).status_code == 409


def test_with_the_last_report_withdrawn_the_new_case_ends_alone(lives, shared, split, house):
    filed, case_id = shared
    new = split(case_id, filed[:1]).json["id"]
    assert lives.act(filed[0], "withdrawal").status_code == 204
    with reading(house.engine) as db:
        assert [db.get_one(Case, one).status for one in (new, case_id)] == ["closed", "submitted"]
        assert db.scalars(sa.select(CaseKeyWrap).where(CaseKeyWrap.case_id == new)).all() == []

"""T5: joining and splitting are undone within 30 days, and nobody's result is lost by it."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from models import Joining
from models.engine import reading
from tests.services.joint import (
    case_id_of,
    file_at,
    reports_without_a_wrap,
    shown,
    stored_case,
    stored_report,
    unanswered_in_answered_cases,
)
from tests.services.lives import NEIGHBOUR, OFFICER
from tests.services.parted import RESOLVED, events, report_ids
from tests.support.meanwhile import once_before

DAY = timedelta(days=1)


def codes(answer):
    return answer.status_code, [error["code"] for error in answer.json["errors"]]


def undo_lines(lives, case_id):
    """The versions that the office is offered to undo, with the last day of each."""
    lines = lives.console(OFFICER).get(f"/cases/{case_id}").json["history"]
    return {number: line["undo_until"] for number, line in enumerate(lines, start=1) if line["undo_until"]}


@pytest.mark.promise("T5", "in part")
def test_a_merge_is_undone_in_one_action_and_each_case_is_answered_for_itself(lives, merged, part, act, house):
    filed, ids = merged(3)
    before = [lives.mine(one) for one in filed]
    answer = part(ids[0], "undo", versions=[2, 3])
    assert answer.status_code == 200, answer.json
    assert (answer.json["report_count"], answer.json["version"]) == (1, 5)
    assert [case_id_of(house.engine, one) for one in filed] == ids
    assert [lives.mine(one) for one in filed] == before
    for case_id, said in zip(ids, "甲乙丙", strict=True):
        assert stored_case(house.engine, case_id).status == "submitted"
        for event in ("accept", "investigate"):
            act(case_id, event)
        act(case_id, "resolve", **RESOLVED | {"public_reply": said})
    assert [lives.mine(one)["public_reply"] for one in filed] == list("甲乙丙")
    for one in filed:
        assert shown(lives, one) == ("resolved", ["file", "accept", "investigate", "resolve"])
    assert reports_without_a_wrap(house.engine) == unanswered_in_answered_cases(house.engine) == []


def test_both_histories_show_it_and_nothing_is_left_to_undo(lives, merged, part, house):
    _, ids = merged()
    assert undo_lines(lives, ids[0]) == {2: "2026-12-18"}
    assert part(ids[0], "undo", versions=[2]).status_code == 200
    officer = lives.console(OFFICER)
    told = {one: officer.get(f"/cases/{one}").json for one in ids}
    for case_id, event, other in ((ids[0], "undo_take_in", ids[1]), (ids[1], "undo_join", ids[0])):
        line = told[case_id]["history"][-1]
        assert (line["event"], line["by"], line["other_case_id"]) == (event, OFFICER, other)
        assert events(house.engine, case_id) == list(range(1, told[case_id]["version"] + 1))
    assert told[ids[1]]["joined_into"] is None
    assert undo_lines(lives, ids[0]) == {}
    assert codes(part(ids[0], "undo", versions=[2])) == (422, ["undo.done_before"])


@pytest.mark.promise("T5", "in part")
@pytest.mark.parametrize("days", [30, 31])
def test_it_is_undone_for_30_days_and_no_longer(lives, merged, part, now, days):
    _, ids = merged()
    last = undo_lines(lives, ids[0])[2]
    lives.clock.time = now + days * DAY
    answer = part(ids[0], "undo", versions=[2])
    if days == 30:
        assert answer.status_code == 200, answer.json
    else:
        assert codes(answer) == (422, ["undo.too_late"])
        assert answer.json["errors"][0]["message"] == (
            f"This could be undone until {last}. Cases can still be joined or split anew."
        )
        assert undo_lines(lives, ids[0]) == {}


@pytest.mark.promise("T5", "in part")
@pytest.mark.parametrize("days", [30, 31])
def test_a_split_is_undone_for_30_days_too(lives, merged, part, house, now, days):
    filed, ids = merged(3)
    new = part(ids[0], "split", report_ids=report_ids(lives, ids[0], filed[:1])).json["id"]
    version = stored_case(house.engine, ids[0]).version
    assert undo_lines(lives, ids[0])[version] == "2026-12-18"
    lives.clock.time = now + days * DAY
    answer = part(ids[0], "undo", versions=[version])
    if days == 31:
        assert codes(answer) == (422, ["undo.too_late"])
        return
    assert answer.status_code == 200, answer.json
    assert (answer.json["report_count"], stored_case(house.engine, new).status) == (3, "closed")
    assert codes(part(ids[0], "undo", versions=[version])) == (422, ["undo.done_before"])


def test_what_was_done_meanwhile_stays_done_for_whoever_read_of_it(lives, merged, part, act, house):
    filed, ids = merged()
    act(ids[0], "accept")
    act(ids[0], None, "messages", text="我们在看。")
    act(ids[0], "investigate")
    before = [lives.mine(one) for one in filed]
    assert part(ids[0], "undo", versions=[2]).status_code == 200
    back = stored_case(house.engine, ids[1])
    assert (back.status, back.first_answered) == ("investigating", True)
    assert [lives.mine(one) for one in filed] == before
    act(ids[1], "resolve", **RESOLVED)
    assert shown(lives, filed[1])[1][-1] == "resolve"
    assert shown(lives, filed[0]) == ("investigating", [item["event"] for item in before[0]["timeline"]])


def test_who_was_further_when_it_was_joined_does_not_go_back(lives, named, part, act, house):
    filed = [named() for _ in range(2)]
    ids = [case_id_of(house.engine, one) for one in filed]
    for event in ("accept", "investigate"):
        act(ids[1], event)
    part(ids[0], "merge", case_ids=ids[1:])
    act(ids[0], "accept")
    part(ids[0], "undo", versions=[2])
    assert [stored_case(house.engine, one).status for one in ids] == ["accepted", "investigating"]
    assert shown(lives, filed[1]) == ("investigating", ["file", "accept", "investigate"])


@pytest.mark.promise("D3", "in part")
def test_each_case_has_its_own_days_again(lives, named, part, house, now):
    """The older made the newer due earlier as long as they were one; it is not, afterwards."""
    older = named()
    lives.clock.time = now + 14 * DAY
    newer = named()
    ids = [case_id_of(house.engine, one) for one in (newer, older)]
    before = [stored_case(house.engine, one) for one in ids]
    part(ids[0], "merge", case_ids=ids[1:])
    assert stored_case(house.engine, ids[0]).finish_on == before[1].finish_on
    part(ids[0], "undo", versions=[2])
    for was, case_id in zip(before, ids, strict=True):
        case = stored_case(house.engine, case_id)
        for clock in ("accept_on", "first_answer_on", "finish_on", "told_on", "next_due_on"):
            assert getattr(case, clock) == getattr(was, clock), clock
    assert [lives.mine(one)["due_on"] for one in (newer, older)] == [newer["due_on"], older["due_on"]]


def test_the_time_that_an_answer_took_is_kept_by_both(lives, merged, part, act, house, now):
    filed, ids = merged()
    act(ids[0], "accept")
    act(ids[0], None, "messages", text="是哪个班？", ask=True)
    assert codes(part(ids[0], "undo", versions=[2])) == (422, ["move.not_in_this_status"])
    lives.clock.time = now + 5 * DAY
    for one in filed:
        lives.phone.say(one["receipt"], "三班。")
    assert part(ids[0], "undo", versions=[2]).status_code == 200
    for one, case_id in zip(filed, ids, strict=True):
        case = stored_case(house.engine, case_id)
        assert case.finish_on == stored_report(house.engine, one).due_on > date.fromisoformat(one["due_on"])
        assert case.pause_used


def test_a_first_answer_that_was_given_before_is_given_again(lives, named, part, act, house):
    ids = [case_id_of(house.engine, named()) for _ in range(2)]
    act(ids[0], "accept")
    act(ids[0], None, "messages", text="我们在看。")
    part(ids[0], "merge", case_ids=ids[1:])
    assert not stored_case(house.engine, ids[0]).first_answered
    version = stored_case(house.engine, ids[0]).version
    part(ids[0], "undo", versions=[version])
    assert [stored_case(house.engine, one).first_answered for one in ids] == [True, False]


def test_reports_that_came_later_stay(lives, school, house, part, now):
    older = file_at(lives.phone, school)
    lives.clock.time = now + 14 * DAY
    newer = file_at(lives.phone, school)
    ids = [case_id_of(house.engine, one) for one in (newer, older)]
    part(ids[0], "merge", case_ids=ids[1:])
    later = file_at(lives.phone, school)
    assert case_id_of(house.engine, later) == ids[0]
    part(ids[0], "undo", versions=[2])
    assert [case_id_of(house.engine, one) for one in (newer, older, later)] == [ids[0], ids[1], ids[0]]


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [
        ("passed on", "undo.passed_on"),
        ("answered", "undo.answered"),
        ("withdrawn", "undo.nothing_left"),
        ("others withdrawn", "undo.nothing_stays"),
        ("in danger", "undo.set_apart"),
        ("nothing was joined", "undo.not_there"),
    ],
)
def test_what_cannot_be_undone_is_told_why(lives, merged, part, act, house, meanwhile, code):
    filed, ids = merged()
    username, versions = OFFICER, [2]
    if meanwhile == "passed on":
        username = NEIGHBOUR
        assert lives.send(filed[0], OFFICER, lives.office("411103")).status_code == 200
    elif meanwhile == "answered":
        act(ids[0], "decline", reason="r", public_reply="不属实。")
    elif meanwhile == "in danger":
        act(ids[0], "flag_safety", reason="孩子受伤。")
    elif meanwhile == "nothing was joined":
        versions = [1]
    else:
        assert lives.act(filed["others" not in meanwhile], "withdrawal").status_code == 204
    assert codes(part(ids[0], "undo", username=username, versions=versions)) == (422, [code])


@pytest.mark.promise("T5", "in part")
@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [("withdrawn", "undo.nothing_left"), ("joined elsewhere", "undo.nothing_left"), ("in danger", "undo.set_apart")],
)
def test_a_split_is_not_offered_to_be_undone_when_it_cannot_be(lives, merged, part, act, named, house, meanwhile, code):
    filed, ids = merged(3)
    new = part(ids[0], "split", report_ids=report_ids(lives, ids[0], filed[:1])).json["id"]
    version = stored_case(house.engine, ids[0]).version
    assert version in undo_lines(lives, ids[0])
    if meanwhile == "withdrawn":
        assert lives.act(filed[0], "withdrawal").status_code == 204
    elif meanwhile == "joined elsewhere":
        assert part(case_id_of(house.engine, named()), "merge", case_ids=[new]).status_code == 200
    else:
        act(new, "flag_safety", reason="孩子受伤。")
    assert version not in undo_lines(lives, ids[0])
    assert codes(part(ids[0], "undo", versions=[version])) == (422, [code])


def test_nothing_is_offered_to_be_undone_in_a_case_about_safety(lives, merged, act):
    _, ids = merged()
    act(ids[0], "flag_safety", reason="孩子受伤。")
    assert undo_lines(lives, ids[0]) == {}
    assert "undo_take_in" not in lives.console(OFFICER).get(f"/cases/{ids[0]}").json["allowed_events"]


def test_one_that_cannot_be_undone_leaves_the_others_as_they_are(merged, part, house):
    _, ids = merged(3)
    answer = part(ids[0], "undo", versions=[2, 9])
    assert [(error["field"], error["code"]) for error in answer.json["errors"]] == [("versions.1", "undo.not_there")]
    assert [stored_case(house.engine, one).status for one in ids] == ["submitted", "closed", "closed"]


def test_it_can_be_joined_again_and_undone_again(lives, merged, part, house):
    filed, ids = merged()
    for version in (2, 4):
        assert undo_lines(lives, ids[0]) == {version: "2026-12-18"}
        assert part(ids[0], "undo", versions=[version]).status_code == 200
        assert part(ids[0], "merge", case_ids=ids[1:]).status_code == 200
    assert {case_id_of(house.engine, one) for one in filed} == {ids[0]}
    with reading(house.engine) as db:
        rows = db.scalars(sa.select(Joining).where(Joining.case_id == ids[1])).all()
    assert sorted(row.undone_version is None for row in rows) == [False, False, True]
    assert lives.console(OFFICER).get(f"/cases/{ids[1]}").json["joined_into"] == ids[0]


def test_another_office_finds_no_such_case_and_a_stale_page_gets_409(merged, part, act):
    _, ids = merged()
    assert part(ids[0], "undo", username=NEIGHBOUR, versions=[2]).status_code == 404
    act(ids[0], "accept")
    assert part(ids[0], "undo", version=2, versions=[2]).status_code == 409


@pytest.mark.promise("T5", "in part")
def test_who_undoes_what_was_just_undone_is_told_first_that_the_case_has_changed(merged, part, house):
    _, ids = merged()

    def undo():
        assert part(ids[0], "undo", versions=[2]).status_code == 200

    with once_before(house.engine, "FROM joining", undo):
        late = part(ids[0], "undo", versions=[2])
    assert (late.status_code, [change["event"] for change in late.json["changed"]]) == (409, ["undo_take_in"])

"""T5: several cases become one in one action, and the reporters of each get its result and notice nothing else."""

import pytest
import sqlalchemy as sa

from models import CaseEvent
from models.engine import reading
from policy.joining import MOST_AT_ONCE
from tests.services.joint import case_id_of, reports_without_a_wrap, shown, stored_case, unanswered_in_answered_cases
from tests.services.lives import NEIGHBOUR, OFFICER
from tests.services.parted import RESOLVED, events
from tests.support.meanwhile import once_after
from tests.support.phone import homework

NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def four(named, house):
    """Four reports on a school that is in no register, each with a case of its own."""
    filed = [named() for _ in range(4)]
    return filed, [case_id_of(house.engine, one) for one in filed]


@pytest.mark.promise("T5", "in part")
def test_n_cases_become_one_in_one_action_and_every_reporter_gets_the_result(lives, four, part, act, house):
    filed, (into, *others) = four
    act(others[0], "accept")
    before = [lives.mine(one) for one in filed]
    answer = part(into, "merge", case_ids=others)
    assert answer.status_code == 200, answer.json
    assert (answer.json["id"], answer.json["report_count"], answer.json["version"]) == (into, 4, 4)
    assert answer.headers["ETag"] == '"4"'
    assert [lives.mine(one) for one in filed] == before
    assert {case_id_of(house.engine, one) for one in filed} == {into}
    for event in ("accept", "investigate"):
        act(into, event)
    act(into, "resolve", **RESOLVED)
    for one in filed:
        assert shown(lives, one) == ("resolved", ["file", "accept", "investigate", "resolve"])
        assert lives.mine(one)["public_reply"] == RESOLVED["public_reply"]
    assert reports_without_a_wrap(house.engine) == unanswered_in_answered_cases(house.engine) == []


@pytest.mark.promise("T5", "in part")
def test_each_case_says_where_it_went_and_each_version_is_one_event(lives, four, part, house):
    _, (into, *others) = four
    part(into, "merge", case_ids=others)
    officer = lives.console(OFFICER)
    lines = officer.get(f"/cases/{into}").json["history"][1:]
    assert [(line["event"], line["other_case_id"]) for line in lines] == [("take_in", other) for other in others]
    for other in others:
        seen = officer.get(f"/cases/{other}").json
        assert (seen["status"], seen["joined_into"], seen["report_count"]) == ("closed", into, 0)
    for case_id in (into, *others):
        assert events(house.engine, case_id) == list(range(1, stored_case(house.engine, case_id).version + 1))


def test_it_is_all_or_none_and_the_one_that_cannot_is_named(lives, four, part, act, house):
    _, (into, first, second, third) = four
    act(second, "accept")
    act(second, None, "messages", text="是哪个班？", ask=True)
    answer = part(into, "merge", case_ids=[first, second, third])
    assert answer.status_code == 422
    [error] = answer.json["errors"]
    assert (error["field"], error["code"]) == ("case_ids.1", "move.not_in_this_status")
    assert [stored_case(house.engine, one).status for one in (into, first, third)] == ["submitted"] * 3
    assert stored_case(house.engine, into).version == 1


def test_another_office_has_no_such_case_and_nothing_is_told_of_it(lives, four, part, house):
    """No more than of one that never was."""
    _, (into, *_) = four
    elsewhere = lives.phone.file(homework(place={"division_code": "411103", "target_name": "某校"})).json
    foreign = case_id_of(house.engine, elsewhere)
    answers = [part(into, "merge", case_ids=[other]) for other in (foreign, NOWHERE)]
    assert answers[0].data == answers[1].data
    assert answers[0].json["errors"][0] == {
        "field": "case_ids.0",
        "code": "joining.unknown_case",
        "message": "Your office has no such case.",
    }
    assert part(foreign, "merge", username=OFFICER, case_ids=[into]).status_code == 404
    assert part(foreign, "merge", username=NEIGHBOUR, case_ids=[into]).json["errors"][0]["code"] == (
        "joining.unknown_case"
    )


@pytest.mark.parametrize(
    ("bad", "field", "code"),
    [
        ("itself", "case_ids.0", "joining.same_case"),
        ("twice", "case_ids", "joining.same_case_twice"),
        ("none", "case_ids", "field.required"),
        ("too many", "case_ids", "field.too_many"),
        ("text", "case_ids", "field.type_list"),
    ],
)
def test_what_cannot_be_merged_is_told_why(four, part, bad, field, code):
    _, (into, other, *_) = four
    given = {"itself": [into], "twice": [other, other], "none": [], "text": other}
    given["too many"] = [NOWHERE] * (MOST_AT_ONCE + 1)
    answer = part(into, "merge", case_ids=given[bad])
    assert answer.status_code == 422
    assert (answer.json["errors"][0]["field"], answer.json["errors"][0]["code"]) == (field, code)


@pytest.mark.parametrize("what", ["safety", "avoid_local_office"])
@pytest.mark.promise("T12", "in part")
def test_what_is_set_apart_is_not_merged(lives, named, part, act, house, what):
    if what == "avoid_local_office":
        other = case_id_of(house.engine, named(avoid_local_office=True))
        mine = case_id_of(house.engine, named())
        assert part(mine, "merge", case_ids=[other]).json["errors"][0]["code"] == "joining.unknown_case"
        return
    mine, other = (case_id_of(house.engine, named(safety=flag)) for flag in (False, True))
    for into, case_id in ((mine, other), (other, mine)):
        assert part(into, "merge", case_ids=[case_id]).json["errors"][0]["code"] == "move.set_apart"


def test_a_case_that_somebody_waits_about_is_not_left(lives, four, part, act, house):
    """An open proposal, an open task, an office above that is owed an answer."""
    _, (into, proposed, asked, urged) = four
    officer = lives.console(OFFICER)
    said = {"event": "decline", "ground": "outside_remit", "reason": "r", "public_reply": "请拨打 12345。"}
    assert officer.post(f"/cases/{proposed}/approval", said, 1).status_code == 201
    act(asked, "accept")
    body = {"office_id": lives.office("411103"), "kind": "visit", "due_on": "2026-11-24", "request": "请核查。"}
    assert officer.post(f"/cases/{asked}/tasks", body, 2).status_code == 201
    above = lives.console("supervisor-410000")
    wish = {"event": "urge", "reason_code": "silent"}
    assert above.post(f"/cases/{urged}/urging", wish, 1).status_code in {200, 204}
    refused = [part(into, "merge", case_ids=[one]).json["errors"][0]["code"] for one in (proposed, asked, urged)]
    assert refused == ["move.decide_first", "move.tasks_open", "move.report_back_first"]
    assert part(proposed, "merge", case_ids=[into]).json["errors"][0]["code"] == "move.decide_first"


@pytest.mark.promise("T6", "in part")
def test_a_page_that_is_stale_gets_409_with_what_changed(four, part, act):
    _, (into, *others) = four
    act(into, "accept")
    late = part(into, "merge", version=1, case_ids=others)
    assert late.status_code == 409
    assert [change["event"] for change in late.json["changed"]] == ["accept"]


def test_nothing_of_it_is_a_line_of_any_reporter(lives, four, part, house):
    filed, (into, *others) = four
    part(into, "merge", case_ids=others)
    with reading(house.engine) as db:
        happened = set(db.scalars(sa.select(CaseEvent.event).where(CaseEvent.case_id.in_([into, *others]))))
    assert {"join", "take_in"} <= happened
    assert all(shown(lives, one) == ("submitted", ["file"]) for one in filed)


@pytest.mark.promise("T5", "in part")
def test_who_joins_what_was_just_changed_is_told_that_first(lives, named, part, act, house):
    """Both have changed, and one is gone; the case that the officer has before them says so for both."""
    by_case = {case_id_of(house.engine, filed): filed for filed in (named(), named())}
    seen, other = sorted(by_case)

    def change():
        act(seen, "accept")
        assert lives.send(by_case[other], OFFICER, lives.office("411103")).status_code == 200

    with once_after(house.engine, 'FROM "case"', change):
        late = part(seen, "merge", version=1, case_ids=[other])
    assert (late.status_code, [change["event"] for change in late.json["changed"]]) == (409, ["accept"])

"""Stepping aside: the case is gone for whoever does, and goes on with a colleague or above; nothing is lost."""

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Appeal, Case, CaseEvent, Recusal, Transfer
from models.engine import reading, writing
from policy.vocabulary import Role
from services.administration.office_closing import check_offices
from services.handing import recusals
from services.people.members import nobody_sees, nobody_works, somebody_could_see, somebody_could_work
from tests.services.joint import file_at, new_school
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE, ROOT
from tests.services.test_heavy_work import check, watching
from tests.services.town import AT_ROOT, SUPERVISOR, town
from tests.support.phone import homework

__all__ = ["town"]

SECOND = "second"
EVERYBODY = (OFFICER, NEIGHBOUR, CITY, PROVINCE, SUPERVISOR, ROOT, AT_ROOT)
WHY = "校长是我的亲戚。"
AT_THE_ROOT = {"division_code": "110101"}


@pytest.fixture
def filed(town):
    return town.phone.file(homework()).json


@pytest.fixture
def colleague(town):
    town.hires(SECOND, Role.OFFICER, town.office("411102"), OFFICER)
    return SECOND


def steps_aside(town, username, filed, version=None):
    case = town.house.case_of(filed)
    return town.console(username).post(f"/cases/{case['id']}/recusal", {"reason": WHY}, version or case["version"])


@pytest.mark.promise("K3", "in part")
def test_the_case_is_gone_for_whoever_steps_aside_and_a_colleague_has_it(town, filed, colleague):
    case_id, officer = town.case(filed).id, town.console(OFFICER)
    officer.post(f"/cases/{case_id}/assignment", {"assignee": "me"}, 1)
    assert town.openers(filed, (*EVERYBODY, colleague)) == {OFFICER, colleague}
    assert steps_aside(town, OFFICER, filed).status_code == 204
    assert town.openers(filed, (*EVERYBODY, colleague)) == {colleague}
    assert officer.get("/cases").json["items"] == []
    assert officer.get(f"/cases/{case_id}").status_code == 404
    for path, body in (("/notes", {"text": "x"}), ("/moves", {"event": "accept"}), ("/recusal", {"reason": "x"})):
        assert officer.post(f"/cases/{case_id}{path}", body, 3).status_code == 404
    second = town.console(colleague)
    opened = second.get(f"/cases/{case_id}").json
    assert (opened["assignee"], opened["status"]) == (None, "submitted")
    assert (opened["history"][-1]["by"], opened["history"][-1]["reason"]) == (OFFICER, WHY)
    back = second.post(f"/cases/{case_id}/assignment", {"assignee": officer.me["id"]}, opened["version"])
    assert back.json["errors"][0]["code"] == "assignee.not_a_colleague"
    assert [one["username"] for one in second.get(f"/cases/{case_id}/colleagues").json["items"]] == [colleague]
    assert [act["event"] for act in town.mine(filed)["timeline"]] == ["file"]


def test_the_reason_is_sealed(town, filed, colleague):
    steps_aside(town, OFFICER, filed)
    with reading(town.house.engine) as db:
        sealed = db.scalars(sa.select(CaseEvent.sealed_detail).where(CaseEvent.event == "recuse")).one()
        assert db.execute(sa.select(Recusal.__table__)).all()
    assert WHY.encode() not in sealed


@pytest.mark.promise("K3", "in part")
def test_without_a_colleague_it_goes_up_with_its_keys(town, filed):
    assert steps_aside(town, OFFICER, filed).status_code == 204
    assert town.openers(filed, EVERYBODY) == {CITY}
    assert town.holders(filed) == ({town.office("411100")},) * 2
    assert not town.case(filed).reseal_pending
    assert town.case(filed).finish_on.isoformat() == filed["due_on"]
    with reading(town.house.engine) as db:
        assert db.scalars(sa.select(Transfer.reason_code)).all() == ["conflict_of_interest"]
    mine = town.mine(filed)
    assert (mine["office"]["division_code"], mine["timeline"][-1]["event"]) == ("411100", "transfer")
    history = town.console(CITY).get(f"/cases/{town.case(filed).id}").json["history"]
    assert [line["event"] for line in history] == ["file", "recuse", "transfer"]
    refused = town.send(filed, CITY, town.office("411102"))  # the same officer is still recused
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "transfer.nobody_there")
    owners = town.console(CITY).get(f"/cases/{town.case(filed).id}/owners").json["items"]
    assert town.office("411102") not in {one["id"] for one in owners}
    assert town.openers(filed, EVERYBODY) == {CITY}
    town.hires(SECOND, Role.OFFICER, town.office("411102"), OFFICER)
    assert town.send(filed, CITY, town.office("411102")).status_code == 200
    town.removes(SECOND)
    assert town.openers(filed, EVERYBODY) == set()  # the clock takes it up again
    town.daily(6)
    assert town.case(filed).office_id == town.office("410000")


def test_an_office_with_only_a_supervisor_left_has_nobody_to_work_on_it(town, filed):
    """A supervisor sees and assigns, but no event of an officer is theirs: the case would lie there."""
    other = town.phone.file(homework()).json
    town.hires("own", Role.SUPERVISOR, town.office("411102"), SUPERVISOR)
    assert steps_aside(town, OFFICER, filed).status_code == 204
    assert town.openers(filed, (*EVERYBODY, "own")) == {CITY}
    assert town.send(filed, CITY, town.office("411102")).json["errors"][0]["code"] == "transfer.nobody_there"
    town.removes(OFFICER)
    assert town.openers(other, (NEIGHBOUR, CITY, "own")) == {"own"}
    town.daily(6)
    assert town.case(other).office_id != town.office("411102")


def test_the_rule_for_all_cases_is_the_rule_for_each(town):
    """The two ways to ask who could see a case or work on it, on any recusals."""
    town.hires(SECOND, Role.OFFICER, town.office("411102"), OFFICER)
    town.hires("own", Role.SUPERVISOR, town.office("411102"), SUPERVISOR)
    for number in range(5):
        town.phone.file(homework(place={"division_code": "411102" if number < 3 else "411103"}))
    staff = [town.staff_id(name) for name in (OFFICER, SECOND, "own", NEIGHBOUR)]

    @settings(max_examples=40, deadline=None)
    @given(recused=st.sets(st.tuples(st.integers(0, 4), st.sampled_from(staff))))
    def agree(recused):
        with writing(town.house.engine) as db:
            cases = db.scalars(sa.select(Case).order_by(Case.office_id, Case.id)).all()
            db.add_all(Recusal(case_id=cases[number].id, staff_id=who) for number, who in recused)
            db.flush()
            for each, rule in ((somebody_could_see, nobody_sees), (somebody_could_work, nobody_works)):
                nobody = {case.id for case in cases if not each(db, case.office_id, case.id)}
                assert set(db.scalars(sa.select(Case.id).where(rule()))) == nobody
            db.rollback()

    agree()


def test_one_recusal_says_nothing_about_other_cases(town, filed, colleague):
    town.phone.file(homework())
    town.phone.file(homework())
    steps_aside(town, OFFICER, filed)
    town.removes(colleague)
    with reading(town.house.engine) as db:
        found = [one.params["cases"] for one in check_offices(db) if one.code == "office_check.case_nobody_sees"]
    assert found == [1]


def test_a_pending_colleague_is_nobody(town, filed):
    answer = town.console("administrator")
    assert answer.get("/staff").status_code == 200
    town.hires("gone", Role.OFFICER, town.office("411102"), OFFICER)
    town.removes("gone")
    assert steps_aside(town, OFFICER, filed).status_code == 204
    assert town.case(filed).office_id == town.office("411100")


def test_an_office_above_without_anybody_is_passed_over(town, filed):
    town.removes(CITY)
    assert steps_aside(town, OFFICER, filed).status_code == 204
    assert town.openers(filed, (OFFICER, NEIGHBOUR, PROVINCE, SUPERVISOR)) == {PROVINCE, SUPERVISOR}


@pytest.mark.promise("T11", "in part")
def test_a_safety_case_that_goes_up_alerts_the_office_above_that(town):
    filed = town.phone.file(homework(safety=True)).json
    assert steps_aside(town, CITY, filed).status_code == 403  # the alerted office has no part to give up
    assert steps_aside(town, OFFICER, filed).status_code == 204
    assert town.openers(filed, EVERYBODY) == {CITY, PROVINCE, SUPERVISOR}


def test_at_the_top_the_last_one_cannot_step_aside(town):
    filed = town.phone.file(homework(place=AT_THE_ROOT)).json
    assert steps_aside(town, ROOT, filed).status_code == 204
    assert town.openers(filed, EVERYBODY) == {AT_ROOT}
    refused = steps_aside(town, AT_ROOT, filed)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "recusal.nobody_else")
    assert town.openers(filed, EVERYBODY) == {AT_ROOT}


def test_an_answered_case_and_a_stale_one_are_refused(town, filed, colleague):
    assert steps_aside(town, OFFICER, filed, version=7).status_code == 409
    town.answer(filed)
    assert steps_aside(town, OFFICER, filed).json["errors"][0]["code"] == "move.not_in_this_status"


@pytest.mark.promise("K3", "in part")
def test_two_who_step_aside_at_once_do_not_lose_the_case(town, filed, colleague, at_once):
    case = town.house.case_of(filed)
    consoles = [town.console(name) for name in (OFFICER, colleague)]
    path, body = f"/cases/{case['id']}/recusal", {"reason": WHY}
    answers = at_once(lambda console: console.post(path, body, 1).status_code, consoles)
    assert sorted(answers) == [204, 409]
    assert len(town.openers(filed, (OFFICER, colleague))) == 1


def test_stepping_aside_does_nothing_heavy_while_others_wait(town, filed):
    officer, case_id = town.console(OFFICER), town.case(filed).id
    with watching(town.house.engine) as watch:
        assert officer.post(f"/cases/{case_id}/recusal", {"reason": WHY}, 1).status_code == 204
    check(watch, "unwrap", "wrap")


@pytest.mark.promise("T8", "in part")
def test_an_appeal_at_the_top_with_one_officer_waits_and_everybody_is_told(town):
    town.removes(AT_ROOT)
    filed = town.phone.file(homework(place=AT_THE_ROOT)).json
    officer, old_id = town.answer(filed, ROOT)
    assert officer.get(f"/cases/{old_id}").json["notice"] is None
    assert town.act(filed, "appeal", {"reason": "没有人来过。"}).status_code == 204
    assert town.openers(filed, (ROOT, PROVINCE, SUPERVISOR)) == set()
    assert "somebody else" in officer.get(f"/cases/{old_id}").json["notice"]
    with reading(town.house.engine) as db:
        found = [(one.code, one.params.get("cases")) for one in check_offices(db)]
    assert ("office_check.case_nobody_sees", 1) in found
    town.hires("new", Role.OFFICER, town.office("000000"), ROOT)
    assert town.openers(filed, (ROOT, "new")) == {"new"}
    assert officer.get(f"/cases/{old_id}").json["notice"] is None
    with reading(town.house.engine) as db:
        assert "office_check.case_nobody_sees" not in [one.code for one in check_offices(db)]
        assert db.scalar(sa.select(Recusal.staff_id).join(Appeal, Appeal.case_id == Recusal.case_id)) is not None


@pytest.mark.promise("K3", "in part")
def test_who_leaves_has_no_case_any_more_and_the_history_says_so(town, filed, colleague):
    case_id, officer = town.case(filed).id, town.console(OFFICER)
    officer.post(f"/cases/{case_id}/assignment", {"assignee": "me"}, 1)
    answered = town.phone.file(homework()).json
    officer.post(f"/cases/{town.case(answered).id}/assignment", {"assignee": "me"}, 1)
    town.answer(answered)
    town.removes(OFFICER)
    assert town.case(filed).assignee_id is None
    assert town.case(answered).assignee_id == officer.me["id"]
    assert town.events(filed) == ["file", "assign", "unassign"]
    second = town.console(colleague)
    assert second.get("/cases", assignee=officer.me["id"]).json["items"][0]["id"] == town.case(answered).id
    assert second.move(case_id, 2, "accept").status_code == 409
    assert second.move(case_id, 3, "accept").status_code == 200


@pytest.mark.promise("K3", "in part")
def test_who_stepped_aside_before_an_answer_has_no_part_in_the_appeal(town):
    """At the top, where the appeal stays in the house: neither who stepped aside nor who answered has it."""
    for name in (SECOND, "third"):
        town.hires(name, Role.OFFICER, town.office("000000"), ROOT)
    filed = town.phone.file(homework(place=AT_THE_ROOT)).json
    assert steps_aside(town, ROOT, filed).status_code == 204
    town.answer(filed, SECOND)
    assert town.act(filed, "appeal", {"reason": "没有人来过。"}).status_code == 204
    assert town.openers(filed, (ROOT, SECOND, "third", AT_ROOT)) == {"third", AT_ROOT}


@pytest.mark.promise("K3", "in part")
def test_who_stepped_aside_from_a_case_has_no_part_in_the_one_it_is_joined_to(town, colleague):
    school = new_school(town.house)
    into = file_at(town.phone, school)
    town.days(14)
    filed = file_at(town.phone, school)
    into_id, case_id = town.case(into).id, town.case(filed).id
    officer, second = town.console(OFFICER), town.console(colleague)
    assert officer.post(f"/cases/{into_id}/assignment", {"assignee": "me"}, 1).status_code == 200
    assert steps_aside(town, OFFICER, filed).status_code == 204
    assert town.openers(into, (OFFICER, colleague)) == {OFFICER, colleague}
    joined = second.post(f"/cases/{case_id}/joining", {"into": into_id}, town.case(filed).version)
    assert joined.status_code == 200, joined.json
    assert town.case(filed).id == into_id
    assert town.case(into).assignee_id is None
    assert officer.get(f"/cases/{into_id}").status_code == 404
    assert second.get(f"/cases/{into_id}").status_code == 200


@pytest.mark.promise("K3", "in part")
def test_a_colleague_who_leaves_in_the_same_moment_is_nobody(town, filed, colleague, monkeypatch):
    """The colleague was there when the case was read, and not when it was locked: it goes up, with its keys."""
    seal, left = recusals.seal_json, []

    def seal_while_the_colleague_leaves(*inputs, **address):
        if not left:
            left.append(colleague)
            town.removes(colleague)
        return seal(*inputs, **address)

    monkeypatch.setattr(recusals, "seal_json", seal_while_the_colleague_leaves)
    assert steps_aside(town, OFFICER, filed).status_code == 204
    assert town.openers(filed, (*EVERYBODY, OFFICER)) == {CITY}
    assert town.case(filed).office_id == town.office("411100")


@pytest.mark.promise("K3", "in part")
def test_a_report_that_joins_in_the_same_moment_goes_up_too(town, monkeypatch):
    school, seal, joined = new_school(town.house), recusals.seal_json, []
    first = file_at(town.phone, school)

    def seal_while_another_joins(*inputs, **address):
        if not joined:
            joined.append(file_at(town.phone, school))
        return seal(*inputs, **address)

    monkeypatch.setattr(recusals, "seal_json", seal_while_another_joins)
    assert steps_aside(town, OFFICER, first).status_code == 204
    for one in (first, *joined):
        assert town.holders(one) == ({town.office("411100")},) * 2
        assert town.mine(one)["office"]["division_code"] == "411100"

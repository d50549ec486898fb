"""D2: an office takes more time once, before its last day is over, and its reporters read why."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import CaseEvent, Extension, Message, Report
from models.engine import reading, writing
from services.cases.due_dates import settle_due_dates
from tests.services.appealed import CHIEF, WHY, chief
from tests.services.lives import NEIGHBOUR, OFFICER
from tests.services.town import FID, SUPERVISOR, town
from tests.services.watched import file_tutoring, work_on
from tests.services.watched import given as reminded
from tests.support.phone import homework

__all__ = ["chief", "town"]

BODY = {"reason_code": "expert_opinion", "reason": "要等专业鉴别，预计三周。"}


@pytest.fixture
def filed(town):
    filed = file_tutoring(town, subscription=FID)
    work_on(town, filed)
    return filed


def extend(town, filed, username=OFFICER, version=None, **changes):
    case = town.case(filed)
    return town.console(username).post(f"/cases/{case.id}/extension", {**BODY, **changes}, version or case.version)


def refusal(answer):
    assert answer.status_code == 422, answer.json
    return answer.json["errors"][0]["code"]


@pytest.mark.promise("D2")
def test_the_reporter_reads_the_new_day_and_why(town, filed):
    before, due = town.mine(filed), town.case(filed).finish_on
    answer = extend(town, filed)
    assert answer.status_code == 200, answer.json
    case, mine = town.case(filed), town.mine(filed)
    calendar = town.house.app.extensions["jianfu"].world.policy.calendar
    later = [due.fromordinal(day) for day in range(due.toordinal() + 1, case.finish_on.toordinal() + 1)]
    assert sum(map(calendar.is_working_day, later)) == 15
    assert (before["due_on"], mine["due_on"]) == (due.isoformat(), case.finish_on.isoformat())
    assert mine["timeline"][-1]["event"] == "extend"
    assert "assessment" in mine["timeline"][-1]["text"]
    assert [message["text"] for message in mine["messages"]] == [BODY["reason"]]
    assert (mine["status"], case.status) == ("investigating", "investigating")
    assert answer.json["due_on"] == mine["due_on"]
    line = town.console(OFFICER).get(f"/cases/{case.id}").json["history"][-1]
    assert (line["event"], line["reason_code"], line["reason"]) == ("extend", "expert_opinion", BODY["reason"])
    with reading(town.house.engine) as db:
        sealed = [*db.scalars(sa.select(Message.sealed_text)), *db.scalars(sa.select(CaseEvent.sealed_detail))]
    assert not any(one and "专业鉴别".encode() in one for one in sealed)


@pytest.mark.promise("D2", "in part")
def test_there_is_one_and_it_is_not_offered_again(town, filed):
    case_id = town.case(filed).id
    assert "extend" in town.console(OFFICER).get(f"/cases/{case_id}").json["allowed_events"]
    assert extend(town, filed).status_code == 200
    assert refusal(extend(town, filed)) == "move.extended_before"
    assert "extend" not in town.console(OFFICER).get(f"/cases/{case_id}").json["allowed_events"]
    with reading(town.house.engine) as db:
        assert len(db.scalars(sa.select(Extension.version)).all()) == 1


@pytest.mark.promise("D2")
@pytest.mark.parametrize(("after", "status"), [(0, 200), (1, 422)])
def test_it_comes_before_the_last_day_is_over(town, filed, after, status):
    while town.clock().date() < town.case(filed).finish_on:
        town.days(1)
    town.days(after)
    answer = extend(town, filed)
    assert answer.status_code == status
    if after:
        assert refusal(answer) == "move.finish_is_over"
        assert "extend" not in town.console(OFFICER).get(f"/cases/{town.case(filed).id}").json["allowed_events"]


@pytest.mark.promise("D2", "in part")
def test_a_matter_without_more_time_and_one_that_is_done_again_have_none(town):
    school = town.phone.file(homework()).json
    work_on(town, school)
    assert refusal(extend(town, school)) == "move.cannot_be_longer"
    again = file_tutoring(town)
    _, case_id = town.answer(again)
    above = town.console(SUPERVISOR)
    assert above.post(f"/cases/{case_id}/reopening", {"reason": "请重新核实。"}, 4).status_code == 204
    work_on(town, again)
    assert refusal(extend(town, again)) == "move.cannot_be_longer"


@pytest.mark.promise("D2", "in part")
def test_a_report_whose_time_was_longer_once_has_no_longer_one_elsewhere(town, filed, chief):
    """An appeal, whose clocks are new: the reporter waited for more time once."""
    assert extend(town, filed).status_code == 200
    town.answer(filed, event="refer_out")
    assert town.act(filed, "appeal", WHY).status_code == 204
    city = work_on(town, filed, "officer-411100-education")
    case = town.case(filed)
    assert refusal(city.post(f"/cases/{case.id}/extension", BODY, case.version)) == "move.extended_before"


@pytest.mark.promise("D2", "in part")
def test_a_warning_that_was_given_comes_again_before_the_new_last_day(town, filed):
    while not reminded(town, filed):
        town.daily(1)
    assert [kind for kind, _, _ in reminded(town, filed)] == ["near"]
    assert extend(town, filed).status_code == 200
    version = town.case(filed).version
    town.daily(1)
    assert len(reminded(town, filed)) == 1
    while len(reminded(town, filed)) == 1:
        town.daily(1)
    assert [(kind, since) for kind, since, _ in reminded(town, filed)] == [("near", 0), ("near", version)]
    assert town.clock().date() < town.case(filed).finish_on


def test_settling_a_date_anew_keeps_what_was_given(town, filed):
    assert extend(town, filed).status_code == 200
    case_id, until = town.case(filed).id, town.case(filed).finish_on
    with writing(town.house.engine) as db:
        db.execute(sa.text('UPDATE "case" SET due_is_provisional = :yes').bindparams(yes=True))
        db.execute(sa.update(Report).values(due_is_provisional=True))
        db.commit()
    town.does(settle_due_dates)
    case = town.case(filed)
    assert (case.id, case.finish_on, case.due_is_provisional) == (case_id, until, False)
    assert town.mine(filed)["due_on"] == until.isoformat()


def test_who_may_not_and_what_is_stale(town, filed, chief):
    assert extend(town, filed, NEIGHBOUR).status_code == 404
    for username in (CHIEF, SUPERVISOR, "administrator", "analyst"):
        assert extend(town, filed, username).status_code == 403
    stale = extend(town, filed, version=1)
    assert (stale.status_code, [line["event"] for line in stale.json["changed"]]) == (409, ["accept", "investigate"])
    fresh = file_tutoring(town)
    assert refusal(extend(town, fresh)) == "move.not_in_this_status"
    assert town.case(filed).version == 3


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=st.text(max_size=50) | st.none() | st.integers(), reason=st.text(max_size=30) | st.none() | st.booleans())
def test_whatever_is_sent_instead_is_refused_field_by_field(house, code, reason):
    """`house` has a report about homework: even what is right has no more time."""
    answer = house.officer.post(f"/cases/{house.case_id}/extension", {"reason_code": code, "reason": reason}, 1)
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json["errors"]} <= {"reason_code", "reason"}

"""T8, K3: an office above urges the one below, or supervises it; that one answers; nobody else hears of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Case, CaseEvent, Urging
from models.engine import reading
from policy.vocabulary import Role
from services.watching.urging import urged_notice
from tests.services.appealed import CHIEF, chief
from tests.services.lives import CITY, NEIGHBOUR, OFFICER
from tests.services.town import SUPERVISOR, filed, town
from tests.services.watched import reminders
from tests.support.phone import homework

__all__ = ["chief", "filed", "town"]

URGE = {"event": "urge", "reason_code": "silent"}
SUPERVISE = {"event": "supervise", "reason_code": "public_interest", "reason": "请三天内书面说明。"}
BACK = {"back_report": "on_site", "reason": "明天到校查看。"}


def urge(town, filed, body=URGE, username=CHIEF):
    return town.console(username).post(f"/cases/{town.case(filed).id}/urging", body)


def back(town, filed, username=OFFICER, **changes):
    case = town.case(filed)
    return town.console(username).post(f"/cases/{case.id}/back_report", {**BACK, **changes}, case.version)


def listed(town, username, concern):
    return [case["id"] for case in town.console(username).get("/cases", concern=concern).json["items"]]


@pytest.mark.parametrize("body", [URGE, SUPERVISE, {**URGE, "reason": "请抓紧。"}])
def test_the_office_is_reminded_at_once_answers_and_the_one_above_reads_the_kind(town, filed, chief, body):
    case_id = town.case(filed).id
    before = town.mine(filed)
    assert urge(town, filed, body).status_code == 204
    told = reminders(town, OFFICER)["items"]
    assert [(one["kind"], one["case"]["id"], one["is_read"]) for one in told] == [(body["event"], case_id, False)]
    assert told[0]["answer_by"] > town.clock().date().isoformat()
    assert listed(town, CHIEF, "urged") == [case_id]
    opened = town.console(OFFICER).get(f"/cases/{case_id}").json
    line = opened["history"][-1]
    office = town.installed.offices["411100", "education"].name
    assert (line["event"], line["by"], line["office"]) == (body["event"], CHIEF, office)
    assert (line["reason_code"], line["reason"]) == (body["reason_code"], body.get("reason"))
    assert "report_back" in opened["allowed_events"]
    assert office in opened["notice"]
    assert ("supervises this" in opened["notice"]) == (body["event"] == "supervise")
    assert ("has urged this on" in opened["notice"]) == (body["event"] == "urge")
    assert back(town, filed).status_code == 200
    assert listed(town, CHIEF, "urged") == []
    assert [one["kind"] for one in reminders(town, CHIEF)["items"]] == ["report_back"]
    above = town.console(CHIEF).get(f"/cases/{case_id}").json
    assert (above["history"][-1]["reason_code"], above["history"][-1]["reason"]) == ("on_site", None)
    assert back(town, filed).json["errors"][0]["code"] == "move.not_urged"
    after = town.mine(filed)
    assert (after["timeline"], after["messages"]) == (before["timeline"], before["messages"])


def test_words_are_sealed_and_kinds_stand_clear(town, filed, chief):
    assert urge(town, filed, SUPERVISE).status_code == 204
    assert back(town, filed).status_code == 200
    with reading(town.house.engine) as db:
        sealed = list(db.scalars(sa.select(CaseEvent.sealed_detail)))
        row = db.scalars(sa.select(Urging)).one()
    assert not any(one and words.encode() in one for one in sealed for words in ("书面说明", "到校查看"))
    assert (row.reason_code, row.back_report, row.answered_version) == ("public_interest", "on_site", 3)


@pytest.mark.promise("K1", "in part")
def test_only_who_is_above_urges_and_only_the_office_answers(town, filed, chief):
    town.hires("beside", Role.SUPERVISOR, town.office("411103"), SUPERVISOR)
    assert urge(town, filed, username="beside").status_code == 404
    for username in (OFFICER, CITY, "administrator", "analyst", "auditor"):
        assert urge(town, filed, username=username).status_code == 403
    assert urge(town, filed).status_code == 204
    assert back(town, filed, NEIGHBOUR).status_code == 404
    assert back(town, filed, CHIEF).status_code == 403


def test_a_supervisor_s_own_office_is_not_urged_but_worked_in(town, filed, chief):
    town.hires("own", Role.SUPERVISOR, town.office("411102"), SUPERVISOR)
    refused = urge(town, filed, username="own")
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "move.not_from_above")
    assert not {"urge", "supervise"} & set(
        town.console("own").get(f"/cases/{town.case(filed).id}").json["allowed_events"]
    )


@pytest.mark.promise("T12", "in part")
def test_a_case_that_went_past_an_office_is_not_there_to_be_urged(town, chief):
    avoiding = town.phone.file(homework(avoid_local_office=True)).json
    town.hires("own", Role.SUPERVISOR, town.office("411102"), SUPERVISOR)
    never = "00000000-0000-4000-8000-000000000000"
    there = urge(town, avoiding, username="own")
    missing = town.console("own").post(f"/cases/{never}/urging", URGE)
    assert (there.status_code, there.data) == (missing.status_code, missing.data)
    assert there.status_code == 404
    assert urge(town, avoiding, username=SUPERVISOR).status_code == 204
    assert reminders(town, OFFICER)["items"] == reminders(town, "own")["items"] == []
    assert len(reminders(town, CITY)["items"]) == 1


def test_one_office_does_not_supervise_twice_before_its_day_is_over(town, filed, chief):
    assert urge(town, filed, SUPERVISE).status_code == 204
    assert urge(town, filed, SUPERVISE).json["errors"][0]["code"] == "urging.open"
    assert urge(town, filed, SUPERVISE, SUPERVISOR).status_code == 204
    assert back(town, filed).status_code == 200
    assert len(reminders(town, CHIEF)["items"]) == len(reminders(town, SUPERVISOR)["items"]) == 1
    assert urge(town, filed, SUPERVISE).status_code == 204


def test_what_went_up_meanwhile_is_the_concern_of_who_has_it(town, filed, chief):
    assert urge(town, filed, SUPERVISE).status_code == 204
    assert town.send(filed, OFFICER, town.office("411103")).status_code == 200
    assert reminders(town, OFFICER)["items"] == []
    assert back(town, filed, NEIGHBOUR).status_code == 200


@pytest.mark.parametrize("risen_to", ["411100", "410000"])
def test_what_goes_up_to_who_urged_or_past_them_is_waited_for_by_nobody(town, filed, chief, risen_to):
    """Nobody takes it on, so it goes up: the office that urged would wait for itself."""
    assert urge(town, filed, SUPERVISE, CHIEF).status_code == 204
    if risen_to == "410000":
        town.removes(CHIEF)  # and nobody could seal a case for the city
    while town.case(filed).office_id == town.office("411102"):
        town.daily(1)
    assert town.case(filed).office_id == town.office(risen_to)
    with reading(town.house.engine) as db:
        row = db.scalars(sa.select(Urging)).one()
    assert (row.back_report, row.answered_version) == (None, town.case(filed).version)
    assert listed(town, SUPERVISOR, "urged") == []
    opened = town.does(lambda work: urged_notice(work.db, work.db.get_one(Case, town.case(filed).id)))
    assert opened is None


def test_who_stands_above_still_waits_for_what_went_up_below_them(town, filed, chief):
    assert urge(town, filed, SUPERVISE, SUPERVISOR).status_code == 204
    while town.case(filed).office_id == town.office("411102"):
        town.daily(1)
    assert town.case(filed).office_id == town.office("411100")
    assert listed(town, SUPERVISOR, "urged") == [town.case(filed).id]


@pytest.mark.parametrize(("days", "status"), [(0, 422), (1, 204), (30, 204), (31, 422), (-5, 422)])
def test_the_day_to_answer_by_is_a_near_one(town, filed, chief, days, status):
    answer_by = (town.clock().date() + timedelta(days=days)).isoformat()
    answer = urge(town, filed, {**URGE, "answer_by": answer_by})
    assert answer.status_code == status
    if status == 422:
        assert answer.json["errors"][0]["code"] == "urging.answer_by"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**SUPERVISE, "reason": None}, "reason"),
        ({**URGE, "reason_code": "boredom"}, "reason_code"),
        ({**URGE, "event": "accept"}, "event"),
        ({**URGE, "answer_by": "soon"}, "answer_by"),
        ({"event": "urge"}, "reason_code"),
    ],
)
def test_what_is_wrong_is_named(town, filed, chief, body, field):
    answer = urge(town, filed, body)
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json["errors"]}


@pytest.mark.promise("T8", "in part")
def test_an_office_that_does_nothing_is_on_the_list_of_the_one_above(town, filed, chief):
    assert listed(town, CHIEF, "silent") == []
    officer, case_id = town.console(OFFICER), town.case(filed).id
    officer.move(case_id, 1, "accept")
    town.days(20)
    assert listed(town, CHIEF, "silent") == [case_id]
    assert urge(town, filed).status_code == 204
    assert listed(town, CHIEF, "silent") == [case_id]  # what was done above is no act of the office
    assert town.console(OFFICER).post(f"/cases/{case_id}/notes", {"text": "已致电。"}).status_code == 204
    assert listed(town, CHIEF, "silent") == []
    town.days(20)
    assert listed(town, CHIEF, "silent") == [case_id]
    assert town.console(OFFICER).move(case_id, 3, "investigate").status_code == 200
    assert listed(town, CHIEF, "silent") == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    event=st.text(max_size=12) | st.sampled_from(["urge", "supervise"]) | st.none(),
    code=st.text(max_size=50) | st.integers(),
    day=st.text(max_size=12) | st.none() | st.dates().map(str),
)
def test_whatever_is_sent_instead_is_refused_field_by_field(house, event, code, day):
    body = {"event": event, "reason_code": code, "answer_by": day}
    answer = house.supervisor.post(f"/cases/{house.case_id}/urging", body)
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json["errors"]} <= {"event", "reason_code", "answer_by"}

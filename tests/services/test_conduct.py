"""T8, T12: what could make an office look better than it is is counted for it, and seen from above alone."""

import csv
import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Audit
from models.engine import reading
from policy.conduct import Habit
from policy.vocabulary import Role
from tests.services.appealed import CHIEF, SECOND, WHY, chief
from tests.services.lives import CITY, NEIGHBOUR, OFFICER
from tests.services.town import SUPERVISOR, town
from tests.services.watched import file_tutoring, work_on
from tests.support.phone import homework

PATHS = ("/offices/conduct", "/offices/conduct/table")
__all__ = ["chief", "town"]


def conduct(town, username=CHIEF, **query):
    """The numbers that are not 0, by division."""
    answer = town.console(username).get("/offices/conduct", **query)
    assert answer.status_code == 200, answer.json
    return {
        item["office"]["division_code"]: {one["measure"]: one["number"] for one in item["measures"] if one["number"]}
        for item in answer.json["items"]
        if item["office"]["department"] == "education"
    }


def resolve(town, filed, username=OFFICER):
    officer, case = work_on(town, filed, username), town.case(filed)
    done = officer.end(case.id, case.version, "resolve", outcome="unverifiable", public_reply="没有发现。")
    assert done.status_code == 200


def test_every_act_counts_for_the_office_that_did_it(town, chief):
    longer, asked, passed, declined, referred = (file_tutoring(town) for _ in range(5))
    officer = work_on(town, longer)
    path = f"/cases/{town.case(longer).id}/extension"
    assert officer.post(path, {"reason_code": "complicated", "reason": "等结论。"}, 3).status_code == 200
    work_on(town, asked)
    question = {"text": "哪一天？", "ask": True}
    assert officer.post(f"/cases/{town.case(asked).id}/messages", question, 3).status_code == 201
    assert town.send(passed, OFFICER, town.office("411103")).status_code == 200
    town.answer(passed, NEIGHBOUR)
    town.answer(declined)
    town.answer(referred, event="refer_out")
    resolve(town, file_tutoring(town))
    found = conduct(town)
    local = {"extended": 1, "paused": 1, "passed_on": 1, "declined": 1, "referred_out": 1}
    local |= {"answered": 1, "unverifiable": 1}
    assert (found["411102"], found["411103"]) == (local, {"declined": 1})
    assert found["411100"] == {}
    assert "410000" not in found


@pytest.mark.promise("T8", "in part")
def test_an_answer_that_did_not_stand_counts_for_who_gave_it(town, chief):
    sent_back, taken_over, upheld, again = (town.phone.file(homework()).json for _ in range(4))
    for filed in (sent_back, taken_over, upheld, again):
        resolve(town, filed)
    town.hires(SECOND, Role.OFFICER, town.office("411102"), OFFICER)
    for filed in (sent_back, taken_over, upheld):
        assert town.act(filed, "appeal", WHY).status_code == 204
    above = town.console(CHIEF)
    decisions = ({"decision": "send_back", "reason": "请到校。"}, {"decision": "uphold", "public_reply": "不变。"})
    for filed, decision in zip((sent_back, upheld), decisions, strict=True):
        assert above.post(f"/cases/{town.case(filed).id}/appeal", decision, 1).status_code == 204
    resolve(town, taken_over, CITY)
    path = f"/cases/{town.case(again).id}/reopening"
    assert above.post(path, {"reason": "请重新核实。"}, town.case(again).version).status_code == 204
    found = conduct(town)
    assert found["411102"] == {"answered": 4, "unverifiable": 4, "overturned": 2, "reopened": 1}
    assert found["411100"] == {"answered": 1, "unverifiable": 1}


def test_what_an_office_let_lie_counts_for_it(town, chief):
    filed = town.phone.file(homework()).json
    while town.case(filed).office_id == town.office("411102"):
        town.daily(1)
    assert conduct(town)["411102"] == {"raised": 1}


@pytest.mark.promise("T12", "in part")
def test_no_figure_of_the_avoided_office_differs_by_a_case_that_went_past_it(town, chief):
    resolve(town, town.phone.file(homework()).json)
    before = {name: conduct(town, name) for name in (CHIEF, SUPERVISOR)}
    resolve(town, town.phone.file(homework(avoid_local_office=True)).json, CITY)
    town.hires("own", Role.SUPERVISOR, town.office("411102"), SUPERVISOR)
    assert conduct(town, "own") == {"411102": {"answered": 1, "unverifiable": 1}}
    for name, numbers in before.items():
        assert conduct(town, name)["411102"] == numbers["411102"]
        assert conduct(town, name)["411100"] == {"answered": 1, "unverifiable": 1}


def test_the_days_that_are_asked_for(town, chief):
    town.answer(file_tutoring(town))
    today = town.clock().date().isoformat()
    town.days(1)
    tomorrow = town.clock().date().isoformat()
    assert conduct(town, since=today, until=today)["411102"] == {"declined": 1}
    assert conduct(town, since=tomorrow, until=tomorrow)["411102"] == {}
    refused = town.console(CHIEF).get("/offices/conduct", since=tomorrow, until=today)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "conduct.period")
    assert town.console(CHIEF).get("/offices/conduct", since="2020-01-01").status_code == 422
    measures = town.console(CHIEF).get("/offices/conduct").json["items"][0]["measures"]
    assert [one["measure"] for one in measures] == [measure.value for measure in Habit]
    assert all(one["label"] for one in measures)
    first = town.console(CHIEF).get("/offices/conduct", limit=1).json
    rest = town.console(CHIEF).get("/offices/conduct", cursor=first["next_cursor"]).json
    whole = town.console(CHIEF).get("/offices/conduct").json
    assert first["items"] + rest["items"] == whole["items"]


def test_what_is_not_taken_on_is_told_of_all_that_was_ended(town, chief):
    for _ in range(2):
        resolve(town, file_tutoring(town))
    town.answer(file_tutoring(town))
    items = town.console(CHIEF).get("/offices/conduct").json["items"]
    [mine] = [item for item in items if item["office"]["division_code"] == "411102"]
    told = {one["measure"]: (one["number"], one["among"]) for one in mine["measures"] if one["among"] is not None}
    assert told == {"declined": (1, 3), "referred_out": (0, 3)}


def test_the_table_has_the_same_offices_and_numbers_on_the_same_days(town, chief, monkeypatch):
    town.answer(file_tutoring(town))
    above, day = town.console(CHIEF), town.clock().date()
    days = {"since": str(day - timedelta(days=3)), "until": str(day)}
    shown = above.get("/offices/conduct", **days).json["items"]
    for at_once in (1, 500):
        monkeypatch.setattr("services.watching.conduct.AT_ONCE", at_once)
        answer = above.get("/offices/conduct/table", **days)
        name = f"attachment; filename=conduct-{days['since']}-{days['until']}.csv"
        assert (answer.mimetype, answer.headers["Content-Disposition"]) == ("text/csv", name)
        head, *lines = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
        assert head[1:-1] == [one["label"] for one in shown[0]["measures"]]
        expected = [[item["office"]["name"], *(one["number"] for one in item["measures"])] for item in shown]
        assert [line[:-1] for line in lines] == [[str(value) for value in line] for line in expected]
        assert {line[0]: line[-1] for line in lines}["411102 education"] == "1"
    refused = above.get("/offices/conduct/table", since=days["until"], until=days["since"])
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, "conduct.period")


def test_that_it_was_taken_away_is_in_the_log(town, chief):
    assert town.console(CHIEF).get("/offices/conduct/table").status_code == 200
    with reading(town.house.engine) as db:
        assert db.scalars(sa.select(Audit.username).where(Audit.act == "conduct.export")).all() == [CHIEF]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(since=st.dates().map(str) | st.text(max_size=12), until=st.dates().map(str) | st.text(max_size=12))
def test_whatever_days_are_asked_for_there_is_an_answer(house, since, until):
    supervisor = house.log_in("supervisor-410000")  # of now: other tests move the clock, and sessions end
    shown, taken = (supervisor.get(path, since=since, until=until).status_code for path in PATHS)
    assert shown == taken
    assert shown in {200, 422}

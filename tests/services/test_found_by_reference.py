"""A reference finds the case that its report is in now, for those in whose queue that case is, and for nobody else."""

from dataclasses import replace

import pytest

from policy.vocabulary import Role
from security.receipts import new_reference
from tests.services.joint import file_at, new_school
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE
from tests.services.parted import report_ids
from tests.services.town import EVERYBODY, SUPERVISOR, town
from tests.support.phone import homework
from tests.support.statements import listening

__all__ = ["town"]

CHIEF, SECOND = "chief-of-411102", "second"
NOTHING = {"items": [], "next_cursor": None}


@pytest.fixture
def everybody(town):
    """All who are there, a colleague, and a supervisor in the office itself."""
    town.hires(CHIEF, Role.SUPERVISOR, town.office("411102"), SUPERVISOR)
    town.hires(SECOND, Role.OFFICER, town.office("411102"), OFFICER)
    return [*EVERYBODY, CHIEF, SECOND]


def looked_up(console, reference):
    answer = console.get("/cases", reference=reference)
    assert answer.status_code == 200, answer.json
    return answer


def finders(town, filed, usernames):
    """Who finds it; each what their own queue shows of it, be it nothing."""
    found = set()
    for username in usernames:
        console = town.console(username)
        queue = console.get("/cases", limit=100).json
        assert queue["next_cursor"] is None
        items = [item for item in queue["items"] if filed["reference"] in item["references"]]
        assert looked_up(console, filed["reference"]).json == {"items": items, "next_cursor": None}, username
        assert [item["id"] for item in items] in ([], [town.house.case_of(filed)["id"]])
        found |= {username for _ in items}
    return found


def part(town, filed, path, **body):
    case = town.case(filed)
    answer = town.console(OFFICER).post(f"/cases/{case.id}/{path}", body, case.version)
    assert answer.status_code in {200, 201}, answer.json
    return answer.json


def test_the_office_that_has_it_and_those_above_find_it(town, everybody):
    filed = town.phone.file(homework()).json
    assert finders(town, filed, everybody) == {OFFICER, SECOND, CHIEF, SUPERVISOR, "supervisor-000000"}


def test_an_office_that_was_alerted_finds_it(town, everybody):
    filed = town.phone.file(homework(safety=True)).json
    assert finders(town, filed, everybody) >= {OFFICER, CITY}


def test_where_it_was_handed_on_they_find_it_and_no_longer_where_it_was(town, everybody):
    filed = town.phone.file(homework()).json
    assert town.send(filed, OFFICER, town.office("411103")).status_code == 200
    assert finders(town, filed, everybody) == {NEIGHBOUR, SUPERVISOR, "supervisor-000000"}


def test_whoever_stepped_aside_finds_it_no_more(town, everybody):
    filed = town.phone.file(homework()).json
    case = town.case(filed)
    town.console(OFFICER).post(f"/cases/{case.id}/recusal", {"reason": "亲戚"}, case.version)
    assert finders(town, filed, everybody) == {SECOND, CHIEF, SUPERVISOR, "supervisor-000000"}


@pytest.mark.promise("T12", "in part")
def test_the_avoided_office_finds_nothing_nor_does_its_supervisor(town, everybody):
    filed = town.phone.file(homework(avoid_local_office=True)).json
    assert finders(town, filed, everybody) == {CITY, SUPERVISOR, "supervisor-000000"}


@pytest.mark.promise("A8", "in part")
def test_nobody_finds_it_before_the_hour_in_which_it_is_shown(town, everybody):
    service = town.house.app.extensions["jianfu"]
    town.house.app.extensions["jianfu"] = replace(service, world=replace(service.world, released_hourly=True))
    town.run_clock()
    filed = town.phone.file(homework()).json
    assert finders(town, filed, everybody) == set()
    town.clock.forward(3600)
    town.run_clock()
    assert OFFICER in finders(town, filed, everybody)


def test_each_report_of_a_case_finds_it_and_what_is_split_off_the_new_one(town, everybody):
    school = new_school(town.house)
    filed = [file_at(town.phone, school) for _ in range(3)]
    [case_id] = {town.case(one).id for one in filed}
    assert all(OFFICER in finders(town, one, everybody) for one in filed)
    new_id = part(town, filed[0], "split", report_ids=report_ids(town, case_id, filed[1:2]))["id"]
    assert [town.case(one).id for one in filed] == [case_id, new_id, case_id]
    assert all(OFFICER in finders(town, one, everybody) for one in filed)


def test_what_was_merged_finds_the_case_that_goes_on(town, everybody):
    filed = [town.phone.file(homework(place={"target_name": "一所小学"})).json for _ in range(2)]
    into, other = (town.case(one).id for one in filed)
    assert into != other
    part(town, filed[0], "merge", case_ids=[other])
    assert all(OFFICER in finders(town, one, everybody) for one in filed)
    assert {town.case(one).id for one in filed} == {into}


def test_an_appeal_finds_the_case_in_which_it_is_looked_at(town, everybody):
    filed = town.phone.file(homework()).json
    _, before = town.answer(filed)
    assert OFFICER in finders(town, filed, everybody)
    assert town.act(filed, "appeal", {"reason": "没有改。"}).status_code == 204
    assert town.case(filed).id != before
    assert CITY in finders(town, filed, everybody)


def test_nobody_finds_a_report_that_was_taken_back(town, everybody):
    filed = town.phone.file(homework()).json
    console, case_id = town.console(OFFICER), town.case(filed).id
    assert looked_up(console, filed["reference"]).json["items"][0]["id"] == case_id
    assert town.act(filed, "withdrawal").status_code == 204
    for username in everybody:
        assert looked_up(town.console(username), filed["reference"]).json == NOTHING


@pytest.mark.promise("T12", "in part")
def test_what_is_out_of_sight_is_asked_for_and_answered_as_what_never_was(town, everybody):
    """One's own office avoided, another office's, one stepped aside from, and none."""
    past = town.phone.file(homework(avoid_local_office=True)).json
    foreign = town.phone.file(homework(place={"division_code": "411103"})).json
    aside = town.phone.file(homework()).json
    for username in (OFFICER, CHIEF):
        case = town.case(aside)
        answer = town.console(username).post(f"/cases/{case.id}/recusal", {"reason": "亲戚"}, case.version)
        assert answer.status_code == 204, answer.json
    references = [*(one["reference"] for one in (past, foreign, aside)), new_reference(), "0000-0000"]
    for username in (OFFICER, CHIEF, PROVINCE):
        console, answers = town.console(username), set()
        for reference in references:
            statements = []
            with listening(town.house.engine, statements):
                answer = looked_up(console, reference)
            assert answer.json == NOTHING, (username, reference)
            headers = [item for item in answer.headers if item[0] != "Date"]
            answers.add((*headers, *statements))
        assert len(answers) == 1, username

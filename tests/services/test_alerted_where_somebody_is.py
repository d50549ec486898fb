"""T11: of a child in danger an office is alerted where somebody is, however many above the lead have nobody."""

import pytest

from policy.vocabulary import Role
from services.administration.staff_accounts import reset_staff
from tests.services.lives import CITY, NEIGHBOUR, OFFICER, PROVINCE, ROOT
from tests.services.town import AT_ROOT, EVERYBODY, SUPERVISOR, town
from tests.support.phone import homework

__all__ = ["town"]

CHIEF, SECOND = "chief", "second"
WHY = {"reason": "没有人来过学校。"}


def leave(town, *usernames):
    for username in usernames:
        town.removes(username)


def danger(town, **changes):
    return town.phone.file(homework(safety=True, **changes)).json


def alerted(town, filed):
    return town.case(filed).alerted_office_id


def hands_over(town, username, filed):
    case = town.house.case_of(filed)
    return town.console(username).move(case["id"], case["version"], "hand_over", reason="已转公安。").status_code


def declined(town, filed):
    """The county says no, as it may once somebody has handed over."""
    assert hands_over(town, OFFICER, filed) == 200
    town.answer(filed)


@pytest.mark.promise("T11")
@pytest.mark.parametrize(
    ("leavers", "openers"),
    [
        ([], {OFFICER, CITY}),
        ([CITY], {OFFICER, PROVINCE, SUPERVISOR}),
        ([CITY, PROVINCE], {OFFICER, ROOT, AT_ROOT}),
        ([CITY, PROVINCE, ROOT], {OFFICER, AT_ROOT}),
    ],
    ids=["nobody left", "the city", "the province too", "every officer above"],
)
def test_a_report_is_in_a_second_office_that_sees_it_the_moment_it_is_filed(town, leavers, openers):
    leave(town, *leavers)
    filed = danger(town)
    staying = set(EVERYBODY) - set(leavers)
    assert town.openers(filed, staying) == openers
    assert hands_over(town, min(openers - {OFFICER}), filed) == 200


@pytest.mark.promise("T11")
def test_a_report_past_the_local_office_and_one_of_a_city_run_school_are_so_too(town):
    leave(town, PROVINCE)
    for more in ({"avoid_local_office": True}, {"place": {"school_id": town.installed.schools["city_run"].id}}):
        assert town.openers(danger(town, **more), set(EVERYBODY) - {PROVINCE}) == {CITY, ROOT, AT_ROOT}


@pytest.mark.promise("T11")
def test_pending_members_are_nobody(town):
    town.does(reset_staff, town.staff_id(CITY))
    assert alerted(town, danger(town)) == town.office("410000")


@pytest.mark.promise("T11")
def test_a_report_that_an_officer_finds_to_be_about_danger_is_so_too(town):
    filed = town.phone.file(homework()).json
    leave(town, CITY)
    case = town.house.case_of(filed)
    found = town.console(OFFICER).move(case["id"], case["version"], "flag_safety", reason="文字提到自伤。")
    assert found.status_code == 200
    assert town.openers(filed, set(EVERYBODY) - {CITY}) == {OFFICER, PROVINCE, SUPERVISOR}


@pytest.mark.promise("T11")
def test_a_case_that_is_passed_on_is_so_too(town):
    filed = danger(town)
    leave(town, CITY)
    assert town.send(filed, OFFICER, town.office("411103")).status_code == 200
    assert town.openers(filed, set(EVERYBODY) - {CITY}) == {NEIGHBOUR, PROVINCE, SUPERVISOR}


@pytest.mark.promise("T11")
def test_a_case_that_its_officer_steps_aside_from_is_so_too(town):
    filed = danger(town)
    leave(town, PROVINCE)
    case = town.house.case_of(filed)
    recusal = town.console(OFFICER).post(f"/cases/{case['id']}/recusal", WHY, case["version"])
    assert recusal.status_code == 204
    assert town.openers(filed, set(EVERYBODY) - {PROVINCE}) == {CITY, ROOT, AT_ROOT}


@pytest.mark.promise("T11")
def test_an_appeal_is_so_too_and_a_case_that_is_sent_back(town):
    town.hires(CHIEF, Role.SUPERVISOR, town.office("411100"), SUPERVISOR)
    town.hires(SECOND, Role.OFFICER, town.office("411102"), OFFICER)
    filed = danger(town)
    declined(town, filed)
    leave(town, PROVINCE)
    assert town.act(filed, "appeal", WHY).status_code == 204
    staying = {*EVERYBODY, CHIEF, SECOND} - {PROVINCE}
    assert town.openers(filed, staying) == {CITY, CHIEF, ROOT, AT_ROOT}
    leave(town, CITY)
    case = town.house.case_of(filed)
    body = {"decision": "send_back", **WHY}
    assert town.console(CHIEF).post(f"/cases/{case['id']}/appeal", body, case["version"]).status_code == 204
    assert town.openers(filed, staying - {CITY}) == {SECOND, ROOT, AT_ROOT}


@pytest.mark.promise("T11")
def test_a_case_that_goes_up_by_itself_is_so_too_once_it_is_sealed(town):
    town.hires(CHIEF, Role.SUPERVISOR, town.office("411100"), SUPERVISOR)
    filed = danger(town)
    leave(town, OFFICER, CITY, PROVINCE)
    town.daily(5)
    assert (town.case(filed).office_id, alerted(town, filed)) == (town.office("411100"), town.office("000000"))
    assert town.reseals(CHIEF, filed).status_code == 200
    assert town.openers(filed, {*EVERYBODY, CHIEF} - {OFFICER, CITY, PROVINCE}) == {CHIEF, ROOT, AT_ROOT}

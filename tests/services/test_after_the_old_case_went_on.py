"""T8, K3: an appeal is against the office that answered, wherever the others of the old case have gone since."""

import pytest

from policy.vocabulary import Role
from tests.services.appealed import CHIEF, SECOND, STANDS, WHY, chief
from tests.services.joint import case_id_of, file_at, new_school, stored_case
from tests.services.lives import CITY, NEIGHBOUR, OFFICER
from tests.services.parted import RESOLVED
from tests.services.test_conduct import conduct, resolve
from tests.services.town import SUPERVISOR, town

__all__ = ["chief", "town"]

HERE, BESIDE, ABOVE = "411102", "411103", "411100"


@pytest.fixture
def gone(town, chief):
    """Two are answered, one appeals, the other's case is reopened and passed on there; the case of the appeal."""
    town.hires(SECOND, Role.OFFICER, town.office(HERE), SUPERVISOR)
    school = new_school(town.house)
    first, other = (file_at(town.phone, school) for _ in range(2))
    old = town.case(first).id
    for version, event in enumerate(("accept", "investigate"), 1):
        town.console(OFFICER).move(old, version, event)
    assert town.console(OFFICER).end(old, 3, "resolve", **RESOLVED).status_code == 200
    assert town.act(first, "appeal", WHY).status_code == 204
    version = stored_case(town.house.engine, old).version
    assert (
        town.console(SUPERVISOR).post(f"/cases/{old}/reopening", {"reason": "重新核实。"}, version).status_code == 204
    )

    def go(division_code):
        answer = town.send(other, OFFICER, town.office(division_code))
        assert (answer.status_code, case_id_of(town.house.engine, other)) == (200, old), answer.json
        return first

    return go


@pytest.mark.promise("T8", "in part")
@pytest.mark.promise("K3", "in part")
def test_an_appeal_is_sent_back_to_the_office_that_answered_and_to_no_other(town, gone):
    filed = gone(BESIDE)
    body = {"decision": "send_back", "reason": "请重新核查。"}
    assert town.console(CHIEF).post(f"/cases/{town.case(filed).id}/appeal", body, 1).status_code == 204
    assert town.case(filed).office_id == town.office(HERE)
    assert town.openers(filed, (SECOND, NEIGHBOUR)) == {SECOND}


@pytest.mark.promise("T8", "in part")
def test_an_appeal_is_neither_passed_nor_shown_for_its_share_to_the_office_that_answered(town, gone):
    filed, city = gone(BESIDE), town.console(CITY)
    for to, code in ((HERE, "transfer.appealed_against"), (BESIDE, None)):
        case = town.case(filed)
        if code:
            refused = town.send(filed, CITY, town.office(to))
            assert (refused.status_code, refused.json["errors"][0]["code"]) == (422, code)
        city.move(case.id, case.version, "accept")
        asked = city.get(f"/cases/{case.id}/co_handlers").json["items"]
        assert town.office(HERE) not in {office["id"] for office in asked}
    body = {"office_id": town.office(HERE), "kind": "visit", "due_on": "2026-11-24", "request": "请核查。"}
    case = town.case(filed)
    refused = city.post(f"/cases/{case.id}/tasks", body, case.version)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "office_id")


@pytest.mark.promise("T8", "in part")
def test_the_office_above_says_that_the_answer_stands_though_the_old_case_is_with_it_by_now(town, gone):
    filed = gone(ABOVE)
    case_id = town.case(filed).id
    assert "uphold" in town.console(CHIEF).get(f"/cases/{case_id}").json["allowed_events"]
    answer = town.console(CHIEF).post(f"/cases/{case_id}/appeal", STANDS, 1)
    assert answer.status_code == 204, answer.json


@pytest.mark.promise("T8", "in part")
def test_an_answer_that_did_not_stand_counts_for_the_office_that_gave_it_and_for_no_other(town, gone):
    resolve(town, gone(BESIDE), CITY)
    counts = conduct(town)
    assert counts[HERE]["overturned"] == 1
    assert "overturned" not in counts.get(BESIDE, {})

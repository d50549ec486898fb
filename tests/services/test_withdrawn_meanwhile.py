"""A report is taken back between two questions of somebody who reads its case: they read the rest of it."""

import pytest

from tests.services.appealed import CHIEF, STANDS, appealed, chief, filed
from tests.services.lives import OFFICER
from tests.services.town import town
from tests.support.meanwhile import once_before

__all__ = ["appealed", "chief", "filed", "town"]


@pytest.fixture
def meanwhile(lives, house):
    """Withdraw a report when somebody who has read it is about to read its key."""

    def withdraw(filed):
        def act():
            assert lives.act(filed, "withdrawal").status_code == 204

        return once_before(house.engine, "FROM report_key_wrap", act)

    return withdraw


def test_the_case_opens_without_the_report_that_went(lives, house, together, meanwhile):
    (first, case_id), (second, _) = together(), together()
    officer = lives.console(OFFICER)
    with meanwhile(first):
        answer = officer.get(f"/cases/{case_id}")
    assert answer.status_code == 200, answer.json
    left = {report["reference"] for report in answer.json["reports"]}
    assert second["reference"] in left
    opened = officer.get(f"/cases/{case_id}").json["reports"]
    assert {report["reference"] for report in opened} == {second["reference"]}


def test_the_owners_of_a_case_are_found_without_it(lives, together, meanwhile):
    (first, case_id), _ = together(), together()
    officer = lives.console(OFFICER)
    with meanwhile(first):
        answer = officer.get(f"/cases/{case_id}/owners")
    assert answer.status_code == 200, answer.json


@pytest.mark.promise("T11", "in part")
def test_the_office_above_is_alerted_all_the_same(lives, house, together):
    """It was let in to the report that had gone, and nothing was flagged."""
    (first, case_id), (second, _) = together(), together()
    officer, version = lives.console(OFFICER), house.case_of(second)["version"]

    def withdraw():
        assert lives.act(first, "withdrawal").status_code == 204

    with once_before(house.engine, "FROM case_event", withdraw):
        answer = officer.move(case_id, version, "flag_safety", reason="有危险。")
    assert answer.status_code == 200, answer.json
    assert lives.holders(second)[1] == {lives.office("411102"), lives.office("411100")}


def test_an_appeal_that_was_withdrawn_meanwhile_is_not_decided(town, appealed):
    case, above = town.house.case_of(appealed), town.console(CHIEF)

    def withdraw():
        assert town.act(appealed, "withdrawal").status_code == 204

    with once_before(town.house.engine, "FROM report_key_wrap", withdraw):
        answer = above.post(f"/cases/{case['id']}/appeal", STANDS, case["version"])
    assert answer.status_code == 409, answer.json

"""A case is given to somebody who can work on it, and to nobody else."""

import pytest

from policy.vocabulary import Role
from services.administration.staff_accounts import add_staff
from tests.services.lives import NEIGHBOUR, OFFICER
from tests.services.town import AT_ROOT, SUPERVISOR, town
from tests.support.phone import homework

__all__ = ["town"]


@pytest.fixture
def filed(town):
    return town.phone.file(homework()).json


def assigned(town, filed, staff_id):
    case = town.house.case_of(filed)
    return town.console(OFFICER).post(f"/cases/{case['id']}/assignment", {"assignee": staff_id}, case["version"])


def test_a_colleague_gets_the_case_and_who_cannot_open_it_does_not(town, filed):
    for username, grantor in (("second", SUPERVISOR), ("gone", SUPERVISOR), ("aside", SUPERVISOR), ("pending", None)):
        if grantor is None:
            add_pending(town, username)
        else:
            town.hires(username, Role.OFFICER, town.office("411102"), grantor)
    ids = {name: town.staff_id(name) for name in (OFFICER, "second", "gone", "aside", "pending", NEIGHBOUR, AT_ROOT)}
    case = town.house.case_of(filed)
    aside = town.console("aside")
    assert aside.post(f"/cases/{case['id']}/recusal", {"reason": "认识。"}, case["version"]).status_code == 204
    town.removes("gone")
    offered = town.console(OFFICER).get(f"/cases/{case['id']}/colleagues").json["items"]
    assert offered == [{"id": ids[name], "username": name} for name in (OFFICER, "second")]
    for name in set(ids) - {OFFICER, "second"}:
        refused = assigned(town, filed, ids[name])
        assert refused.status_code == 422, (name, refused.json)
        assert [each["code"] for each in refused.json["errors"]] == ["assignee.not_a_colleague"]
    assert assigned(town, filed, ids["second"]).status_code == 200


def add_pending(town, username):
    added = town.does(add_staff, username, Role.OFFICER, town.office("411102"))
    town.installed.passwords[username] = added.password
